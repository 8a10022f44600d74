from odoo import api, fields, models

from .. import amounts

CONFIRMATION = "ConfirmationRequest"
SHIPMENT = "ShipNoticeRequest"
INVOICE = "InvoiceDetailRequest"


class OrderLine(models.Model):
    """A line of an order, and how much of it the desk has dealt with."""

    _name = "amazon.punchin.sandbox.order.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Sandbox Order Line"
    _order = "order_id, line_number"

    order_id = fields.Many2one(
        "amazon.punchin.sandbox.order", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="order_id.currency_id")
    line_number = fields.Integer(string="No.", aggregator=None)
    asin = fields.Char(string="ASIN")
    auxiliary_id = fields.Char(string="Auxiliary ID", trim=False)
    cart_line_id = fields.Many2one(
        "amazon.punchin.sandbox.cart.line",
        index="btree_not_null",
        ondelete="set null",
        help="The line of the cart with this auxiliary id, byte for byte. Amazon "
        "rejects a line that has none.",
    )
    name = fields.Char(string="Description")
    uom_code = fields.Char(string="Unit")
    quantity = fields.Float(digits="Product Unit", aggregator=None)
    price_unit = fields.Float(string="Unit Price", digits="Product Price")
    price_confirmed = fields.Float(
        string="Confirmed Price",
        digits="Product Price",
        compute="_compute_quantities",
        store=True,
    )
    amount_shipping = fields.Monetary(
        string="Shipping", help="For the whole line, as the cart estimated it."
    )
    amount_tax = fields.Monetary(
        string="Tax", help="For the whole line at the ordered price."
    )
    document_line_ids = fields.One2many(
        "amazon.punchin.sandbox.document.line", "order_line_id"
    )
    qty_confirmed = fields.Float(
        string="Confirmed",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    qty_rejected = fields.Float(
        string="Rejected",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    qty_shipped = fields.Float(
        string="Shipped",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    qty_invoiced = fields.Float(
        string="Invoiced",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )
    qty_credited = fields.Float(
        string="Credited",
        digits="Product Unit",
        compute="_compute_quantities",
        store=True,
    )

    @api.depends("asin", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.line_number} {line.asin} {line.name or ''}"

    @api.depends(
        "price_unit",
        "document_line_ids.document_type",
        "document_line_ids.is_backorder",
        "document_line_ids.is_reject",
        "document_line_ids.quantity",
        "document_line_ids.price_unit",
    )
    def _compute_quantities(self):
        for line in self:
            told = line.document_line_ids.sorted("id")
            answers = told.filtered(
                lambda one: one.document_type == CONFIRMATION and not one.is_backorder
            )
            accepted = answers.filtered(lambda one: not one.is_reject)
            billed = told.filtered(lambda one: one.document_type == INVOICE)
            line.qty_confirmed = sum(accepted.mapped("quantity"))
            line.qty_rejected = sum((answers - accepted).mapped("quantity"))
            line.price_confirmed = accepted[-1:].price_unit or line.price_unit
            line.qty_shipped = sum(
                told.filtered(lambda one: one.document_type == SHIPMENT).mapped(
                    "quantity"
                )
            )
            line.qty_invoiced = sum(q for q in billed.mapped("quantity") if q > 0)
            line.qty_credited = -sum(q for q in billed.mapped("quantity") if q < 0)

    def _told(self, document_type):
        """Units that documents of this type have spoken of already."""
        return {
            CONFIRMATION: self.qty_confirmed + self.qty_rejected,
            SHIPMENT: self.qty_shipped,
            INVOICE: self.qty_invoiced,
        }[document_type]

    def _open(self, action):
        """Units left to `confirm`, `ship` or `credit`."""
        return {
            "confirm": self.quantity - self.qty_confirmed - self.qty_rejected,
            "ship": self.quantity - self.qty_rejected - self.qty_shipped,
            "credit": self.qty_invoiced - self.qty_credited,
        }[action]

    def _vals(self, document_type, quantity, price=None):
        """Values of a document line on the next `quantity` units of this line.

        Shipping and tax are shares of the whole line's, cut so that the documents of
        one line add up to it by the cent, whatever the cuts are.

        :param price: per unit, the confirmed one if omitted
        """
        price = self.price_confirmed if price is None else price
        cut = (self._told(document_type), quantity, self.quantity, self.currency_id)
        tax = self._whole_tax(price)
        return {
            "order_line_id": self.id,
            "quantity": quantity,
            "price_unit": price,
            "amount_shipping": float(amounts.share(self.amount_shipping, *cut)),
            "amount_tax": float(amounts.share(tax, *cut)),
        }

    def _reject_vals(self, quantity, reason):
        return {
            "order_line_id": self.id,
            "quantity": quantity,
            "is_reject": True,
            "reason": reason,
        }

    def _credit_parts(self, quantity):
        """Cuts a credit of `quantity` units by the invoices that it corrects.

        Goods and their tax are credited, shipping is not. Quantity and tax are
        negative (protocol §3).

        :return: list of `(invoice, values of a document line)`, oldest invoice first
        """
        parts, done = [], self.qty_credited
        goods = amounts.goods(self.price_confirmed, self.quantity, self.currency_id)
        tax = amounts.tax_on(goods, self.currency_id)
        for invoice, left in self._left_on_invoices().items():
            part = min(left, quantity)
            if part <= 0:
                continue
            cut = amounts.share(tax, done, part, self.quantity, self.currency_id)
            vals = {
                "order_line_id": self.id,
                "quantity": -part,
                "price_unit": self.price_confirmed,
                "amount_tax": float(-cut),
            }
            parts.append((invoice, vals))
            done, quantity = done + part, quantity - part
        return parts

    def _left_on_invoices(self):
        """:return: units invoiced and not credited, by invoice"""
        left = {}
        told = self.document_line_ids.filtered(lambda one: one.document_type == INVOICE)
        for line in told.sorted("id"):
            invoice = line.document_id.origin_id or line.document_id
            left[invoice] = left.get(invoice, 0) + line.quantity
        return left

    def _whole_tax(self, price):
        """Tax on the whole line at `price` per unit."""
        currency = self.currency_id
        if amounts.exact(price, currency) == amounts.exact(self.price_unit, currency):
            return amounts.exact(self.amount_tax, currency)
        goods = amounts.goods(price, self.quantity, currency)
        shipping = amounts.exact(self.amount_shipping, currency)
        return amounts.tax_on(goods + shipping, currency)
