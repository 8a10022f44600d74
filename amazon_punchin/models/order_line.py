from odoo import fields, models


class OrderLine(models.Model):
    """What becomes of some units of a line in one Amazon order."""

    _name = "amazon.punchin.order.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Order Line"
    _order = "order_id, request_line_id, id"

    order_id = fields.Many2one(
        "amazon.punchin.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
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
        ],
        readonly=True,
    )
    price_unit = fields.Float(digits="Product Price", readonly=True)
    delivery_date = fields.Date(readonly=True)
    reason = fields.Char(readonly=True)
    error_code = fields.Char(readonly=True)
