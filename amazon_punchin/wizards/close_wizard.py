from odoo import fields, models


class CloseWizard(models.TransientModel):
    """Asks why nothing more is expected of a purchase."""

    _name = "amazon.punchin.close.wizard"
    _description = "Close Punchout Requests"

    request_ids = fields.Many2many(
        "amazon.punchin.request",
        string="Requests",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text(required=True)

    def action_close(self):
        self.request_ids.close(self.reason)
        return {"type": "ir.actions.act_window_close"}
