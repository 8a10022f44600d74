"""The shop's page for a buyer who comes from Odoo: a cart, and two ways back."""

import base64
import html

from lxml import etree

from amazon_punchin_tests.faults import papers

LINES = 3
EMPTY = b'<Message><Status code="204" text="No Content"/>'


def page(setup: etree._Element) -> bytes:
    """A page whose forms bring the cart, or none, to where the set-up request says."""
    back = setup.findtext(".//BrowserFormPost/URL")
    cookie = setup.findtext(".//BuyerCookie").encode()
    cart = papers.cart(papers.new_payload_id(), LINES)
    cart = cart.replace(b"<BuyerCookie/>", b"<BuyerCookie>%s</BuyerCookie>" % cookie)
    items = cart[cart.index(b"<ItemIn") : cart.rindex(b"</ItemIn>") + 9]
    left = cart.replace(items, b"").replace(b"<Message>", EMPTY)
    forms = _form(back, "cxml-base64", cart, "Submit order for approval") + _form(
        back, "cxml-urlencoded", left, "Leave without a cart"
    )
    text = f"<!DOCTYPE html><html><body><h1>The shop is open</h1>{forms}</body></html>"
    return text.encode()


def _form(back: str, field: str, cart: bytes, label: str) -> str:
    value = base64.b64encode(cart) if field == "cxml-base64" else cart
    return (
        f'<form method="post" action="{html.escape(back)}"><input type="hidden" '
        f'name="{field}" value="{html.escape(value.decode())}"/>'
        f"<button>{label}</button></form>"
    )
