from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize


class Member(models.Model):
    """What is known at Amazon of a person who may buy in a group (R36-R44).

    Who may buy is decided by the group alone (`all_users`, `user_ids`) and the right to
    buy; a member only adds what Odoo cannot see: the invitation, the role that was
    ticked at Amazon, and an e-mail that differs there.
    """

    _name = "amazon.punchin.member"
    _description = "Amazon Group Member"
    _order = "group_id, user_id, id"
    _rec_name = "user_id"
    _check_company_auto = True

    group_id = fields.Many2one(
        "amazon.punchin.group", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="group_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    amazon_email = fields.Char(
        string="Other E-mail at Amazon",
        help="Where the person has another e-mail at Amazon than in Odoo.",
    )
    has_buyer_role = fields.Boolean(
        string="Punchout Buyer",
        help="Ticked at Amazon: in the group, the person is a Punchout buyer.",
    )
    has_no_direct_role = fields.Boolean(
        string="Requisitioner Removed",
        help="Removed at Amazon, in the group and at general level: the role "
        "Requisitioner, with which people order past Odoo.",
    )
    invited_on = fields.Date(help="When the person was invited to the group at Amazon.")

    _user_once = models.UniqueIndex(
        "(group_id, user_id)", "This person is a member of the group already."
    )
    _email_once = models.UniqueIndex(
        "(group_id, amazon_email) WHERE amazon_email IS NOT NULL",
        "Another member of the group has this e-mail at Amazon.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalized(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalized(vals))

    @api.model
    def _normalized(self, vals):
        """
        :raise ValidationError: `amazon_email` is none
        """
        email = vals.get("amazon_email")
        if not email:
            return vals
        normal = email_normalize(email)
        if not normal:
            raise ValidationError(
                self.env._(
                    "“%(text)s” is no e-mail address. Copy it from the list of people "
                    "at Amazon.",
                    text=email,
                )
            )
        return {**vals, "amazon_email": normal}

    def action_invited(self):
        """Today the people were invited at Amazon, as far as they were not before."""
        waiting = self.filtered(lambda one: not one.invited_on)
        waiting.invited_on = fields.Date.context_today(self)
        return True

    def action_roles_ticked(self):
        """Somebody saw at Amazon that the roles are right (R38)."""
        self.write({"has_buyer_role": True, "has_no_direct_role": True})
        return True


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    member_ids = fields.One2many(
        "amazon.punchin.member",
        "group_id",
        groups="amazon_punchin.group_manager",
    )
    member_count = fields.Integer(compute="_compute_member_count")

    def _compute_member_count(self):
        """How many may buy, whether or not they have been looked at as members."""
        for group in self:
            group.member_count = len(group._may_buy())

    def _may_buy(self):
        """The users who may buy in this group."""
        self.ensure_one()
        domain = [
            ("share", "=", False),
            ("company_ids", "in", self.company_id.id),
            ("all_group_ids", "in", self.env.ref("amazon_punchin.group_user").id),
        ]
        if not self.all_users:
            domain.append(("id", "in", self.sudo().user_ids.ids))
        return self.env["res.users"].sudo().search(domain)

    def _sync_members(self):
        """A member for everybody who may buy; for listed people even where they may
        not, so that the list says why. Nobody is taken away who bought or was invited.

        :return: the members
        """
        members = self.env["amazon.punchin.member"].sudo()
        for group in self.sudo():
            wanted = group._may_buy() | (
                group.user_ids if not group.all_users else group.user_ids.browse()
            )
            known = members.with_context(active_test=False).search(
                [("group_id", "=", group.id)]
            )
            members.create(
                [
                    {"group_id": group.id, "user_id": user.id}
                    for user in wanted - known.user_id
                ]
            )
            stale = known.filtered(
                lambda one, wanted=wanted: (
                    one.user_id not in wanted and one.state == "to_invite"
                )
            )
            stale.unlink()
        return members.search([("group_id", "in", self.ids)]).with_env(self.env)
