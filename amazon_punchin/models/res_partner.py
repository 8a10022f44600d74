from odoo import fields, models


class Partner(models.Model):
    """A contact knows under which place Amazon knows its address (R55)."""

    _inherit = "res.partner"

    amazon_location_ids = fields.One2many(
        "amazon.punchin.location",
        "partner_id",
        string="Amazon Locations",
        groups="amazon_punchin.group_manager",
    )

    def action_create_amazon_location(self):
        """A form for a new location at this address; who may not create one is told so
        there."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Amazon Location"),
            "res_model": "amazon.punchin.location",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": self.id,
                "default_name": self.name,
                "default_company_id": (self.company_id or self.env.company).id,
            },
        }
