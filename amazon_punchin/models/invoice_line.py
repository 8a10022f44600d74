from odoo import fields, models


class InvoiceLine(models.Model):
    """A line of Amazon's invoice and the order line that it is held against."""

    _name = "amazon.punchin.invoice.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Invoice Line"
    _order = "invoice_id, id"

    invoice_id = fields.Many2one(
        "amazon.punchin.invoice", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="invoice_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="invoice_id.currency_id")
    purchase_id = fields.Many2one("purchase.order", index="btree_not_null")
    purchase_line_id = fields.Many2one(
        "purchase.order.line", index="btree_not_null", ondelete="set null"
    )
    request_line_id = fields.Many2one(
        "amazon.punchin.request.line", index="btree_not_null", ondelete="set null"
    )
    position = fields.Integer(
        readonly=True, aggregator=None, help="Place of the line in Amazon's document."
    )
    is_whole = fields.Boolean(
        readonly=True,
        help="Amazon told one sum for the whole order, and no lines.",
    )
    line_number = fields.Integer(string="Order Line", readonly=True, aggregator=None)
    supplier_part_id = fields.Char(string="ASIN", readonly=True)
    name = fields.Char(string="Description", readonly=True)
    quantity = fields.Float(string="Invoiced", digits="Product Unit", readonly=True)
    quantity_ordered = fields.Float(
        string="Ordered", related="request_line_id.quantity", digits="Product Unit"
    )
    quantity_shipped = fields.Float(
        string="Shipped", related="request_line_id.qty_shipped", digits="Product Unit"
    )
    quantity_received = fields.Float(
        string="Received", related="request_line_id.qty_received", digits="Product Unit"
    )
    price_unit = fields.Float(
        string="Price", min_display_digits="Product Price", readonly=True
    )
    price_ordered = fields.Float(
        string="Ordered Price", related="request_line_id.price_unit"
    )
    amount = fields.Monetary(readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    amount_shipping = fields.Monetary(string="Shipping", readonly=True)
    amount_discount = fields.Monetary(string="Discount", readonly=True)
