from odoo import api, fields, models
from odoo.exceptions import AccessError

from .activities import STEP

OPEN_CONSENT = [("action", "=", "approver"), ("consented_by_id", "=", False)]


class Request(models.Model):
    """A policy asks a further approver, whose consent is needed beside the usual
    approval, or where nobody else approves (wish 11)."""

    _inherit = "amazon.punchin.request"

    may_consent = fields.Boolean(
        string="Waits for My Consent",
        compute="_compute_may_consent",
        search="_search_may_consent",
    )

    consent_note = fields.Char(
        compute="_compute_consent_note",
        help="Whose consent is missing before anybody can approve.",
    )

    @api.depends("state", "escalated_on", "policy_result_ids.consented_by_id")
    @api.depends_context("lang")
    def _compute_consent_note(self):
        for request in self:
            request.consent_note = (
                request.state == "pending" and request._tell_consents()
            )

    def _tell_consents(self):
        """:return: a sentence about the consents that are missing, or False"""
        people = self._policy_approvers()
        return bool(people) and self.env._(
            "It waits for the consent of %(names)s.",
            names=", ".join(people.mapped("name")),
        )

    @api.depends("state", "escalated_on", "policy_result_ids.consented_by_id")
    @api.depends_context("uid")
    def _compute_may_consent(self):
        absences = self.env["amazon.punchin.substitute"]
        absences = absences._represented_today(self.env.user)
        for request in self:
            request.may_consent = request.state == "pending" and bool(
                request._consents_of_user(absences)
            )

    @api.model
    def _search_may_consent(self, operator, _value):
        """What a policy asks of the user. Whoever answers in place of a buyer who is
        the policy's approver decides on the request in any case."""
        if operator != "in":
            return NotImplemented
        asks = [*OPEN_CONSENT, ("asks_me", "=", True)]
        return [
            ("state", "=", "pending"),
            ("user_id", "!=", self.env.uid),
            ("assigned_by_id", "!=", self.env.uid),
            ("policy_result_ids", "any", asks),
        ]

    def _policy_approvers(self):
        """Whose consent is still needed beside the usual approval.

        :return: `res.users`
        """
        self.ensure_one()
        return self.env["res.users"].sudo().union(*self._asked_for_consent().values())

    def _asked_for_consent(self):
        """:return: dict of each policy's approver to those whose consent is asked"""
        approvers = self._open_consents().approver_id
        return {one: self._in_place_of(one) for one in approvers}

    def _in_place_of(self, approver):
        """A policy's approver, or his substitute; where he is the buyer, or has left,
        whoever else decides on the request.

        :return: `res.users`
        """
        buyers = self._buyers()
        if approver.active and approver not in buyers:
            return self._present(approver) - buyers
        return self._deciders() - buyers

    def _open_consents(self):
        return self.sudo().policy_result_ids.filtered(
            lambda one: one.action == "approver" and one.is_open
        )

    def _waits_for_consent(self):
        """Whether nothing but consents is missing: the last one releases."""
        return not self._group_asks_approval() and bool(self._open_consents())

    def _consents_of_user(self, absences=None):
        """The findings that wait for the current user. An approver may answer in spite
        of his absence, the second approver where the others waited too long; nobody
        does on what he bought.

        :param absences: in which the user stands in for others today, where known
        """
        waiting, user = self._open_consents(), self.env.user
        buyers = self._buyers()
        if not waiting or user in buyers:
            return waiting.browse()
        if self.escalated_on and user in self._late_approvers():
            return waiting
        if absences is None:
            absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        people = user | self._honest(absences).user_id
        ordinary = waiting.filtered(
            lambda one: one.approver_id.active and one.approver_id not in buyers
        )
        mine = ordinary.filtered(lambda one: one.approver_id in people)
        others = waiting - ordinary
        return mine | others if others and user in self._deciders() else mine

    def consent(self):
        """A further approver agrees. Where nothing else is needed, the request is
        released with it.

        :raise AccessError: nobody asks for this user's consent
        :return: True
        """
        for request in self:
            request.check_access("read")
            if not request._consents_of_user():
                raise AccessError(
                    self.env._(
                        "Nobody asks for your consent on %(name)s.", name=request.name
                    )
                )
            request._decide(("pending",))
            results = request._consents_of_user()
            results.with_user(self.env.user)._consent()
            request._close_consent()
            spoken = request._speaking_to(request._who_bought())
            labels = results.with_env(spoken.env).mapped("label")
            spoken._news(
                spoken.env._(
                    "Consent given: %(policies)s.", policies=", ".join(labels)
                ),
                subtype="decided",
            )
            if not request._needs_approval():
                request._release_or_tell()
        return True

    def _release_or_tell(self):
        """Releases what everybody agreed to; where something stands in the way, the
        buyer is told, who may release it as soon as that is mended."""
        if not self._release_problems():
            return self._release()
        buyer = self._who_bought()
        spoken = self._speaking_to(buyer)
        return self._todo(
            spoken.env._("Everybody agreed: release it"),
            "\n".join(spoken._release_problems()),
            user=buyer,
            step=True,
        )

    def action_consent(self):
        return self.consent()

    def _close_consent(self):
        """Nobody is asked any more whose consent is not needed any more."""
        waiting, step = self._policy_approvers(), self.env.ref(STEP)
        # in whatever language the person was asked
        summaries = {
            self.with_context(lang=code).env._("Give your consent")
            for code, _name in self.env["res.lang"].get_installed()
        }
        self.sudo().activity_ids.filtered(
            lambda one: (
                one.activity_type_id == step
                and one.user_id not in waiting
                and one.summary in summaries
            )
        ).unlink()

    def _needs_approval(self):
        """A finding that needs a further approver needs approval in every group."""
        return super()._needs_approval() or bool(self._open_consents())

    def _whom_to_ask(self):
        """Where only a finding asks for approval, the usual approvers are not."""
        people = super()._whom_to_ask()
        return people if self._group_asks_approval() else people.browse()

    def _awaited(self):
        return super()._awaited() | self._policy_approvers()

    def _ask_approvers(self):
        asked = super()._ask_approvers()
        people = self._asked_for_consent()
        for user in self._policy_approvers():
            found = self._open_consents().filtered(
                lambda one, user=user: user in people[one.approver_id]
            )
            self._ask_consent(user, found, mail=user not in self._whom_to_ask())
        return asked

    def _ask_consent(self, user, results, mail):
        """Asks one person, once, for consent to some findings.

        :param mail: whether no mail with the cart has asked for the approval already
        """
        spoken = self._speaking_to(user)
        texts = [one.text or one.label for one in results.with_env(spoken.env)]
        summary = spoken.env._("Give your consent")
        own = user in results.approver_id or self.group_id.sudo()._has_right(user)
        new = self._todo_of(user, summary, "\n".join(texts), own)
        if new and mail:
            self._mail_cart(user, consent=True)

    def _ask_too(self, user):
        """Where nobody but a policy asks for it, there is nothing to approve."""
        approves = self._group_asks_approval()
        if self._open_consents():
            self._ask_consent(user, self._open_consents(), mail=not approves)
        return super()._ask_too(user) if approves else None

    def _late_approvers(self):
        """Who may give any consent once the others waited too long."""
        group = self.group_id.sudo()
        second = group.second_approver_id or group.responsible_id
        return second | self._next_approvers()

    def _check_may_answer(self):
        """Whoever is asked for consent may say no as well."""
        self.check_access("read")
        asked = self.state == "pending" and self._consents_of_user()
        return None if asked else super()._check_may_answer()

    def _represented(self):
        people = super()._represented()
        if people or self._is_approver():
            return people
        asked = self._consents_of_user().approver_id
        return asked.browse() if self.env.user in asked else asked[:1]
