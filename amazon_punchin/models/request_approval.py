from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .activities import close_steps


class Request(models.Model):
    """Who decides on a request, how they are asked, and what they say beside yes and
    no (R107-R113, wish 12)."""

    _inherit = "amazon.punchin.request"

    asked_on = fields.Datetime(string="Sent for Approval", readonly=True, copy=False)
    escalated_on = fields.Datetime(readonly=True, copy=False)
    company_total = fields.Float(
        compute="_compute_company_total",
        help="Goods and estimates in the company's currency, at the cart's day.",
    )
    approved_for_id = fields.Many2one(
        "res.users",
        string="Decided in Place of",
        readonly=True,
        copy=False,
        help="The approver who was away at that time.",
    )

    # Who may ------------------------------------------------------------------------

    def _deciding_for(self):
        """The people by whose right the current user decides on this request: himself,
        or those who are away today. Nobody decides on what he bought, or named another
        as the buyer of, neither himself nor through a substitute, his own or one whom
        he named for somebody else, unless the group allows it.

        :return: `res.users`, the user first; empty where he has no right
        """
        self.ensure_one()
        user, people = self.env.user, self.group_id.deciding_for_ids
        if people and self._needs_approval() and not self.group_id.sudo().self_approval:
            if user in self._buyers():
                return people.browse()
            people -= self._buyers()
        if people - user:
            absences = self.env["amazon.punchin.substitute"]
            absences = absences._represented_today(user)
            people &= user | self._honest(absences).user_id
        return people

    def _honest(self, absences):
        """Those of `absences` that hold here, and are not of the buyer's making: nobody
        chooses who approves his purchase. His own absence gives only his own right."""
        absences = absences._holding_in(self.company_id)
        if self.group_id.sudo().self_approval:
            return absences
        return absences.filtered(lambda one: one.named_by_id not in self._buyers())

    def _is_approver(self):
        """Whether the user may decide here, in the own name or for somebody else."""
        return bool(self._deciding_for())

    def _represented(self):
        """The absent approver for whom the user decides; empty where the right is the
        user's own."""
        people = self._deciding_for().sudo()
        return people.browse() if self.env.user in people else people[:1]

    def _check_may_approve(self):
        """
        :raise AccessError: the user may not decide on this request
        """
        self.check_access("read")
        if self._is_approver():
            return
        if own := self._tell_own():
            raise AccessError(own)
        raise AccessError(
            self.env._(
                "Only a purchasing manager or an approver of %(group)s decides this.",
                group=self.group_id.name,
            )
        )

    def _tell_own(self):
        """Why somebody who decides for others does not decide here.

        :return: a sentence, or False where that is not so
        """
        if self._is_approver() or not self.group_id.may_decide:
            return False
        if self.env.user == self.user_id:
            return self.env._(
                "You bought %(name)s yourself: somebody else has to approve it.",
                name=self.name,
            )
        return self.env.user == self.sudo().assigned_by_id and self.env._(
            "You said whose cart %(name)s is, and the buyer has not submitted it "
            "himself: somebody else has to approve it. Or return it to the buyer.",
            name=self.name,
        )

    def _check_may_answer(self):
        """What may be said beside yes: no, a question, back to the buyer.

        :raise AccessError: the user is not asked
        """
        self._check_may_approve()

    def _check_may_reply(self):
        """Whoever named the buyer gives the request back to him, so that the buyer
        submits it.

        :raise AccessError: the user is not asked
        """
        self.check_access("read")
        if self.env.user != self.sudo().assigned_by_id:
            self._check_may_answer()

    def _check_may_release(self):
        """
        :raise AccessError: the user may not release this request
        """
        if self._is_approver() or self._needs_approval():
            self._check_may_approve()
        else:
            self._check_buyer()

    def _check_may_order(self):
        """The steps after the release: by whoever could have released it. That a
        manager bought it himself is no matter any more: somebody has approved.

        :raise AccessError: the user may not order
        """
        self.check_access("read")
        if not self.group_id.may_decide:
            self._check_may_release()

    def _needs_approval(self):
        """Whether somebody must approve before the release."""
        return self._group_asks_approval()

    def _group_asks_approval(self):
        """Whether a manager must approve, by the group's rule (design §4)."""
        group = self.group_id.sudo()
        if group.approval != "amount":
            return group.approval == "manager"
        currency = self.company_id.currency_id
        return currency.compare_amounts(self.company_total, group.approval_amount) >= 0

    @api.depends(
        "line_ids.price_subtotal",
        "amount_shipping_estimate",
        "amount_tax_estimate",
        "cart_date",
    )
    def _compute_company_total(self):
        """The lines themselves are counted, and each rate is asked for once."""
        rates = {}
        for request in self:
            day = fields.Date.to_date(request.cart_date)
            key = (request.currency_id, request.company_id, day)
            if key not in rates:
                rates[key] = request._company_rate()
            request.company_total = request.company_id.currency_id.round(
                rates[key]
                * (
                    sum(request.line_ids.mapped("price_subtotal"))
                    + request.amount_shipping_estimate
                    + request.amount_tax_estimate
                )
            )

    # How they are asked -------------------------------------------------------------

    def _whom_to_ask(self):
        """:return: `res.users` whose approval is asked for"""
        return self._deciders()

    def _awaited(self):
        """:return: `res.users` without whom a pending request does not go on"""
        return self._whom_to_ask()

    def _deciders(self):
        """Who shall decide: the approvers, else the responsible person, never the
        buyer or who named him; the substitute of who is away. Where all of these are
        out, the other managers.

        :return: `res.users`
        """
        self.ensure_one()
        group = self.group_id.sudo()
        buyers = self._buyers()
        if group.self_approval:
            buyers = buyers.browse()
        for people in (
            group.approver_ids,
            group.responsible_id,
            group.second_approver_id,
            group._managers(),
        ):
            if found := self._present(people - buyers) - buyers:
                return found
        return group.responsible_id

    def _present(self, people):
        """`people`, with the substitute in place of each who is away. A substitute who
        is the buyer, or whom the buyer named, is of no use, and one who cannot see
        this company neither."""
        absences = self._honest(self.env["amazon.punchin.substitute"]._today())
        stand_ins = {
            one.user_id: one.substitute_id
            for one in absences
            if one.substitute_id.active
            and one.substitute_id not in self._buyers()
            and self.company_id in one.substitute_id.company_ids
        }
        return people.browse().union(*(stand_ins.get(one, one) for one in people))

    def _ask_approvers(self):
        """An activity, and a mail with the cart, for the people who decide."""
        for user in self._whom_to_ask():
            self._ask(user)

    def _ask(self, user):
        """Asks one person, once."""
        spoken = self._speaking_to(user)
        text = spoken.env._(
            "%(buyer)s asks for %(total)s at Amazon.",
            buyer=self.user_id.name or self.user_email,
            total=spoken.currency_id.format(self.amount_total_estimate),
        )
        summary = spoken.env._("Approve or reject")
        own = self.group_id.sudo()._has_right(user)
        if self._todo_of(user, summary, text, own):
            self._mail_cart(user)

    def _todo_of(self, user, summary, text, own):
        """What one person shall answer. A substitute does not follow the request by
        it: he would go on reading when the absence is over.

        :param own: whether it is asked of the user himself
        :return: whether it is new
        """
        followers = self.sudo().message_partner_ids
        new = self._todo(summary, text, user=user, step=True, quiet=True)
        if not own:
            self.sudo().message_unsubscribe((user.partner_id - followers).ids)
        return new

    def _ask_substitutes(self, away):
        """Passes on what waits for people who are away.

        :param away: `res.users`
        """
        step = self.env.ref("amazon_punchin.activity_step")
        waiting = self.search(
            [
                ("state", "=", "pending"),
                ("activity_ids.user_id", "in", away.ids),
                ("activity_ids.activity_type_id", "=", step.id),
            ]
        )
        for request in waiting:
            request._ask_approvers()

    def _mail_cart(self, user, consent=False):
        """The cart by mail, in the reader's language, with a link to the request.

        By Odoo's notifications: who prefers them inside Odoo gets no mail.

        :param consent: a policy asks, not the group
        """
        template = self.env.ref(
            "amazon_punchin.mail_template_to_approve", raise_if_not_found=False
        )
        if not template or not user.partner_id:
            return
        template = template.sudo().with_context(
            lang=user.lang, reader=user.name, consent=consent
        )
        request = self.sudo().with_context(lang=user.lang)
        request.message_notify(
            subject=template._render_field("subject", self.ids)[self.id],
            body=template._render_field("body_html", self.ids)[self.id],
            partner_ids=user.partner_id.ids,
            author_id=(self.user_id or self.env.user).partner_id.id,
            email_layout_xmlid="mail.mail_notification_layout",
            email_add_signature=False,
        )

    # What they say beside yes and no ------------------------------------------------

    def ask_buyer(self, question):
        """A question of an approver to the buyer: a note, and an activity.

        :raise AccessError: the user may not decide on this request
        :return: True
        """
        for request in self:
            request._check_may_reply()
            if not (question or "").strip():
                raise UserError(self.env._("Write what you would like to know."))
            request._decide(("open", "pending"))
            buyer = request._who_bought()
            spoken = request._speaking_to(buyer)
            spoken._news(
                spoken.env._("Question to the buyer: %(text)s", text=question),
                subtype="decided",
            )
            request._todo(spoken.env._("Answer the approver"), question, user=buyer)
        return True

    def return_to_buyer(self, reason):
        """Gives a request back: the buyer changes what is his to change, and sends it
        again. Amazon hears nothing of it.

        :raise AccessError: the user may not decide on this request
        :return: True
        """
        for request in self:
            request._check_may_reply()
            if not (reason or "").strip():
                raise UserError(self.env._("Say what the buyer should change."))
            request._decide(("pending",))
            request._unguarded().write(
                {"state": "open", "asked_on": False, "escalated_on": False}
            )
            close_steps(request)
            buyer = request._who_bought()
            spoken = request._speaking_to(buyer)
            spoken._news(
                spoken.env._("Returned to the buyer: %(reason)s", reason=reason),
                subtype="decided",
            )
            request._todo(
                spoken.env._("Change and submit again"),
                reason,
                user=buyer,
                step=True,
                deadline=fields.Date.to_date(request.expires_on),
            )
        return True
