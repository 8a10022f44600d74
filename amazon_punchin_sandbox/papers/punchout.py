"""Punchout: the answer that opens the shop, and the cart that the buyer's browser
brings back (protocol §§2a, 2b)."""

from datetime import UTC

from odoo import fields

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side, amounts
from . import punchin


def setup_response(start_page_url):
    """The answer to a set-up request.

    :param start_page_url: where the buyer's browser goes; empty for an answer that
        forgot it
    """
    told = {
        "payload_id": amazon_side.payload_id(),
        "timestamp": _now(),
        "status": cxml.Status(200, "OK"),
    }
    if not start_page_url:
        return cxml.Response(**told)
    return cxml.PunchOutSetupResponse(start_page_url=start_page_url, **told)


def cart(cart, payload_id):
    """The cart with the buyer's cookie, which is all that it is known by."""
    return punchin.message(cart, payload_id, _now(), cart.sudo().buyer_cookie)


def no_cart(cart, payload_id):
    """What comes back when the buyer left without buying: a cart without items."""
    group = cart.group_id.sudo()
    return cxml.PunchOutOrderMessage(
        payload_id=payload_id,
        timestamp=_now(),
        header=amazon_side.cart_header(group.from_identity or ""),
        buyer_cookie=cart.sudo().buyer_cookie,
        operation_allowed="create",
        total=amounts.money(0, cart.currency_id),
    )


def _now():
    return fields.Datetime.now().replace(tzinfo=UTC)
