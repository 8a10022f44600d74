from odoo import api, fields, models

PLACE = ("street", "zip", "city", "state_id", "country_id", "phone")


class ConnectWizard(models.TransientModel):
    """The shortest way to a group: what it is called, where Amazon is, and where the
    goods go. Vendor, payment method, location and endpoint are made where they miss."""

    _name = "amazon.punchin.connect.wizard"
    _description = "Connect an Amazon Group"

    name = fields.Char(
        string="Group", required=True, help="As the group is called at Amazon."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    marketplace = fields.Selection(
        selection=lambda self: (
            self.env["amazon.punchin.group"]
            ._fields["marketplace"]
            ._description_selection(self.env)
        ),
        required=True,
        default="us",
    )
    payment_kind = fields.Selection(
        [("invoice", "Pay by Invoice"), ("card", "Shared card")],
        string="Payment",
        required=True,
        default="invoice",
    )
    has_email = fields.Boolean(default=lambda self: bool(self.env.user.email))
    email = fields.Char(
        string="Your E-mail Address",
        help="Amazon and Odoo know people by it: the same as at Amazon.",
    )
    text = fields.Text(string="Amazon's Settings", store=False)
    street = fields.Char(
        compute="_compute_place", compute_sudo=False, store=True, readonly=False
    )
    zip = fields.Char(
        compute="_compute_place", compute_sudo=False, store=True, readonly=False
    )
    city = fields.Char(
        compute="_compute_place", compute_sudo=False, store=True, readonly=False
    )
    state_id = fields.Many2one(
        "res.country.state",
        compute="_compute_place",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one(
        "res.country",
        compute="_compute_place",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    phone = fields.Char(
        compute="_compute_place", compute_sudo=False, store=True, readonly=False
    )

    group_id = fields.Many2one(
        "amazon.punchin.group", string="New Group", readonly=True
    )

    @api.depends("company_id")
    def _compute_place(self):
        for wizard in self:
            partner = wizard.company_id.partner_id
            for name in PLACE:
                wizard[name] = partner[name]

    @api.model_create_multi
    def create(self, vals_list):
        """Makes the group at once: the pasted text holds a secret and is not kept."""
        texts = [vals.get("text") for vals in vals_list]
        wizards = super().create(
            [
                {name: value for name, value in vals.items() if name != "text"}
                for vals in vals_list
            ]
        )
        for wizard, text in zip(wizards, texts, strict=True):
            if wizard.email and not self.env.user.email:
                self.env.user.sudo().email = wizard.email
            wizard.group_id = wizard._connect(text)
        return wizards

    def _connect(self, text):
        """:return: the new group, in test mode"""
        groups = self.env["amazon.punchin.group"].with_company(self.company_id)
        group = groups.create(self._prepare_group())
        if text:
            group.paste_settings(text)
        return group

    def _prepare_group(self):
        company = self.company_id
        groups = self.env["amazon.punchin.group"]
        values = {
            "name": self.name,
            "company_id": company.id,
            "marketplace": self.marketplace,
            "endpoint_id": groups._find_or_create_endpoint(self.marketplace).id,
            "partner_id": groups._find_or_create_vendor(company).id,
            "default_location_id": self._create_location().id,
            "payment_method_id": groups._find_or_create_payment_method(
                company, self.payment_kind
            ).id,
        }
        if self.marketplace == "sandbox":
            values.update(groups._simulated_credentials())
        return values

    def _create_location(self):
        """The first delivery address, called like the group (R22)."""
        place = {
            name: self[name].id if name.endswith("_id") else self[name]
            for name in PLACE
        }
        return self.env["amazon.punchin.location"].create(
            {
                "name": self.name,
                "company_id": self.company_id.id,
                "partner_id": self.env["res.partner"]
                .create(
                    {
                        "name": self.name,
                        "type": "delivery",
                        "parent_id": self.company_id.partner_id.id,
                        "company_id": self.company_id.partner_id.company_id.id,
                        **place,
                    }
                )
                .id,
            }
        )

    def action_connect(self):
        """Leads to the group that was made."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "amazon.punchin.group",
            "res_id": self.group_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }
