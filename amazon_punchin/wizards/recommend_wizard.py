from odoo import api, fields, models


class RecommendWizard(models.TransientModel):
    """Asks to whom an item is recommended (wish 19)."""

    _name = "amazon.punchin.recommend.wizard"
    _description = "Recommend an Item"

    item_id = fields.Many2one("amazon.punchin.item", required=True, readonly=True)
    item_title = fields.Text(related="item_id.title", related_sudo=False)
    company_id = fields.Many2one(related="item_id.company_id", related_sudo=False)
    audience = fields.Selection(
        lambda self: (
            self.env["amazon.punchin.favourite"]
            ._fields["audience"]
            ._description_selection(self.env)
        ),
        string="Who Shall Find It",
        required=True,
    )
    account_id = fields.Many2one(
        "account.analytic.account",
        string="Department",
        domain="[('company_id', 'in', (company_id, False))]",
        help="Whoever buys for this analytic account finds the item.",
    )

    @api.model
    def default_get(self, names):
        """What the user said last of this item; at first, the own department."""
        values = super().default_get(names)
        item = self.env["amazon.punchin.item"].browse(self.env.context.get("active_id"))
        favourite = item._favourite()
        department = self.env["account.analytic.account"]._of_buyer()[:1]
        if favourite.audience in ("department", "company"):
            audience = favourite.audience
        else:
            audience = "department" if department else "company"
        return {
            **values,
            "item_id": item.id,
            "audience": audience,
            "account_id": (favourite.account_id or department).id,
        }

    def action_recommend(self):
        self.ensure_one()
        account = self.account_id if self.audience == "department" else None
        self.item_id._recommend(self.audience, account or self.account_id.browse())
        return {"type": "ir.actions.client", "tag": "soft_reload"}
