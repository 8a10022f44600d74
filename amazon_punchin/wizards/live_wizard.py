from odoo import api, fields, models


class LiveWizard(models.TransientModel):
    """Says what going live means, and what is missing for it (R158, R160)."""

    _name = "amazon.punchin.live.wizard"
    _description = "Go Live"

    group_id = fields.Many2one(
        "amazon.punchin.group",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    missing = fields.Text(compute="_compute_missing")
    reason = fields.Text()

    @api.depends("group_id")
    def _compute_missing(self):
        for wizard in self:
            group = wizard.group_id
            missing = group._missing_settings()
            missing += group._open_steps().mapped("title")
            wizard.missing = "\n".join(f"• {one}" for one in missing)

    def action_go_live(self):
        self.group_id.go_live(self.reason)
        return {"type": "ir.actions.act_window_close"}
