from collections import Counter

from odoo import fields, models

from .values import plain_number, price_text

PROMISED = ("accepted", "backordered")
"""Statuses of units that are still to come."""


class OrderLine(models.Model):
    """What becomes of some units of a line in one Amazon order."""

    _name = "amazon.punchin.order.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Order Line"
    _order = "order_id, request_line_id, id"

    order_id = fields.Many2one(
        "amazon.punchin.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    request_line_id = fields.Many2one(
        "amazon.punchin.request.line", required=True, index=True, ondelete="cascade"
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    quantity_promised = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="The most that Amazon ever accepted of this line in this order.",
    )
    status = fields.Selection(
        [
            ("accepted", "Accepted"),
            ("backordered", "Back-ordered"),
            ("rejected", "Rejected"),
            ("undecided", "Undecided"),
        ],
        readonly=True,
    )
    is_rest = fields.Boolean(
        readonly=True,
        help="Said of the whole order: holds for what nothing else is said of.",
    )
    price_unit = fields.Float(min_display_digits="Product Price", readonly=True)
    delivery_date = fields.Date(readonly=True)
    reason = fields.Char(readonly=True)
    error_code = fields.Char(readonly=True)

    def _promised(self):
        """The greatest accepted quantity by request line that any notice named."""
        promised = {}
        for line in self:
            key = line.request_line_id.id
            promised[key] = max(promised.get(key, 0.0), line.quantity_promised)
        return promised

    def _has_other_price(self):
        """Whether units that are to come cost something else than was ordered."""
        difference = self.price_unit - self.request_line_id.price_unit
        return self.status in PROMISED and not self.currency_id.is_zero(
            difference * self.quantity
        )

    def _tell_price(self):
        """What some units of one request line cost, and how many, where Amazon has
        split it."""
        source = self.request_line_id
        units = Counter()
        for line in self:
            units[line.price_unit] += line.quantity
        prices = [price_text(price, self.currency_id) for price in units]
        if len(units) > 1 or self._is_a_part():
            prices = [
                self.env._(
                    "%(units)s at %(price)s", units=plain_number(count), price=new
                )
                for new, count in zip(prices, units.values(), strict=True)
            ]
        return self.env._(
            "Line %(number)s: Amazon confirms %(new)s instead of %(old)s.",
            number=source.line_number,
            new=", ".join(prices),
            old=price_text(source.price_unit, self.currency_id),
        )

    def _is_a_part(self):
        """Whether other units of the line are to come too."""
        others = self.order_id.line_ids - self
        return any(
            one.status in PROMISED
            and one.quantity
            and one.request_line_id == self.request_line_id
            for one in others
        )
