from odoo import fields, models


class AcceptWizard(models.TransientModel):
    """Asks why differences are fine (A2)."""

    _name = "amazon.punchin.accept.wizard"
    _description = "Accept Differences"

    exception_ids = fields.Many2many(
        "amazon.punchin.exception",
        string="Differences",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    note = fields.Text(string="Reason", required=True)

    def action_accept(self):
        self.exception_ids.filtered(lambda one: one.state == "open").accept(self.note)
        return {"type": "ir.actions.act_window_close"}
