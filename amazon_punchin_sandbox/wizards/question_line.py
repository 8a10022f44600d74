from odoo import fields, models


class QuestionLine(models.TransientModel):
    """One line of the order in a question: quantity, and price where it matters."""

    _name = "amazon.punchin.sandbox.question.line"
    _description = "Sandbox Order Desk Question Line"
    _order = "question_id, id"

    question_id = fields.Many2one(
        "amazon.punchin.sandbox.question", required=True, ondelete="cascade"
    )
    order_line_id = fields.Many2one(
        "amazon.punchin.sandbox.order.line", required=True, ondelete="cascade"
    )
    asin = fields.Char(related="order_line_id.asin", related_sudo=False)
    name = fields.Char(related="order_line_id.name", related_sudo=False)
    quantity = fields.Float(digits="Product Unit")
    price_unit = fields.Float(string="Unit Price", digits="Product Price")
