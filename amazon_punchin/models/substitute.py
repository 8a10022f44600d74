from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class Substitute(models.Model):
    """Who approves in somebody's place while that person is away (wish 12).

    Set by the person, or by a manager for somebody who fell ill. It gives the right of
    one person to one other, for these days, and is never passed on further.
    """

    _name = "amazon.punchin.substitute"
    _description = "Amazon Approval Substitute"
    _order = "date_from desc, id desc"
    _rec_name = "substitute_id"

    user_id = fields.Many2one(
        "res.users",
        string="Who Is Away",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    substitute_id = fields.Many2one(
        "res.users",
        string="Approves Instead",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="To", required=True, help="The last day.")
    named_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="Who named the substitute, or changed the days, last. The substitute does "
        "not decide on what this person bought.",
    )
    is_current = fields.Boolean(string="Today", compute="_compute_is_current")
    may_choose_user = fields.Boolean(compute="_compute_may_choose_user")

    _order_of_days = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The last day of an absence comes after its first.",
    )
    _two_people = models.Constraint(
        "CHECK (user_id != substitute_id)",
        "Nobody stands in for himself: choose a colleague.",
    )

    @api.depends("date_from", "date_to")
    @api.depends_context("tz")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for absence in self:
            absence.is_current = bool(
                absence.date_from
                and absence.date_to
                and absence.date_from <= today <= absence.date_to
            )

    @api.depends_context("uid")
    def _compute_may_choose_user(self):
        self.may_choose_user = self.env.user.has_group("amazon_punchin.group_manager")

    @api.constrains("substitute_id")
    def _check_substitute(self):
        """
        :raise ValidationError: the substitute could not even see a request
        """
        for absence in self.sudo():
            if not absence.substitute_id.has_group("amazon_punchin.group_user"):
                raise ValidationError(
                    self.env._(
                        "%(name)s has no right to use Amazon Business, and so cannot "
                        "approve there. Choose somebody else, or ask an administrator "
                        "to give the right.",
                        name=absence.substitute_id.name,
                    )
                )

    @api.model
    def _today(self):
        """The absences of this day."""
        today = fields.Date.context_today(self)
        return self.sudo().search(
            [("date_from", "<=", today), ("date_to", ">=", today)], order="id"
        )

    @api.model
    def _represented_today(self, user):
        """:return: the absences by which `user` has the right of others today"""
        return self._today().filtered(
            lambda one: one.substitute_id == user and one.user_id.active
        )

    def _holding_in(self, company):
        """Those that hold in a company: named by the person himself, or by somebody of
        this company. A manager disposes of nobody's right elsewhere."""
        return self.filtered(
            lambda one: (
                one.named_by_id == one.user_id
                or company in one.named_by_id.sudo().company_ids
            )
        )

    def _domain_of_rights(self, rights):
        """What the rights of the people who are away reach, each only where the
        absence holds.

        :param rights: called with a user; the domain of what is his
        :return: `Domain` on a model with `company_id`
        """
        found = Domain.FALSE
        for one in self.sudo():
            reach = Domain(rights(one.user_id))
            if one.named_by_id != one.user_id:
                reach &= Domain("company_id", "in", one.named_by_id.company_ids.ids)
            found |= reach
        return found

    @api.model_create_multi
    def create(self, vals_list):
        named_by = {"named_by_id": self.env.uid}
        absences = super().create([{**vals, **named_by} for vals in vals_list])
        absences._forget_rights()
        absences._pass_on()
        return absences

    def write(self, vals):
        """Whose absence it is may change within what the user may write: the record
        rules are asked of what comes out, too."""
        result = super().write({**vals, "named_by_id": self.env.uid})
        self.check_access("write")
        self._forget_rights()
        self._pass_on()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_rights()
        return result

    def _forget_rights(self):
        """What was computed from these absences before."""
        self.env["amazon.punchin.group"].invalidate_model(
            ["deciding_for_ids", "may_decide", "may_consent"]
        )
        self.env["amazon.punchin.policy.result"].invalidate_model(["asks_me"])

    def _pass_on(self):
        """What waits for somebody who is away waits for the substitute too."""
        away = self.sudo().filtered("is_current").user_id
        if away:
            self.env["amazon.punchin.request"].sudo()._ask_substitutes(away)
