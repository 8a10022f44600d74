from textwrap import shorten

from odoo import api, fields, models


class Shipment(models.Model):
    """What the list of arriving packages tells beside the notice (E8)."""

    _inherit = "amazon.punchin.shipment"

    user_id = fields.Many2one(related="request_id.user_id", string="For")
    location_id = fields.Many2one(related="request_id.location_id", string="Deliver to")
    summary = fields.Char(string="Items", compute="_compute_summary")

    @api.depends("line_ids.quantity", "whole", "request_id.line_ids.name")
    def _compute_summary(self):
        for shipment in self:
            lines = shipment.line_ids.request_line_id
            if shipment.whole and not lines:
                lines = shipment.request_id.line_ids
            names = [shorten(line.name or "", 60, placeholder="…") for line in lines]
            more = len(names) - 2
            if more > 0:
                names = [*names[:2], self.env._("%s more", more)]
            shipment.summary = ", ".join(names) or False
