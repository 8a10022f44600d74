from odoo import Command, api, models
from odoo.exceptions import UserError

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side
from ..papers import punchin
from .cart import CHOICES
from .cart_line import MOST_UNITS

UNREADABLE = b"<cXML><Message>The cart ends he"


class Cart(models.Model):
    """What the pages of the shop do with a cart."""

    _inherit = "amazon.punchin.sandbox.cart"

    @api.model
    def _groups(self):
        """The sandbox groups in which the current user may shop."""
        return self.env["amazon.punchin.group"].search(
            [
                ("marketplace", "=", "sandbox"),
                ("use_punchin", "=", True),
                ("company_id", "in", self.env.companies.ids),
            ]
        )

    @api.model
    def _at_hand(self, currency):
        """The cart that the current user was last filling here, if there is one. One in
        another currency is at hand as long as none fits."""
        carts = self.search(self._own_open_domain(), limit=20)
        fitting = carts.filtered(lambda cart: cart.line_ids.currency_id == currency)
        return (fitting or carts.filtered("line_ids"))[:1]

    def _set_quantity(self, line_id, quantity):
        """Changes a line of this cart; no units take it out.

        :raise UserError: the line is in no cart of this kind, or more than Amazon sells
        """
        line = self.line_ids.filtered(lambda one: one.id == line_id)
        if not line:
            raise UserError(self.env._("This item is not in the cart any more."))
        if quantity > MOST_UNITS:
            raise UserError(
                self.env._(
                    "Amazon sells up to %(most)s units on a line.", most=MOST_UNITS
                )
            )
        if quantity > 0:
            line.quantity = quantity
        else:
            self.line_ids = [Command.delete(line.id)]

    def _choose(self, **choices):
        """Takes what the buyer chose at the checkout.

        :param choices: values by field name; others than :data:`CHOICES` are refused
        """
        names = self._writable_fields() & CHOICES
        self.write({name: value for name, value in choices.items() if name in names})

    def _behind_link(self):
        """What the link to the cart serves, as the group's settings say.

        :return: `(HTTP status, bytes)`
        """
        kind = self.group_id.sudo().sandbox_link or "ok"
        if kind == "late":
            return 500, b"This link has lapsed."
        if kind == "broken":
            return 200, UNREADABLE
        message = punchin.cart(self)
        if kind == "other":
            moment = self.sudo().setup_id._moment()
            message = punchin.message(self, amazon_side.payload_id(), moment, "")
        return 200, cxml.write(message)
