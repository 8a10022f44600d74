from odoo import api, fields, models


class ReplaceWizard(models.TransientModel):
    """Asks where goods go instead of a place that is given up."""

    _name = "amazon.punchin.replace.wizard"
    _description = "Replace a Location"

    location_id = fields.Many2one(
        "amazon.punchin.location",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    company_id = fields.Many2one(related="location_id.company_id", related_sudo=False)
    reason = fields.Char(compute="_compute_reason")
    replacement_id = fields.Many2one(
        "amazon.punchin.location",
        string="Deliver Instead to",
        required=True,
        domain="[('id', '!=', location_id), ('company_id', '=', company_id)]",
    )
    hand_over = fields.Boolean(
        string="Carts With Its Address Go There Too",
        default=True,
        help="The other place takes over Amazon's address ID, the aliases and the old "
        "address. Otherwise carts that still name it wait for a manager.",
    )

    @api.depends("location_id")
    def _compute_reason(self):
        for wizard in self:
            wizard.reason = wizard.location_id._why_needed()

    def action_replace(self):
        self.ensure_one()
        self.location_id.replace_with(self.replacement_id, self.hand_over)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_punchin.location_action"
        )
