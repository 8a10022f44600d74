import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models

from .settings import setting

PATIENCE = timedelta(minutes=1)
"""How long somebody waits before a page for Amazon to open."""


class Session(models.Model):
    """A visit at Amazon that began in Odoo: what was given to Amazon, and what came
    of it. A request has one for each time that Amazon was opened from it; the cart of
    any of them is its cart, whichever comes first (R83, R85)."""

    _name = "amazon.punchin.session"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Session"
    _order = "id desc"
    _rec_name = "request_id"

    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, index=True
    )
    return_token = fields.Char(index=True, groups="base.group_system")
    buyer_cookie = fields.Char(index=True, groups="base.group_system")
    start_page_url = fields.Char(groups="base.group_system")
    state = fields.Selection(
        [
            ("asking", "Asking Amazon"),
            ("open", "At Amazon"),
            ("refused", "Not opened"),
            ("returned", "Came back with a cart"),
            ("left", "Came back without a cart"),
        ],
        required=True,
        default="asking",
    )
    problem = fields.Char(help="Code of the advice that says why it did not open.")
    problem_text = fields.Char(help="What Amazon, or the wire, said.")
    problem_status = fields.Integer()
    cart_id = fields.Many2one(
        "amazon.punchin.message",
        index="btree_not_null",
        ondelete="set null",
        help="The document whose cart is on the request.",
    )
    supplier_part_id = fields.Char(
        string="ASIN", help="Item whose page Amazon was asked to open."
    )
    visited = fields.Boolean(help="The buyer was led to Amazon.")
    expires_on = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now() + self._life()
    )

    @api.model
    def _life(self):
        """How long a visit lasts, a setting in hours (R86)."""
        return timedelta(hours=self._life_hours())

    @api.model
    def _life_hours(self):
        return setting(self.env, "session_hours")

    def _is_over(self):
        return self.expires_on < fields.Datetime.now()

    def _has_waited(self):
        """Whether nobody waits any more for the answer to the set-up request."""
        return self.create_date + PATIENCE < fields.Datetime.now()

    @api.model
    def _find_by_return_token(self, token):
        """The visit that a cart's address belongs to."""
        return self.sudo().search([("return_token", "=", hashed(token))], limit=1)

    def _owns_cookie(self, cookie):
        """Whether a cart bears the mark of this visit; compares in constant time."""
        known = (self.sudo().buyer_cookie or "").encode()
        return hmac.compare_digest(hashed(cookie).encode(), known)

    @api.model
    def _knows_cookie(self, cookie):
        """Whether the mark is that of any visit."""
        found = self.sudo().search_count(
            [("buyer_cookie", "=", hashed(cookie))], limit=1
        )
        return bool(found)

    def _judge(self, cart, message):
        """What a cart is to this visit, by what was given to Amazon alone, whoever
        brings it. Asked again, it says the same.

        :param cart: `cxml.PunchOutOrderMessage`
        :param message: the stored cart
        :return: `cart_fits`; `cart_ok` where it is on the request already; or the code
            of the advice that says why it cannot be taken
        """
        request = self.request_id.sudo()
        if self.cart_id == message:
            return "cart_ok"
        if not self._owns_cookie(cart.buyer_cookie):
            known = self._knows_cookie(cart.buyer_cookie)
            return "cart_other_request" if known else "cart_tampered"
        if not cart.items or (cart.status and cart.status.code == 204):
            return "cart_left"
        if request.cart_date:
            return "cart_taken"
        if request.state != "open":
            return "cart_closed"
        return "cart_session_over" if self._is_over() else "cart_fits"

    def _refuse(self, problem, text, status=0):
        """The visit did not open.

        :param problem: code of an advice
        :param text: what Amazon, or the wire, said
        """
        self._unguarded().write(
            {
                "state": "refused",
                "problem": problem,
                "problem_text": text,
                "problem_status": status,
            }
        )


def hashed(token):
    """A random value as it is kept at rest."""
    return hashlib.sha256(token.encode()).hexdigest()
