from odoo import fields, models


class DocumentLine(models.Model):
    """What one document of the order desk says of one line of an order.

    The desk's whole memory: what is confirmed, shipped, invoiced and credited of an
    order are sums over these lines, so a document can be played in any order."""

    _name = "amazon.punchin.sandbox.document.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Sandbox Document Line"
    _order = "document_id, id"
    _rec_name = "order_line_id"

    document_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        required=True,
        index=True,
        ondelete="cascade",
    )
    document_type = fields.Char(
        string="Type", related="document_id.document_type", store=True
    )
    order_line_id = fields.Many2one(
        "amazon.punchin.sandbox.order.line",
        required=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="order_line_id.currency_id")
    is_reject = fields.Boolean(string="Rejected")
    is_backorder = fields.Boolean(string="Backordered")
    days = fields.Integer(string="Days until Delivery")
    quantity = fields.Float(
        digits="Product Unit", help="Negative on a credit memo.", aggregator=None
    )
    price_unit = fields.Float(string="Unit Price", digits="Product Price")
    amount_shipping = fields.Monetary(string="Shipping")
    amount_tax = fields.Monetary(string="Tax")
    reason = fields.Char()
