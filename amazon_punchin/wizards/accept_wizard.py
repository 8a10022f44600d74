from odoo import api, fields, models


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
    codes = fields.Char(compute="_compute_codes", help="Kinds of these differences.")
    note = fields.Text(string="Reason", required=True)

    @api.depends("exception_ids")
    def _compute_codes(self):
        for wizard in self:
            wizard.codes = ",".join(sorted(set(wizard.exception_ids.mapped("code"))))

    def action_accept(self):
        self.exception_ids.filtered(lambda one: one.state == "open").accept(self.note)
        return {"type": "ir.actions.act_window_close"}
