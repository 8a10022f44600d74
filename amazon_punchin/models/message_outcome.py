import logging
import traceback

from odoo import fields, models

from .locking import lock, try_lock
from .message_inbox import CONCURRENCY

UNSENT = ("failed", "refused", "retrying", "queued")
_logger = logging.getLogger(__name__)


class Message(models.Model):
    """What the outcome of a sent document means for its request and for people.

    A step of its own after the outcome is stored: the request may be held by somebody
    at that moment, and then the cron settles it later."""

    _inherit = "amazon.punchin.message"

    def _settle(self):
        """Applies what is still to be done, and commits; raises nothing."""
        self._commit()
        self.invalidate_recordset()
        if not self.effect:
            return
        try:
            self.request_ids.sorted("id")._hold()
            lock(self)
            message = self._unguarded()
            effect, message.effect = message.effect, False
            getattr(message, f"_settle_{effect}")()
            self._commit()
        except CONCURRENCY:
            self._rollback()
        except Exception:
            self._rollback()
            _logger.error(
                "The outcome of %s could not be settled:\n%s",
                self.payload_id,
                traceback.format_exc(),
            )

    def _settle_acknowledged(self):
        self.request_ids._acknowledged(self)

    def _settle_refused(self):
        """A decision that Amazon does not take changes nothing here: its form is not
        known for certain (protocol §1d). An order that it refuses does."""
        if self.document_type == "OrderRequest":
            self._alert("order_refused")

    def _settle_failed(self):
        self._alert("order_failed")

    def _settle_rejected(self):
        self._alert("connection_rejected")

    def _settle_held(self):
        if self.document_type == "OrderRequest":
            self._alert("order_held")

    def _settle_withdrawn(self):
        self._alert("order_cancelled_ambiguous")

    def _alert(self, code):
        """An activity for the responsible person on each request of this message."""
        facts = {
            "host": self.group_id._host_for(self.document_type),
            "order": self.order_ref or self.payload_id,
            "attempts": self.attempts,
            "status": self.status_code,
            "text": self.status_text if code == "order_refused" else self.error or "",
        }
        for request in self.request_ids:
            request._ask_to_act(code, facts=facts)

    def send_again(self):
        """Sends a message once more, with the same payloadID (wish 5). An order that
        Amazon refused for certain is prepared anew, as it stands by now.

        :raise AccessError: for anybody but an administrator
        :raise UserError: its text was deleted after the time that it is kept
        :return: True, or an action that tells how many were skipped, and why
        """
        waiting, busy, unfit = (self.browse() for _each in range(3))
        for message in self:
            message.group_id._check_admin()
            message._check_kept()
            if message.direction != "out":
                unfit |= message
            elif message.state == "sending" or not try_lock(message):
                busy |= message
            elif message.state not in UNSENT:
                unfit |= message
            elif message._is_to_prepare():
                message.purchase_id._queue_order_requests()
            else:
                message._unguarded()._wait_no_longer()
                waiting |= message
        waiting._deliver_after_commit()
        return self._tell_skipped(
            busy,
            unfit,
            lambda count: self.env._(
                "%(count)s skipped: Amazon has them already, or they came from there.",
                count=count,
            ),
        )

    def _is_to_prepare(self):
        """Whether Amazon has refused this order for certain."""
        return self.state == "refused" and bool(self.purchase_id) and not self.ambiguous

    def _wait_no_longer(self):
        """Due now, with all attempts before it again."""
        waits = "retrying" if self.ambiguous or self.attempts else "queued"
        self.write({"state": waits, "attempts": 0})
        self.next_attempt_at = fields.Datetime.now()
