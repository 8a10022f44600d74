"""Both flows through the sandbox's shop, by its pages alone, whatever serves them.

One HTTP worker has to suffice: Odoo and the shop that it talks to are one server."""

from urllib.parse import urlsplit

import pytest

from tools.play import CART, Purchase, log_in
from tools.play_punchout import PunchoutPurchase
from tools.shopper import Shopper

ITEMS = (("B0SBXPEN01", 2), ("B0SBXWIP01", 1), ("B0SBXDSK01", 1))


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_there_and_back(serve, workers):
    server = serve(workers=workers)
    people = log_in(server)
    Purchase(server, people).set_address()
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
