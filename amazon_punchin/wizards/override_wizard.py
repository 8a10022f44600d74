from odoo import fields, models


class OverrideWizard(models.TransientModel):
    """Asks a manager to take the responsibility for a problem (R51, R118)."""

    _name = "amazon.punchin.override.wizard"
    _description = "Order in Spite of a Problem"

    request_id = fields.Many2one(
        "amazon.punchin.request",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    problem = fields.Selection(
        [
            ("address", "The delivery address is not known in Odoo"),
            ("expired", "The cart is older than seven days"),
        ],
        required=True,
    )
    location_id = fields.Many2one(related="request_id.location_id", related_sudo=False)
    location_address = fields.Text(
        related="request_id.location_address", related_sudo=False
    )
    ship_to_text = fields.Text(related="request_id.ship_to_text", related_sudo=False)
    expires_on = fields.Datetime(related="request_id.expires_on", related_sudo=False)
    reason = fields.Text(required=True)

    def action_override(self):
        self.request_id.override(self.problem, self.reason)
        return {"type": "ir.actions.act_window_close"}
