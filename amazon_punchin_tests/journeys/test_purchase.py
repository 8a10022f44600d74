"""One purchase from cart to matched bill, with as many workers as people have.

Odoo and the sandbox that it talks to are one server, so one HTTP worker has to suffice:
the cart is fetched while the set-up request is being answered (design §8)."""

from urllib.parse import urlsplit

from tools.play import CART, Purchase
from tools.play_punchout import PunchoutPurchase
from tools.shopper import Shopper

ITEMS = (("B0SBXPEN01", 2), ("B0SBXWIP01", 1), ("B0SBXDSK01", 1))
WORKERS = (0, 1, 2)


def test_purchase_from_cart_to_matched_bill(server, people):
    assert len(list(Purchase(server, people).play())) == 10


def test_there_and_back_by_the_shop(server, people, sandbox):
    """Both flows through the sandbox's shop, by its pages alone."""
    punched_in(server, people)
    purchase = PunchoutPurchase(server, people, items=ITEMS)
    for act in (
        purchase.open_shop,
        purchase.return_cart,
        purchase.ask,
        purchase.release,
        purchase.order_taken,
    ):
        act()


def punched_in(server, people):
    """Submit by the pages, wait as a browser does, and land at the request."""
    shopper = Shopper(people["employee"])
    for asin, quantity in ITEMS:
        shopper.add(asin, quantity)
    path = urlsplit(shopper.check_out("submit", speed="fast")).path
    purchase = Purchase(server, people, cart=shopper.cart)
    url = purchase.wait_for(
        lambda: shopper.enter(path),
        lambda url: "/my-amazon-requests/" in url,
        "the page to lead to Odoo",
    )
    payload_id = people["admin"].read(CART, shopper.cart, "payload_id")["payload_id"]
    purchase.request = purchase.find_request(payload_id)
    assert f"/{purchase.request}" in url
    assert purchase.see("line_count")["line_count"] == len(ITEMS)
