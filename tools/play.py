"""One punch-in purchase on a running server, each step by the person whose it is.

The demonstration prints it, the journeys assert it. Nothing reaches into Odoo: carts,
decisions and the order desk's actions are calls of logged-in users, documents travel
over HTTP, and the server's own crons do the rest.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from .rpc import Session
from .server import OdooServer

PEOPLE = ("employee", "manager", "accountant", "admin")
ITEMS = 3
PATIENCE_SECONDS = 60
PAUSE_SECONDS = 0.1

ENDPOINT = "amazon.punchin.endpoint"
GROUP = "amazon.punchin.group"
REQUEST = "amazon.punchin.request"
CART = "amazon.punchin.sandbox.cart"
DESK = "amazon.punchin.sandbox.order"


class NotAsExpected(AssertionError):
    """A step did not hold; the text says which and what was there instead."""


@dataclass(frozen=True)
class Step:
    """What was done, what came of it, and how long it took in seconds."""

    title: str
    outcome: str
    seconds: float


def log_in(server: OdooServer) -> dict[str, Session]:
    """A session of each person who takes part."""
    name = server.database.name
    return {login: Session(server.url, name, login, login) for login in PEOPLE}


@dataclass
class Purchase:
    """A purchase being played on `server`; the ids appear as it goes on.

    `items` are pairs of ASIN and quantity, the first of the catalogue in dollars if
    there are none; `group` is the sandbox group that buys, the first one if omitted.
    """

    server: OdooServer
    people: dict[str, Session] = field(default_factory=dict)
    items: Sequence[tuple[str, int]] = ()
    group: int = 0
    cart: int = 0
    request: int = 0
    desk: int = 0

    def __post_init__(self) -> None:
        self.people = self.people or log_in(self.server)

    def play(self) -> Iterator[Step]:
        """Each step as it is done.

        Raises NotAsExpected as soon as one does not hold.
        """
        for title, act in self.steps():
            began = time.monotonic()
            outcome = act()
            yield Step(title, outcome, time.monotonic() - began)

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("The administrator sets the server's address", self.set_address),
            ("The employee submits a cart at Amazon", self.submit_cart),
            ("Amazon leads the employee to the request in Odoo", self.land),
            *self.after_cart(),
        ]

    def after_cart(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("The employee sends it for approval", self.ask),
            ("The manager approves and releases", self.release),
            ("Amazon takes the purchase order", self.order_taken),
            ("Amazon confirms the order", self.confirm),
            ("Amazon ships a part", self.ship_part),
            ("Amazon ships the rest", self.ship_rest),
            ("Amazon invoices; the bills are drafted and matched", self.invoice),
        ]

    def order(self) -> "Purchase":
        """Play as far as the order desk, for what begins there."""
        for act in (self.submit_cart, self.ask, self.release, self.order_taken):
            act()
        return self

    def set_address(self) -> str:
        admin = self.people["admin"]
        ids = [one["id"] for one in admin.find(ENDPOINT, [], "name")]
        admin.call(ENDPOINT, "write", ids, {"base_url": self.server.url})
        return admin.read(ENDPOINT, ids, "url")["url"]

    def submit_cart(self) -> str:
        admin, employee = self.people["admin"], self.people["employee"]
        self.group = self.group or self.choose_group()
        self.items = self.items or self.choose_items()
        email = employee.read("res.users", employee.uid, "email")["email"]
        made = admin.call(CART, "create_cart", self.group, email, self.items)
        self.cart = made[0] if isinstance(made, list) else made
        admin.call(CART, "submit", [self.cart])
        cart = self.wait_for(
            lambda: self.read_cart(),
            lambda cart: cart["state"] in ("accepted", "refused", "error"),
            "an answer to the set-up request",
        )
        self.hold(cart["state"] == "accepted", f"Odoo answered {cart['answer_text']}")
        self.request = self.find_request(cart["payload_id"])
        return f"{len(self.items)} lines, {cart['payload_id']}"

    def choose_group(self) -> int:
        domain = [("marketplace", "=", "sandbox")]
        return self.people["admin"].find(GROUP, domain, "name")[0]["id"]

    def choose_items(self) -> list[tuple[str, int]]:
        """Two of the first thing for the office, three of the second, and so on."""
        domain = [("currency_id.name", "=", "USD"), ("category", "=like", "Office%")]
        items = self.people["admin"].find("amazon.punchin.sandbox.item", domain, "asin")
        return [(item["asin"], n) for n, item in enumerate(items[:ITEMS], 2)]

    def land(self) -> str:
        url = self.read_cart()["start_page_url"].removeprefix(self.server.url)
        status, final, _page = self.people["employee"].get(url)
        self.hold(
            status == 200 and final.endswith(f"/my-amazon-requests/{self.request}"),
            f"led to {final}",
        )
        seen = self.see("name", "stage", "line_count", "amount_total_estimate")
        self.hold(seen["stage"] == "cart_received", f"stage {seen['stage']}")
        return f"{seen['name']}, {seen['line_count']} lines"

    def ask(self) -> str:
        self.people["employee"].call(REQUEST, "submit", [self.request])
        return self.at_stage("pending_approval")

    def release(self) -> str:
        self.people["manager"].call(REQUEST, "release", [self.request])
        seen = self.see("purchase_id", "state")
        self.hold(seen["state"] == "released", f"status {seen['state']}")
        return f"purchase order {seen['purchase_id'][1]}"

    def order_taken(self) -> str:
        name = self.at_the_desk()
        decision = self.wait_for(
            lambda: self.read_cart()["decision"], bool, "the decision at Amazon"
        )
        self.hold(decision == "approved", f"decision {decision}")
        return f"{name} is at the order desk once, the cart is {decision}"

    def at_the_desk(self) -> str:
        self.at_stage("order_sent")
        name = self.see("purchase_id")["purchase_id"][1]
        admin = self.people["admin"]
        orders = admin.find(DESK, [("order_ref", "=", name)], "times_received")
        self.hold(len(orders) == 1, f"{len(orders)} orders at the desk")
        self.hold(orders[0]["times_received"] == 1, "it was received more than once")
        self.desk = orders[0]["id"]
        return name

    def confirm(self) -> str:
        self.people["admin"].call(DESK, "desk_confirm", [self.desk])
        self.at_stage("order_confirmed")
        return self.see("confirmation_ref")["confirmation_ref"]

    def ship_part(self) -> str:
        self.people["admin"].call(DESK, "desk_ship", [self.desk], {"1": 1})
        self.at_stage("partly_shipped")
        return self.shipments(1)

    def ship_rest(self) -> str:
        self.people["admin"].call(DESK, "desk_ship", [self.desk])
        self.at_stage("shipped")
        return self.shipments(2)

    def invoice(self) -> str:
        self.people["admin"].call(DESK, "desk_invoice", [self.desk])
        self.at_stage("invoiced")
        accountant = self.people["accountant"]
        invoices = accountant.find(
            "amazon.punchin.invoice",
            [("request_ids", "in", self.request)],
            "name",
            "match_state",
            "amount_total",
            "move_id",
        )
        self.hold(bool(invoices), "no invoice arrived")
        tied = set()
        for one in invoices:
            self.hold(
                one["match_state"] == "matched", f"{one['name']}: {one['match_state']}"
            )
            tied |= self.check_bill(accountant, one)
        ordered = self.see("line_count")["line_count"]
        self.hold(len(tied) == ordered, f"{len(tied)} of {ordered} lines are billed")
        names = ", ".join(one["name"] for one in invoices)
        total = sum(one["amount_total"] for one in invoices)
        return f"{names}: matched, drafted as vendor bills, {total:.2f} in all"

    def check_bill(self, accountant: Session, invoice: dict) -> set[int]:
        """The purchase order lines that a matched draft bill is tied to."""
        self.hold(bool(invoice["move_id"]), f"{invoice['name']} has no bill")
        bill = accountant.read(
            "account.move", invoice["move_id"][0], "state", "amount_total"
        )
        self.hold(bill["state"] == "draft", f"the bill is {bill['state']}")
        same = abs(bill["amount_total"] - invoice["amount_total"]) < 0.005
        self.hold(same, f"bill {bill['amount_total']} of {invoice['amount_total']}")
        lines = accountant.find(
            "account.move.line",
            [
                ("move_id", "=", invoice["move_id"][0]),
                ("purchase_line_id.amazon_line_number", ">", 0),
            ],
            "purchase_line_id",
        )
        return {line["purchase_line_id"][0] for line in lines}

    def shipments(self, expected: int) -> str:
        found = self.people["employee"].find(
            "amazon.punchin.shipment",
            [("request_id", "=", self.request)],
            "name",
            "carrier",
            "tracking_ref",
        )
        self.hold(len(found) == expected, f"{len(found)} shipments")
        last = found[-1]
        return f"{last['name']} by {last['carrier']}, {last['tracking_ref']}"

    def find_request(self, payload_id: str) -> int:
        found = self.people["manager"].find(
            REQUEST, [("payload_id", "=", payload_id)], "id"
        )
        self.hold(len(found) == 1, f"{len(found)} requests for one cart")
        return found[0]["id"]

    def read_cart(self) -> dict:
        return self.people["admin"].read(
            CART,
            self.cart,
            "state",
            "payload_id",
            "answer_text",
            "start_page_url",
            "decision",
        )

    def see(self, *names: str) -> dict:
        return self.people["manager"].read(REQUEST, self.request, *names)

    def at_stage(self, stage: str) -> str:
        self.wait_for(
            lambda: self.see("stage")["stage"], lambda now: now == stage, stage
        )
        return f"stage {stage}"

    def wait_for(self, look: Callable, good: Callable, what: str) -> object:
        """Look until it is as wanted, for a minute at most."""
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            found = look()
            if good(found):
                return found
            self.hold(
                time.monotonic() < end,
                f"waited {PATIENCE_SECONDS} s for {what}, there is {found}",
            )
            time.sleep(PAUSE_SECONDS)

    def hold(self, condition: bool, text: str) -> None:
        if not condition:
            raise NotAsExpected(text)
