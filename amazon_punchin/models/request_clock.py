import logging
import traceback
from datetime import timedelta

from odoo import api, fields, models

from .activities import close_steps
from .advice import advice
from .message_inbox import CONCURRENCY

_logger = logging.getLogger(__name__)

UNORDERED = ("open", "pending", "released")


class Request(models.Model):
    """The seven days of a cart, and the days that an approval may take (R118, R133,
    wish 3)."""

    _inherit = "amazon.punchin.request"

    reminded_on = fields.Datetime(readonly=True, copy=False)
    days_left = fields.Integer(
        compute="_compute_clock", help="Whole days until the cart expires."
    )
    clock_text = fields.Char(string="Prices Kept", compute="_compute_clock")

    @api.depends("expires_on", "state", "order_sent_on", "order_ids")
    @api.depends_context("lang", "tz")
    def _compute_clock(self):
        now = fields.Datetime.now()
        for request in self:
            counting = request.is_running_out or request.state == "expired"
            left = (request.expires_on - now) if request.expires_on else timedelta()
            request.days_left = left.days
            request.clock_text = counting and request._tell_time(left)

    def _tell_time(self, left):
        """:param left: timedelta until the cart expires; negative afterwards"""
        if left < timedelta():
            return self.env._("Expired")
        if left.days >= 2:
            return self.env._("%(count)s days left", count=left.days)
        if left.days == 1:
            return self.env._("1 day left")
        hours = left // timedelta(hours=1)
        return self.env._("%(count)s hours left", count=hours)

    # What the cron does -------------------------------------------------------------

    @api.model
    def _cron_clock(self):
        """Reminds, asks the next person, and lets carts expire. Each request is a
        transaction of its own, and each step is done once."""
        cron = self.env["ir.cron"]
        requests = self.sudo()
        work = [
            (step, request)
            for step, found in (
                ("_expire", requests._overdue()),
                ("_warn_released", requests._overdue_released()),
                ("_escalate", requests._kept_waiting()),
                ("_remind", requests._running_out()),
                ("_ask_approvers", requests._waiting_for_absent()),
            )
            for request in found
        ]
        cron._commit_progress(remaining=len(work))
        for step, request in work:
            request._tick(step)
            if not cron._commit_progress(1):
                return

    def _tick(self, step):
        """One step, unless somebody works on the request, or it went on meanwhile."""
        try:
            with self.env.cr.savepoint():
                self._hold()
                due = {
                    "_expire": self._overdue,
                    "_warn_released": self._overdue_released,
                    "_escalate": self._kept_waiting,
                    "_remind": self._running_out,
                    "_ask_approvers": self._waiting_for_absent,
                }[step]
                if self in due(self.ids):
                    reader = self.group_id.sudo().responsible_id
                    getattr(self._speaking_to(reader), step)()
        except CONCURRENCY:
            self.invalidate_recordset()
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.error(
                "%s of request %s failed:\n%s",
                step.strip("_"),
                self.id,
                traceback.format_exc(),
            )

    @api.model
    def _among(self, ids, domain):
        """:param ids: ids to choose from, or None for all"""
        return self.search([*([("id", "in", ids)] if ids else []), *domain])

    @api.model
    def _overdue(self, ids=None):
        """Carts whose days are over before anybody decided, unless a manager has taken
        the responsibility."""
        return self._among(
            ids,
            [
                ("state", "in", ("open", "pending")),
                ("expires_on", "<", fields.Datetime.now()),
                ("expired_override", "=", False),
            ],
        )

    @api.model
    def _overdue_released(self, ids=None):
        """Released, but not ordered within the days of the cart. A reminder before
        they were over does not count as told."""
        found = self._among(
            ids,
            [
                ("state", "=", "released"),
                ("order_sent_on", "=", False),
                ("order_ids", "=", False),
                ("closed_reason", "=", False),
                ("expires_on", "<", fields.Datetime.now()),
                ("expired_override", "=", False),
            ],
        )
        return found.filtered(
            lambda one: not one.reminded_on or one.reminded_on < one.expires_on
        )

    @api.model
    def _running_out(self, ids=None):
        """Carts that expire within the days that their group asks to be reminded."""
        now = fields.Datetime.now()
        found = self._among(
            ids,
            [
                ("state", "in", UNORDERED),
                ("order_sent_on", "=", False),
                ("order_ids", "=", False),
                ("closed_reason", "=", False),
                ("expires_on", ">", now),
                ("expired_override", "=", False),
                ("reminded_on", "=", False),
                ("group_id.reminder_days", ">", 0),
            ],
        )
        return found.filtered(
            lambda one: (
                one.expires_on - timedelta(days=one.group_id.reminder_days) <= now
            )
        )

    @api.model
    def _kept_waiting(self, ids=None):
        """Requests on which nobody has decided for as long as the group allows."""
        now = fields.Datetime.now()
        found = self._among(
            ids,
            [
                ("state", "=", "pending"),
                ("escalated_on", "=", False),
                ("asked_on", "!=", False),
                ("group_id.escalation_days", ">", 0),
            ],
        )
        return found.filtered(
            lambda one: (
                one.asked_on + timedelta(days=one.group_id.escalation_days) <= now
            )
        )

    @api.model
    def _waiting_for_absent(self, ids=None):
        """Requests that wait for somebody whose absence has begun since."""
        absences = self.env["amazon.punchin.substitute"]._today()
        if not absences:
            return self.browse()
        found = self._among(
            ids,
            [
                ("state", "=", "pending"),
                ("activity_ids.user_id", "in", absences.user_id.ids),
            ],
        )
        return found.filtered(lambda one: one._awaited() - one.activity_ids.user_id)

    def _expire(self):
        """The cart is over. Amazon gives a punch-in cart up at once; Odoo keeps it, and
        a manager may take it up again with a reason."""
        self._unguarded().state = "expired"
        close_steps(self)
        self._queue_status("rejected")
        buyer = self._who_bought()
        spoken = self._speaking_to(buyer)
        spoken._news(advice(spoken.env, "expired", name=self.name)[1], "decided")
        self._ask_to_act("expired", user=buyer, step=True)

    def _take_up_again(self):
        """A manager wants an expired request after all: it stands where it stood."""
        self._unguarded().state = "pending" if self.asked_on else "open"
        close_steps(self)
        if self.state == "pending":
            self._ask_approvers()

    def _remind(self):
        """Whoever has to act hears it once, while there is still time."""
        self._unguarded().reminded_on = fields.Datetime.now()
        for user in self._whose_turn():
            self._ask_to_act(
                "expiring",
                user=user,
                facts=lambda spoken: {"left": spoken.clock_text},
                step=True,
                deadline=fields.Date.to_date(self.expires_on),
            )

    def _warn_released(self):
        """Released in time, but not sent: the order waits for a manager."""
        self._unguarded().reminded_on = fields.Datetime.now()
        self._ask_to_act("expired_released", step=True)

    def _escalate(self):
        """Asks somebody else too."""
        self._unguarded().escalated_on = fields.Datetime.now()
        people = self._next_approvers()
        for user in people:
            self._ask_too(user)
        self._news(
            self.env._(
                "Nobody decided for %(days)s days. Asked: %(names)s.",
                days=self.group_id.escalation_days,
                names=", ".join(people.mapped("name")) or self.env._("nobody else"),
            )
        )

    def _next_approvers(self):
        """Who is asked where nobody has decided: the second approver; where nobody new
        is left there, the other purchasing managers.

        :return: `res.users`
        """
        group = self.group_id.sudo()
        buyers = self._buyers()
        if group.self_approval:
            buyers = buyers.browse()
        asked = self._awaited() | buyers
        second = group.second_approver_id or group.responsible_id
        for people in second, group._managers():
            if found := self._present(people - buyers) - asked:
                return found
        return second.browse()

    def _ask_too(self, user):
        """Asks somebody in place of those who have not decided."""
        self._ask(user)

    def _whose_turn(self):
        """The people who have to act next, before the order is sent."""
        if self.state == "open":
            return self._who_bought()
        if self.state == "pending":
            return self._awaited()
        return self.approver_id or self.group_id.responsible_id

    def _who_bought(self):
        return self.user_id or self.group_id.sudo().responsible_id
