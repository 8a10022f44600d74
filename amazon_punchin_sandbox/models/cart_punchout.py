import base64
import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side
from ..papers import punchout
from .locking import lock

SHOP = "/amazon_punchin_sandbox/shop"
TOKEN_BYTES = 32
FORM_FIELDS = {
    "base64": "cxml-base64",
    "base64_odd": "cXML-Base64",
    "text": "cxml-urlencoded",
    "text_odd": "CXML-URLEncoded",
}
"""Name of the field that brings the cart, by the group's setting."""


class Cart(models.Model):
    """A cart whose buyer came from Odoo: its session, and how it goes back."""

    _inherit = "amazon.punchin.sandbox.cart"

    flow = fields.Selection(
        [("punchin", "Started here"), ("punchout", "Came from Odoo")],
        required=True,
        readonly=True,
        copy=False,
        default="punchin",
    )
    shop_token = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_system",
        help="SHA-256 of what the start page's address ends in.",
    )
    buyer_cookie = fields.Char(readonly=True, copy=False, groups="base.group_system")
    form_post_url = fields.Char(readonly=True, copy=False, groups="base.group_system")
    selected_item_id = fields.Many2one(
        "amazon.punchin.sandbox.item",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="The item that the buyer came for.",
    )
    returned_on = fields.Datetime(readonly=True, copy=False)
    is_left = fields.Boolean(string="Left Without Buying", readonly=True, copy=False)
    returned_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        string="Returned Cart",
        readonly=True,
        copy=False,
        groups="amazon_punchin.group_admin",
    )

    @api.model
    def _open_session(self, group, email, value):
        """A new cart for a buyer who comes from Odoo.

        :param value: `cxml.PunchOutSetupRequest`
        :return: `(cart, address of its start page)`
        """
        token = secrets.token_urlsafe(TOKEN_BYTES)
        location = group._locations()._match(value.ship_to)
        cart = self._unguarded().create(
            {
                "flow": "punchout",
                "group_id": group.id,
                "email": email,
                "location_id": (location or group.default_location_id).id,
                "selected_item_id": self._selected(value.selected_part_id).id,
                "shop_token": _digest(token),
                "buyer_cookie": value.buyer_cookie,
                "form_post_url": value.browser_form_post_url,
            }
        )
        return cart, group.endpoint_id._link(f"{SHOP}/{token}")

    @api.model
    def _selected(self, asin):
        """The item whose page shall open; of one that is not sold here, the shop."""
        items = self.env["amazon.punchin.sandbox.item"]
        return items.search([("asin", "=", asin)]) if asin else items

    @api.model
    def _find_by_shop_token(self, token):
        """The cart of a session, whoever asks. The token leads to it and lets nobody
        in: the buyer still has to be logged in."""
        return self.sudo().search([("shop_token", "=", _digest(token))], limit=1)

    def return_cart(self):
        """*Return cart*: what the buyer's browser takes to Odoo. Asked for again, it is
        the same document, as when a browser goes back or refreshes.

        :raise UserError: the cart is empty, no punchout, or was left
        :return: the form as `{"url": …, "name": …, "value": …}`
        """
        return self._go_back(punchout.cart)

    def leave(self):
        """*Cancel*: the buyer goes back without a cart.

        :raise UserError: no punchout, or the cart was returned already
        :return: the form, as of :meth:`return_cart`
        """
        return self._go_back(punchout.no_cart)

    def _go_back(self, build):
        self.ensure_one()
        self.check_access("write")
        lock(self)
        is_left = build is punchout.no_cart
        self._check_may_go_back(is_left)
        cart = self._unguarded()
        if not cart.returned_on:
            cart._hand_back(build)
        return cart._return_form()

    def _check_may_go_back(self, is_left):
        if self.flow != "punchout":
            text = self.env._(
                "%(cart)s was started here: submit it for approval instead.",
                cart=self.display_name,
            )
        elif self.returned_on and self.is_left != is_left:
            text = self.env._(
                "%(cart)s went back to Odoo already.", cart=self.display_name
            )
        elif not is_left and not self.line_ids:
            text = self.env._("The cart is empty. Add an item first.")
        else:
            return
        raise UserError(text)

    def _hand_back(self, build):
        """Freezes the cart and keeps the document among those that crossed."""
        self._number_lines()
        self.payload_id = amazon_side.payload_id()
        self.is_left = build is punchout.no_cart
        body = cxml.write(build(self, self.payload_id))
        self.returned_id = self.returned_id.create(
            {
                "direction": "out",
                "document_type": "PunchOutOrderMessage",
                "payload_id": self.payload_id,
                "group_id": self.group_id.id,
                "cart_id": self.id,
                "state": "done",
                "attempts": 1,
                "body": base64.b64encode(body),
            }
        )
        self.returned_on = fields.Datetime.now()

    def _return_form(self):
        """The field in the spelling that the group's settings ask for."""
        kind = self.group_id.sandbox_form or "base64"
        body = self.returned_id._bytes("body")
        value = base64.b64encode(body) if kind.startswith("base64") else body
        return {
            "url": self.form_post_url,
            "name": FORM_FIELDS[kind],
            "value": value.decode(),
        }


def _digest(token):
    return hashlib.sha256(token.encode()).hexdigest()
