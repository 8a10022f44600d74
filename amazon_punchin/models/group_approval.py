from odoo import api, fields, models
from odoo.fields import Domain


class Group(models.Model):
    """Who approves the purchases of a group, and how long they may take."""

    _inherit = "amazon.punchin.group"

    self_approval = fields.Boolean(
        string="Approve Own Requests",
        help="A manager or approver may approve what he bought himself. Without it "
        "somebody else has to.",
    )
    second_approver_id = fields.Many2one(
        "res.users",
        help="Is asked when nobody has decided in time. Empty: the responsible person.",
    )
    escalation_days = fields.Integer(
        string="Ask the Second Approver After",
        default=2,
        help="Days that a request may wait for its approval. 0: for ever.",
    )
    reminder_days = fields.Integer(
        string="Remind Before Expiry",
        default=2,
        help="So many days before Amazon's seven days are over, whoever has to act is "
        "reminded. 0: no reminder.",
    )
    deciding_for_ids = fields.Many2many(
        "res.users",
        compute="_compute_deciding_for_ids",
        compute_sudo=True,
        help="Whose right to approve the current user has: the own, and that of people "
        "who are away.",
    )
    may_decide = fields.Boolean(
        compute="_compute_deciding_for_ids",
        compute_sudo=True,
        search="_search_may_decide",
    )

    may_consent = fields.Boolean(
        compute="_compute_may_consent",
        search="_search_may_consent",
        help="Whether a purchase in this group asks the current user for consent, who "
        "need not be one of its buyers or approvers.",
    )

    _days_positive = models.Constraint(
        "CHECK (escalation_days >= 0 AND reminder_days >= 0)",
        "Days are counted from 0 on.",
    )

    @api.depends("approver_ids", "second_approver_id", "responsible_id", "company_id")
    @api.depends_context("uid")
    def _compute_deciding_for_ids(self):
        user = self.env.user
        absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        for group in self:
            people = user | absences._holding_in(group.company_id).user_id
            group.deciding_for_ids = people.filtered(group._has_right)
            group.may_decide = bool(group.deciding_for_ids)

    @api.model
    def _search_may_decide(self, operator, _value):
        """The groups in which the current user may decide on something."""
        if operator != "in":
            return NotImplemented
        user = self.env.user
        absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        return self._domain_of(user) | absences._domain_of_rights(self._domain_of)

    @api.model
    def _domain_of(self, user):
        """:return: `Domain` of the groups where :meth:`_has_right` holds"""
        domain = Domain.OR(
            Domain(name, "in", user.ids)
            for name in ("approver_ids", "second_approver_id", "responsible_id")
        )
        if user.has_group("amazon_punchin.group_manager"):
            domain |= Domain("company_id", "in", user.company_ids.ids)
        return domain

    @api.depends_context("uid")
    def _compute_may_consent(self):
        asking = self.sudo().filtered_domain(self._search_may_consent("in", [True]))
        for group in self:
            group.may_consent = group in asking

    @api.model
    def _search_may_consent(self, operator, _value):
        if operator != "in":
            return NotImplemented
        asking = (
            self.env["amazon.punchin.request"]
            .sudo()
            ._read_group([("policy_result_ids.asks_me", "=", True)], ["group_id"])
        )
        return [("id", "in", [group.id for (group,) in asking])]

    def _has_right(self, user):
        """Whether `user` approves in this group by a right of the own: as a named
        approver, as the one who is asked when others do not answer, or as a purchasing
        manager of the company."""
        return (
            self.company_id.id in user.sudo()._get_company_ids()
            and user.has_group("amazon_punchin.group_manager")
        ) or user in self.approver_ids | self.second_approver_id | self.responsible_id

    def _managers(self):
        """The purchasing managers of the group's company."""
        role = self.env.ref("amazon_punchin.group_manager")
        return (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", role.ids),
                    ("company_ids", "in", self.company_id.id),
                    ("share", "=", False),
                ],
                order="id",
            )
        )
