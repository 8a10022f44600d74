from odoo import api, fields, models

from ..models.invoice_billed import BY_HAND


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
    hand_bills = fields.Char(compute="_compute_codes")
    note = fields.Text(string="Reason", required=True)

    @api.depends("exception_ids")
    def _compute_codes(self):
        for wizard in self:
            wizard.codes = ",".join(sorted(set(wizard.exception_ids.mapped("code"))))
            doubled = wizard.exception_ids.filtered(lambda one: one.code == BY_HAND)
            told = doubled.sudo().invoice_id.mapped("hand_bills")
            wizard.hand_bills = " ".join(filter(None, told))

    def action_accept(self):
        self.exception_ids.filtered(lambda one: one.state == "open").accept(self.note)
        return {"type": "ir.actions.act_window_close"}
