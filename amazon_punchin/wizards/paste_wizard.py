from odoo import api, fields, models

from ..models.pasted_settings import read


class PasteWizard(models.TransientModel):
    """Takes the four values from Amazon's page as somebody copied them (R19)."""

    _name = "amazon.punchin.paste.wizard"
    _description = "Paste Amazon's Settings"

    group_id = fields.Many2one(
        "amazon.punchin.group",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    text = fields.Text(store=False)
    from_identity = fields.Char(compute="_compute_found")
    has_secret = fields.Boolean(compute="_compute_found", string="Shared Secret")
    punchout_url = fields.Char(compute="_compute_found", string="Punchout URL")
    order_url = fields.Char(compute="_compute_found", string="Purchase Order URL")

    @api.depends("text")
    def _compute_found(self):
        """What will be taken over, for who pasted; the secret stays hidden."""
        for wizard in self:
            found = read(wizard.text)
            wizard.from_identity = found.get("from_identity")
            wizard.has_secret = bool(found.get("shared_secret"))
            wizard.punchout_url = found.get("punchout_url")
            wizard.order_url = found.get("order_url")

    @api.model_create_multi
    def create(self, vals_list):
        """The text holds the secret: it is used and never stored."""
        wizards = super().create(
            [
                {name: value for name, value in vals.items() if name != "text"}
                for vals in vals_list
            ]
        )
        for wizard, vals in zip(wizards, vals_list, strict=True):
            if vals.get("text"):
                wizard.group_id.paste_settings(vals["text"])
        return wizards

    def write(self, vals):
        text = vals.pop("text", None)
        if text:
            self.group_id.paste_settings(text)
        return super().write(vals)

    def action_paste(self):
        return {"type": "ir.actions.act_window_close"}
