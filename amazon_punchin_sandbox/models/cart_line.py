from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.amazon_punchin import cxml

from .. import amounts

MOST_UNITS = 999


class CartLine(models.Model):
    """An item in a cart. The same item may stand on several lines: what tells them
    apart at Amazon is the auxiliary id, which nobody but Amazon understands."""

    _name = "amazon.punchin.sandbox.cart.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Sandbox Cart Line"
    _order = "cart_id, id"
    _rec_name = "item_id"

    cart_id = fields.Many2one(
        "amazon.punchin.sandbox.cart", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(
        "amazon.punchin.sandbox.item", required=True, ondelete="restrict"
    )
    quantity = fields.Integer(required=True, default=1, aggregator=None)
    auxiliary_id = fields.Char(
        string="Auxiliary ID", readonly=True, copy=False, trim=False, index=True
    )
    currency_id = fields.Many2one(related="item_id.currency_id")
    price_unit = fields.Float(
        string="Unit Price",
        digits="Product Price",
        compute="_compute_price_unit",
        store=True,
    )
    amount_goods = fields.Monetary(
        string="Amount", compute="_compute_amount_goods", store=True
    )
    amount_shipping = fields.Monetary(
        string="Shipping", compute="_compute_estimates", store=True
    )
    amount_tax = fields.Monetary(string="Tax", compute="_compute_estimates", store=True)

    _quantity_in_range = models.Constraint(
        f"CHECK(quantity BETWEEN 1 AND {MOST_UNITS})",
        "Amazon sells from 1 to 999 units on a line.",
    )

    @api.depends("item_id")
    def _compute_price_unit(self):
        """The price of the day on which the item was put into the cart."""
        for line in self:
            line.price_unit = line.item_id.price

    @api.depends("quantity", "price_unit")
    def _compute_amount_goods(self):
        for line in self:
            goods = amounts.goods(line.price_unit, line.quantity, line.currency_id)
            line.amount_goods = float(goods)

    @api.depends("cart_id.line_ids.amount_goods", "cart_id.speed")
    def _compute_estimates(self):
        """Shipping is one amount for the cart, so each line gets its share of it."""
        self.amount_shipping = self.amount_tax = 0
        for cart in self.cart_id:
            lines = cart.line_ids
            told = amounts.estimate(
                lines.mapped("amount_goods"), lines.currency_id[:1], cart.speed
            )
            for line, (shipping, tax) in zip(lines, told, strict=True):
                if line in self:
                    line.amount_shipping = float(shipping)
                    line.amount_tax = float(tax)

    @api.constrains("item_id", "cart_id")
    def _check_currency(self):
        for cart in self.cart_id:
            if len(cart.line_ids.currency_id) > 1:
                raise ValidationError(
                    self.env._(
                        "A cart has one currency, but these items are sold in "
                        "%(currencies)s. Make a cart for each.",
                        currencies=", ".join(cart.line_ids.currency_id.mapped("name")),
                    )
                )

    def _writable_fields(self):
        if self and any(cart.state != "draft" for cart in self.cart_id):
            return frozenset()
        return frozenset({"cart_id", "item_id", "quantity"})

    def _deletable(self):
        return self.cart_id.state == "draft"

    def _item_in(self):
        """The line as the cart tells it; goods, shipping and tax in its currency."""
        currency = self.currency_id
        shipping = amounts.exact(self.amount_shipping, currency)
        goods = amounts.exact(self.amount_goods, currency)
        return cxml.ItemIn(
            quantity=amounts.number(self.quantity),
            supplier_part_id=self.item_id.asin,
            supplier_part_auxiliary_id=self.auxiliary_id,
            detail=self.item_id._item_detail(self.price_unit),
            shipping=amounts.money(shipping, currency),
            tax=amounts.tax(self.amount_tax, currency, goods + shipping),
        )
