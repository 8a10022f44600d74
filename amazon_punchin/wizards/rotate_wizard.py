from odoo import api, fields, models


class RotateWizard(models.TransientModel):
    """Asks for a new shared secret and how long the old one goes on (wish 7)."""

    _name = "amazon.punchin.rotate.wizard"
    _description = "Rotate Secret"

    group_id = fields.Many2one(
        "amazon.punchin.group",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    new_secret = fields.Char(store=False)
    overlap_days = fields.Integer(string="Days", default=7)
    until = fields.Selection(
        [
            ("use", "Until Amazon uses the new one, at the latest for"),
            ("date", "For"),
        ],
        string="Accept the Old One",
        required=True,
        default="use",
    )
    send_with = fields.Selection(
        [
            ("previous", "The old one, until I press Send with the New Secret"),
            ("current", "The new one at once"),
        ],
        string="Orders Leave With",
        required=True,
        default="previous",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The new secret is used and never stored in the wizard's table."""
        wizards = super().create(
            [
                {name: value for name, value in vals.items() if name != "new_secret"}
                for vals in vals_list
            ]
        )
        for wizard, vals in zip(wizards, vals_list, strict=True):
            wizard.group_id.rotate_secret(
                vals.get("new_secret"),
                wizard.overlap_days,
                send_with=wizard.send_with,
                until=wizard.until,
            )
        return wizards

    def action_rotate(self):
        return {"type": "ir.actions.act_window_close"}
