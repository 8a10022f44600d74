from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .pasted_settings import read


class Group(models.Model):
    """What connects a group once: how to buy, who helps, what Amazon's side is called,
    and the buttons that fill it in (R4-R7, R10, R18, R19, R30)."""

    _inherit = "amazon.punchin.group"

    buying_policy = fields.Selection(
        [
            ("approved", "Everything is approved in Odoo"),
            ("both", "Both ways: directly at Amazon as well"),
        ],
        required=True,
        default="approved",
        help="Both ways needs a second group at Amazon for direct purchases; the buyer "
        "chooses at the checkout. What is bought directly never passes Odoo.",
    )
    purchasing_system_name = fields.Char(
        string="Purchasing System at Amazon",
        help="What was chosen or typed there as the name of the purchasing system, so "
        "that the next administrator finds it. Odoo may not be on Amazon's list: then "
        "it is Other, or what your Customer Advisor names.",
    )
    amazon_account = fields.Char(
        help="The Amazon Business account to which this group belongs, e.g. its name "
        "or e-mail address. Groups of one company should share one.",
    )
    account_type = fields.Selection(
        [("free", "Free"), ("prime", "Business Prime")],
        help="Both work the same with Odoo; for who looks after the account.",
    )
    support_contact_id = fields.Many2one(
        "res.partner",
        check_company=True,
        help="Whom to call when stuck: named on error pages and in alerts.",
    )

    def paste_settings(self, text):
        """Takes what somebody copied from Amazon's page (R19).

        :param text: in any order, with labels in any case
        :raise AccessError: for anybody but an administrator
        :raise UserError: nothing in it looks like Amazon's settings
        :return: names of the fields that it filled
        """
        self.ensure_one()
        self._check_admin()
        found = read(text)
        if not found:
            raise UserError(
                self.env._(
                    "There is no value of Amazon's in this text. Copy the page of the "
                    "purchasing system as it stands, with the names of the values: "
                    "From Identity, Shared Secret, Punchout URL, Purchase Order "
                    "Request URL."
                )
            )
        group = self.sudo()
        if group.marketplace == "sandbox":
            found.pop("order_url", None)
            found.pop("punchout_url", None)
        group.write(found)
        return sorted(found)

    def action_paste_settings(self):
        self.ensure_one()
        self._check_admin()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paste Amazon's Settings"),
            "res_model": "amazon.punchin.paste.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_group_id": self.id},
        }

    def action_create_vendor(self):
        """The vendor of the orders and bills, found by its name or made (R10)."""
        self._check_admin()
        for group in self:
            group.partner_id = group._find_or_create_vendor(group.company_id)
        return True

    def action_add_all_users(self):
        """Everybody of the company who has the right to buy, on the list (R30)."""
        self._check_admin()
        buyers = self._with_right("group_user")
        for group in self:
            able = buyers.filtered(
                lambda one, company=group.company_id: company in one.company_ids
            )
            group.user_ids = [Command.link(user.id) for user in able]
        return True

    def action_prepare_email(self):
        """A mail for Amazon's Customer Advisor, who switches punch-in on (R7)."""
        self.ensure_one()
        self._check_admin()
        template = self.env.ref(
            "amazon_punchin.mail_template_advisor", raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("E-mail to Amazon"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template and template.id,
                "default_composition_mode": "comment",
            },
        }

    def _helper(self):
        """Whom to call when stuck, for error pages and alerts (R18).

        :return: name, phone and e-mail of the support contact, else who is responsible
        """
        group = self.sudo()
        contact = group.support_contact_id
        if not contact:
            return group.responsible_id.name
        return ", ".join(filter(None, (contact.name, contact.phone, contact.email)))

    def _facts_for_advisor(self):
        """What Amazon needs to know of us: never a secret.

        :return: list of `(label, value)`
        """
        self.ensure_one()
        endpoint = self.endpoint_id.sudo()
        schemes = dict(
            endpoint._fields["inbound_auth"]._description_selection(self.env)
        )
        contact = self.support_contact_id or self.responsible_id.partner_id
        reach = ", ".join(filter(None, (contact.name, contact.email, contact.phone)))
        zone = self.responsible_id.tz or self.env.user.tz or "UTC"
        return [
            (self.env._("Group at Amazon Business"), self.name),
            (self.env._("Amazon site"), self._site_url() or self.env._("Sandbox")),
            (self.env._("Purchasing system"), self.purchasing_system_name or "Odoo"),
            (self.env._("Punch-in endpoint"), self.endpoint_url),
            (
                self.env._("HTTP authentication"),
                schemes[endpoint.inbound_auth],
            ),
            (self.env._("Time zone"), zone),
            (self.env._("Contact"), reach),
        ]
