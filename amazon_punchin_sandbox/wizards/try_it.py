from odoo import api, fields, models
from odoo.exceptions import UserError

VENDOR = "Amazon Business (Sandbox)"
CURRENCIES = ("USD", "EUR", "JPY")
ADDRESS = {
    "name": "Sandbox Delivery Address",
    "type": "delivery",
    "street": "410 Terry Ave N",
    "city": "Seattle",
    "zip": "98109",
    "phone": "+1 555 0100",
}
"""Where goods that do not exist are delivered to, for a company without an address."""


class TryIt(models.TransientModel):
    """One click from a bare database to a shop: a sandbox group with all it needs."""

    _name = "amazon.punchin.sandbox.try.it"
    _description = "Set up a Sandbox Group"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    name = fields.Char(
        string="Group",
        required=True,
        default=lambda self: self.env._("Sandbox – %s", self.env.company.name),
    )
    approval = fields.Selection(
        selection=lambda self: (
            self.env["amazon.punchin.group"]
            ._fields["approval"]
            ._description_selection(self.env)
        ),
        required=True,
        default="manager",
    )

    def action_set_up(self):
        """Sets up the group and leads to the shop.

        :raise AccessError: for anybody but an administrator of Amazon Business
        """
        self.ensure_one()
        self._set_up()
        return self.env["ir.actions.actions"]._for_xml_id(
            "amazon_punchin_sandbox.shop_action"
        )

    def _set_up(self):
        """:return: the group, live: its bills come, and stay out of spend figures"""
        groups = self.env["amazon.punchin.group"]
        groups.check_access("create")
        self._activate_currencies()
        company = self.company_id
        groups = groups.with_company(company)
        group = groups.create(
            {
                "name": self.name,
                "company_id": company.id,
                "marketplace": "sandbox",
                "endpoint_id": groups._find_or_create_endpoint("sandbox").id,
                "partner_id": groups._find_or_create_vendor(company, VENDOR).id,
                "default_location_id": self.with_company(company)._location().id,
                "payment_method_id": groups._find_or_create_payment_method(
                    company, "invoice"
                ).id,
                "approval": self.approval,
                **groups._simulated_credentials(),
            }
        )
        group.go_live(self.env._("The sandbox ships and charges nothing."))
        return group

    def _activate_currencies(self):
        """The shop sells in these, and Odoo shows no amounts in archived ones."""
        currencies = self.env["res.currency"].sudo().with_context(active_test=False)
        currencies.search(
            [("name", "in", CURRENCIES), ("active", "=", False)]
        ).active = True

    def _location(self):
        locations = self.env["amazon.punchin.location"]
        found = locations.search([("company_id", "=", self.company_id.id)], limit=1)
        return found or locations.create(
            {
                "name": self.env._("Main office"),
                "company_id": self.company_id.id,
                "partner_id": self._address().id,
            }
        )

    def _address(self):
        """The company's own address where it is complete, else one that is."""
        partner = self.company_id.partner_id
        if all((partner.street, partner.city, partner.zip, partner.country_id)):
            return partner
        country = self.env.ref("base.us")
        state = self.env.ref("base.state_us_48")
        return (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    **ADDRESS,
                    "parent_id": partner.id,
                    "country_id": country.id,
                    "state_id": state.id,
                }
            )
        )

    @api.constrains("company_id")
    def _check_company(self):
        for wizard in self:
            if wizard.company_id not in self.env.companies:
                raise UserError(
                    self.env._("Choose a company that you are working in at present.")
                )
