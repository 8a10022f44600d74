from odoo import fields, models


class ShipmentLine(models.Model):
    """Units of a line that are in a shipment."""

    _name = "amazon.punchin.shipment.line"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Shipment Line"
    _order = "shipment_id, request_line_id, id"

    shipment_id = fields.Many2one(
        "amazon.punchin.shipment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="shipment_id.company_id", store=True, precompute=True
    )
    request_line_id = fields.Many2one(
        "amazon.punchin.request.line", required=True, index=True, ondelete="cascade"
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
