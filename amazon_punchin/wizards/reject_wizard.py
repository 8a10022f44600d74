from odoo import fields, models


class RejectWizard(models.TransientModel):
    """Asks why a request is not approved (R111)."""

    _name = "amazon.punchin.reject.wizard"
    _description = "Reject Punchout Requests"

    request_ids = fields.Many2many(
        "amazon.punchin.request",
        string="Requests",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text(required=True)

    def action_reject(self):
        if len(self.request_ids) > 1:
            return self.request_ids._reject_each(self.reason)
        self.request_ids.reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
