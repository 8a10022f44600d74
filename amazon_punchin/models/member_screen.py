from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize


class Member(models.Model):
    """What the list of members shows: how far each person has come, and what is in the
    way, read in batches from users and requests."""

    _inherit = "amazon.punchin.member"

    email = fields.Char(string="E-mail", compute="_compute_problem")
    state = fields.Selection(
        [
            ("to_invite", "To invite"),
            ("invited", "Invited"),
            ("seen", "Has bought"),
        ],
        compute="_compute_state",
        help="A first cart proves that the person is known at Amazon.",
    )
    first_cart = fields.Date(compute="_compute_state")
    last_cart = fields.Date(compute="_compute_state")
    problem = fields.Char(compute="_compute_problem")
    has_problem = fields.Boolean(
        compute="_compute_problem", search="_search_has_problem"
    )

    @api.depends("invited_on", "user_id", "group_id")
    def _compute_state(self):
        carts = {
            (group.id, user.id): moments
            for group, user, *moments in self.env["amazon.punchin.request"]
            .sudo()
            ._read_group(
                [
                    ("group_id", "in", self.group_id.ids),
                    ("user_id", "in", self.user_id.ids),
                    ("cart_date", "!=", False),
                ],
                ["group_id", "user_id"],
                ["cart_date:min", "cart_date:max"],
            )
        }
        for member in self:
            key = (member.group_id.id, member.user_id.id)
            first, last = carts.get(key, (False, False))
            member.first_cart = first and first.date()
            member.last_cart = last and last.date()
            if first:
                member.state = "seen"
            else:
                member.state = "invited" if member.invited_on else "to_invite"

    @api.depends(
        "amazon_email",
        "has_buyer_role",
        "has_no_direct_role",
        "user_id",
        "group_id.all_users",
        "group_id.user_ids",
    )
    def _compute_problem(self):
        labels = self._problem_labels()
        codes = self._problems()
        for member in self:
            user = member.user_id.sudo()
            member.email = member.amazon_email or user.email or _login_email(user)
            found = codes.get(member.id, [])
            member.problem = ", ".join(labels[code] for code in found)
            member.has_problem = bool(found)

    def _problems(self):
        """Why a member's carts would not come, or not find their buyer (R36-R44).
        Constant queries for any number of members of a group.

        :return: dict of lists of codes by id: `inactive`, `no_company`, `no_right`,
            `no_member`, `no_email`, `ambiguous`, `role`
        """
        users = self.sudo().user_id
        emails = {user: user.email_normalized or _login_email(user) for user in users}
        shared = self._users_by_email([one for one in emails.values() if one])
        right = self.env.ref("amazon_punchin.group_user")
        found = {}
        for member in self.sudo():
            user, group = member.user_id, member.group_id
            email = emails[user]
            holds = {
                "inactive": not user.active,
                "no_company": group.company_id not in user.company_ids,
                "no_right": right not in user.all_group_ids,
                "no_member": not group.all_users and user not in group.user_ids,
                "no_email": not (email or member.amazon_email),
                "ambiguous": not member.amazon_email
                and len(shared.get((group.company_id, email), ())) > 1,
                "role": not (member.has_buyer_role and member.has_no_direct_role)
                and member.state != "to_invite",
            }
            found[member.id] = [code for code, bad in holds.items() if bad]
        return found

    def _users_by_email(self, emails):
        """:return: dict of `(company, e-mail)` to the set of active users who have it
        as their e-mail or login"""
        users = self.env["res.users"].sudo()
        users = users.search(
            [
                ("share", "=", False),
                ("company_ids", "in", self.sudo().company_id.ids),
                "|",
                ("email_normalized", "in", emails),
                ("login", "in", emails),
            ]
        )
        found = defaultdict(set)
        for user in users:
            for company in user.company_ids:
                for email in (user.email_normalized, user.login):
                    found[company, email].add(user)
        return found

    @api.model
    def _problem_labels(self):
        """:return: what each code of :meth:`_problems` means"""
        return {
            "inactive": self.env._("is archived in Odoo"),
            "no_company": self.env._("does not work in the group's company"),
            "no_right": self.env._("has no right to buy on Amazon in Odoo"),
            "no_member": self.env._("is not among the group's buyers"),
            "no_email": self.env._("has no e-mail in Odoo"),
            "ambiguous": self.env._("shares the e-mail with another user"),
            "role": self.env._("role at Amazon not ticked"),
        }

    @api.model
    def _search_has_problem(self, operator, _value):
        if operator != "in":
            return NotImplemented
        found = self.search([])._problems()
        return [("id", "in", [number for number, codes in found.items() if codes])]


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    member_emails = fields.Text(
        compute="_compute_member_emails", groups="amazon_punchin.group_manager"
    )

    @api.depends("member_ids")
    def _compute_member_emails(self):
        """One per line, as Amazon's invitation takes them (R41)."""
        for group in self:
            emails = [one.email for one in group.member_ids if one.email]
            group.member_emails = "\n".join(dict.fromkeys(emails))

    def action_members(self):
        """The list of members, complete."""
        self.ensure_one()
        self._check_manager()
        self._sync_members()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_punchin.member_action"
        )
        return {
            **action,
            "display_name": self.env._("Members of %(group)s", group=self.name),
            "domain": [("group_id", "=", self.id)],
            "context": {"default_group_id": self.id, "active_test": False},
        }

    def action_copy_emails(self):
        """A small window with all e-mails and a button to copy them."""
        self.ensure_one()
        self._check_manager()
        self._sync_members()
        view = self.env.ref("amazon_punchin.group_view_form_emails")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("E-mails of %(group)s", group=self.name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_send_guide(self):
        """Sends the user guide to every member with an e-mail (R17).

        :raise UserError: nobody has one
        """
        self.ensure_one()
        self._check_admin()
        template = self.env.ref("amazon_punchin.mail_template_guide")
        readers = self._sync_members().filtered(
            lambda one: one.user_id.sudo().active and one.user_id.sudo().email
        )
        if not readers:
            raise UserError(
                self.env._(
                    "Nobody who may buy in %(group)s has an e-mail in Odoo. Add one on "
                    "the users first.",
                    group=self.name,
                )
            )
        template.sudo().send_mail_batch(readers.ids)
        text = self.env._(
            "The user guide goes to %(count)s members.", count=len(readers)
        )
        self.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": text, "type": "success"},
        }

    def action_export_members(self):
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin/export/members/{self.id}",
            "target": "download",
        }

    def _check_manager(self):
        """
        :raise AccessError: for anybody but a manager of the group's company
        """
        self.check_access("read")
        self.env["amazon.punchin.member"].check_access("read")


def _login_email(user):
    """The login of `user`, where it is an e-mail address."""
    return email_normalize(user.login or "")
