from datetime import UTC

from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError

from .. import cxml
from .activities import close_steps
from .release_row import Row


class Request(models.Model):
    """What people decide. Each method checks who asks and, after it holds the lock,
    what state the request is in (design §4, §6)."""

    _inherit = "amazon.punchin.request"

    def submit(self):
        """The buyer is done; releases at once where nobody needs to approve.

        :raise AccessError: somebody else's request
        :raise UserError: no cart, or not open
        :return: True
        """
        for request in self:
            request._check_buyer()
            request._decide(("open",))
            if not request.cart_date:
                raise UserError(
                    self.env._(
                        "%(name)s has no cart yet. Shop on Amazon first.",
                        name=request.name,
                    )
                )
            request._check_complete()
            request._vouch()
            if request._needs_approval():
                request._unguarded().write(
                    {"state": "pending", "asked_on": fields.Datetime.now()}
                )
                close_steps(request)
                request._ask_approvers()
            else:
                request._release()
        return True

    def release(self):
        """Approves: the purchase order is made, confirmed and queued (R107-R110).

        What was not submitted is looked at as `submit` does; what that finds may need
        an approval, and so who may release is asked once more, under the lock.

        :raise AccessError: neither manager nor approver, nor the buyer of a group
            without approval
        :raise UserError: not waiting for a decision, or something stands in the way
        :return: True
        """
        for request in self:
            request._check_may_release()
            request._decide(("open", "pending"))
            if request.state == "open":
                request._check_complete()
            request._check_may_release()
            if request._needs_approval():
                request._check_state(("pending",))
            request._release()
        return True

    def reject(self, reason):
        """Ends the request; Amazon is told where the cart came from there (R111).

        :param reason: for the buyer
        :raise AccessError: neither manager nor approver, nor asked for consent
        :return: True
        """
        for request in self:
            request._check_may_answer()
            if not (reason or "").strip():
                raise UserError(self.env._("Say why, so that the buyer understands."))
            request._decide(("open", "pending"))
            request._unguarded().write(
                {
                    "state": "rejected",
                    "reject_reason": reason,
                    **request._prepare_decider_vals(),
                }
            )
            close_steps(request)
            request._queue_status("rejected")
            request._tell_decision(
                lambda env: env._("Rejected: %(reason)s", reason=reason),
                to=request.user_id,
            )
        return True

    def override(self, problem, reason):
        """A manager takes the responsibility for a problem (R51, R118).

        :param problem: `address` or `expired`
        :param reason: why, kept on the request
        :raise AccessError: for anybody but a manager
        :return: True
        """
        names = {"address": "address_override", "expired": "expired_override"}
        for request in self:
            if not request._is_manager():
                raise AccessError(
                    self.env._("Only a purchasing manager can decide this.")
                )
            request.check_access("read")
            if problem not in names or not (reason or "").strip():
                raise UserError(self.env._("Name the problem and say why it is fine."))
            expired = ("expired",) if problem == "expired" else ()
            request._decide(("open", "pending", "released", *expired))
            request._unguarded()[names[problem]] = reason
            request._news(
                self.env._("Released in spite of a problem: %(reason)s", reason=reason)
            )
            if request.state == "expired":
                request._take_up_again()
        return True

    def _check_buyer(self):
        """
        :raise AccessError: the user is neither the buyer nor a manager
        """
        self.check_access("read")
        if self.user_id != self.env.user and not self._is_manager():
            raise AccessError(
                self.env._(
                    "%(name)s belongs to %(buyer)s.",
                    name=self.name,
                    buyer=self.sudo().user_id.name or self.user_email,
                )
            )

    def _decide(self, states):
        """Takes the request for this transaction.

        :param states: the states in which the decision is possible
        :raise UserError: somebody else is deciding, or has decided
        """
        self.ensure_one()
        try:
            self._hold()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on %(name)s at this moment. Look at it "
                    "again and repeat what is still needed.",
                    name=self.name,
                )
            ) from error
        self._check_state(states)

    def _check_state(self, states):
        """
        :raise UserError: the request is in none of `states`
        """
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is %(state)s; this cannot be done any more.",
                    name=self.name,
                    state=labels[self.state],
                )
            )

    def _release_problems(self):
        """What stands in the way of a release, in sentences (R51, R88, R122).

        :return: list of str
        """
        return [text for row in self._release_rows() for text in row.problems]

    def _release_rows(self):
        """What a release needs.

        :return: list of `Row`
        """
        self.ensure_one()
        return [
            Row(self.env._("Cart"), self._cart_problems()),
            Row(self.env._("Address"), self._place_problems()),
            Row(self.env._("Prices kept"), self._age_problems()),
            Row(self.env._("New items"), self._used_problems()),
            Row(self.env._("Settings"), self._group_problems()),
        ]

    def _cart_problems(self):
        if not self.line_ids:
            return [self.env._("The request has no cart.")]
        if problems := self._unassigned():
            return problems
        if self.has_mixed_currency:
            return [self.env._("The cart has several currencies: shop again in one.")]
        if not self.currency_id.active:
            return [
                self.env._(
                    "The currency %(name)s is not active in Odoo: ask an accountant to "
                    "activate it.",
                    name=self.currency_id.name,
                )
            ]
        return []

    def _place_problems(self):
        problems = []
        if self.cart_date and not self.address_matched and not self.address_override:
            problems.append(
                self.env._(
                    "The delivery address of the cart is not known in Odoo: let a "
                    "manager link it to a location, or override this with a reason."
                )
            )
        return problems + self._writing_problems()

    def _age_problems(self):
        if not self.is_expired or self.expired_override:
            return []
        return [
            self.env._(
                "The cart is older than seven days and prices may have changed: "
                "shop again, or let a manager override this with a reason."
            )
        ]

    def _used_problems(self):
        return [
            self.env._(
                "Line %(number)s is a used item, which may not be bought.",
                number=line.line_number,
            )
            for line in self.line_ids.filtered("is_used")
        ]

    def _group_problems(self):
        missing = self.group_id._missing_settings()
        if not missing:
            return []
        return [
            self.env._(
                "The group %(group)s is not complete: %(fields)s. Ask %(name)s.",
                group=self.group_id.name,
                fields=", ".join(missing),
                name=self.group_id._helper(),
            )
        ]

    def _release(self):
        """Releases a request that is locked and may be released by this user.

        :raise UserError: with everything that stands in the way
        """
        self._read_partners()
        problems = self._release_problems()
        if problems:
            raise UserError(
                self.env._("%(name)s cannot be released:", name=self.name)
                + "\n"
                + "\n".join(f"• {problem}" for problem in problems)
            )
        group = self.group_id.sudo()
        decided = {"state": "released", **self._prepare_decider_vals()}
        is_test = self.came_as_test or group.mode == "test"
        if self.is_test != is_test:
            decided["is_test"] = is_test
        self._unguarded().write(decided)
        self._queue_status("approved")
        needed = self._needs_approval()
        self._tell_decision(
            lambda env: (
                env._("Approved and released.") if needed else env._("Released.")
            )
        )
        if group.auto_order:
            self._send_purchases(self._create_purchases())
        close_steps(self)  # last: with what it deletes, Odoo forgets all that it read

    def _read_partners(self):
        """Reads together all whom a release names: buyer, decider, vendor, and the
        addresses. One by one, each is a query with all columns of a contact."""
        request = self.sudo()
        (
            (request.user_id | self.env.user).partner_id
            | request.location_id.partner_id
            | request.company_id.partner_id
            | request.group_id.partner_id
        ).fetch()

    def _prepare_decider_vals(self):
        """Who decides, in whose place, and when."""
        return {
            "approver_id": self.env.uid,
            "approved_for_id": self._represented().id,
            "decided_on": fields.Datetime.now(),
        }

    def _tell_decision(self, text, to=None):
        """A note for the buyer, in his language, that says, where it is so, in whose
        place it was decided.

        :param text: called with the environment of that language
        :param to: users who are told in any case
        """
        spoken = self._speaking_to(self._who_bought())
        body, absent = text(spoken.env), self.approved_for_id.sudo()
        if absent:
            body = spoken.env._(
                "%(text)s Decided in place of %(name)s.", text=body, name=absent.name
            )
        spoken._news(body, subtype="decided", to=to)

    def _queue_status(self, decision):
        """Tells Amazon what became of a punch-in cart (protocol §1d, R70).

        :param decision: `approved` or `rejected`
        """
        if self.origin != "punchin" or not self.payload_id:
            return
        group = self.group_id.sudo()
        messages = self.env["amazon.punchin.message"]
        status = {
            "approved": cxml.Status(200, "OK", "approved"),
            "rejected": cxml.Status(403, "Forbidden", "rejected"),
        }[decision]
        messages._queue(
            group,
            cxml.StatusUpdateRequest(
                payload_id=messages._new_payload_id(group.endpoint_id),
                timestamp=fields.Datetime.now().replace(tzinfo=UTC),
                language="en-US",
                header=group._header(),
                deployment_mode="test" if self.is_test else "production",
                document_reference=self.payload_id,
                status=status,
            ),
            self,
        )

    def _withdraw_documents(self, reason):
        """Documents that have not left yet stay here."""
        waiting = self._unguarded().document_ids.filtered(
            lambda one: (
                one.direction == "out"
                and one.document_type == "OrderRequest"
                and one.state in ("queued", "retrying")
            )
        )
        for message in waiting:
            message._withdraw(reason)

    def action_submit(self):
        return self.submit()
