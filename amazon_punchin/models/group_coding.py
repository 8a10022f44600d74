from odoo import fields, models


class Group(models.Model):
    """What a buyer must fill in before a request goes on (R100)."""

    _inherit = "amazon.punchin.group"

    require_location = fields.Boolean(string="Location Required")
    require_account = fields.Boolean(string="Account Required")
    required_plan_ids = fields.Many2many(
        "account.analytic.plan",
        "amazon_punchin_group_plan_rel",
        string="Required Analytic Plans",
        help="Each line needs an analytic account of each of these plans.",
    )
