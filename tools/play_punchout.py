"""A punchout purchase: from Odoo to the sandbox's shop and back, then as any other."""

from collections.abc import Callable

from .play import REQUEST, Purchase
from .shopper import Shopper


class PunchoutPurchase(Purchase):
    """A purchase that starts in Odoo; see :class:`.play.Purchase`."""

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("The employee opens the shop from Odoo", self.open_shop),
            ("The employee fills the cart and returns it", self.return_cart),
            *self.after_cart(),
        ]

    def choose_items(self) -> list[tuple[str, int]]:
        """Other sums than in the purchase before it: two bills of one vendor over the
        same sum on the same day look like one to Odoo."""
        return [(asin, quantity + 1) for asin, quantity in super().choose_items()]

    def open_shop(self) -> str:
        employee = self.people["employee"]
        action = employee.call(REQUEST, "action_browse", [])
        path = action["url"]
        self.request = int(path.rpartition("/")[2])
        self.shopper = Shopper(employee)

        def look() -> str:
            return self.shopper.enter(path)

        url = self.wait_for(look, lambda url: "sandbox/shop" in url, "the shop to open")
        self.hold(bool(self.shopper.cart), f"the shop has no cart at {url}")
        self.cart = self.shopper.cart
        return self.at_stage("browsing")

    def return_cart(self) -> str:
        self.items = self.items or self.choose_items()
        for asin, quantity in self.items:
            self.shopper.add(asin, quantity)
        self.shopper.check_out("return")
        url = self.shopper.go_home()
        self.hold(f"/my-amazon-requests/{self.request}" in url, f"led to {url}")
        seen = self.see("name", "stage", "origin", "line_count")
        self.hold(seen["origin"] == "punchout", f"origin {seen['origin']}")
        self.hold(seen["stage"] == "cart_received", f"stage {seen['stage']}")
        self.hold(seen["line_count"] == len(self.items), "lines are missing")
        return f"{seen['name']}, {seen['line_count']} lines"

    def order_taken(self) -> str:
        """Amazon hears of a punchout's approval by its order alone."""
        return f"{self.at_the_desk()} is at the order desk once"
