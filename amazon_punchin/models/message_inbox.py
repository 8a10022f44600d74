import base64
import logging
import time
import traceback
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .. import cxml
from .activities import todo
from .advice import advice
from .locking import lock, try_lock
from .message import UNFINISHED_IN

_logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=40)
"""How long a worker keeps a message: twice the longest call (design §6)."""

BACKOFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]
"""Pauses after the first, second, … attempt, in and out."""

CONCURRENCY = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError, LockError)
"""Errors that mean: somebody else was quicker, come again."""

BATCH = 100
MOST_NOTES = 20
"""Sentences that a person reads of one document."""

PAUSE = 0.2
"""Seconds before somebody who was slower tries again."""

STATUS_TEXTS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    406: "Not Acceptable",
    409: "Conflict",
    450: "Not Implemented",
    500: "Internal Server Error",
}
"""Short texts of the codes that we answer with (protocol §0)."""


class Message(models.Model):
    _inherit = "amazon.punchin.message"

    @api.model
    def _handlers(self):
        """Who applies a document: document class to `(model, method)`.

        Glue addons add their own by `super()`. The method gets the message and the
        document and returns the sentences that need a person's attention, or None
        where it has settled the message itself."""
        return {
            cxml.PunchOutSetupRequest: ("amazon.punchin.request", "_apply_setup"),
            cxml.ConfirmationRequest: ("amazon.punchin.order", "_apply_confirmation"),
            cxml.ShipNoticeRequest: ("amazon.punchin.shipment", "_apply_ship_notice"),
            cxml.InvoiceDetailRequest: ("amazon.punchin.invoice", "_apply_invoice"),
        }

    @api.model
    def _due(self, direction, states, limit=BATCH):
        return self.search(self._due_domain(direction, states), order="id", limit=limit)

    @api.model
    def _count_due(self, direction, states):
        return self.search_count(self._due_domain(direction, states))

    @api.model
    def _due_domain(self, direction, states):
        return [
            ("direction", "=", direction),
            ("state", "in", states),
            ("next_attempt_at", "<=", fields.Datetime.now()),
        ]

    def _claim(self, states, early=()):
        """Takes this message for one lease, and commits that.

        :param states: the states in which it may be taken
        :param early: those of them in which nobody can be working on it, so that it
            need not be due
        :return: bool; False where somebody else has it or it is no longer due
        """
        self._commit()
        message = self._unguarded()
        try:
            taken = try_lock(message)
            message.invalidate_recordset()
            now = fields.Datetime.now()
            waits = message.next_attempt_at and message.next_attempt_at > now
            if (
                not taken
                or message.state not in states
                or (waits and message.state not in early)
            ):
                self._commit()
                return False
            message.write(
                {
                    "attempts": message.attempts + 1,
                    **message._vals_leased(),
                    **message._vals_in_work(),
                }
            )
            self._commit()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self._rollback()
            return False
        return True

    @api.model
    def _vals_leased(self):
        """A lease that begins now: until it ends nobody else picks the message."""
        now = fields.Datetime.now()
        return {"last_attempt_at": now, "next_attempt_at": now + LEASE}

    def _vals_in_work(self):
        """What a message says of itself while somebody works on it. Who finds it
        `sending` after the lease knows that an attempt ended without a word."""
        if self.direction == "in":
            return {"state": "received"}
        was_sending = self.state == "sending"
        return {"state": "sending", "ambiguous": self.ambiguous or was_sending}

    @api.model
    def _cron_apply(self):
        """Works on what has arrived, each document in a transaction of its own."""
        cron = self.env["ir.cron"]
        messages = self.sudo()
        cron._commit_progress(remaining=messages._count_due("in", UNFINISHED_IN))
        for message in messages._due("in", UNFINISHED_IN):
            if message._claim(UNFINISHED_IN):
                message._as_odoobot()._work()
            if not cron._commit_progress(1):
                break

    def _work(self):
        """Applies a claimed document and commits the outcome; raises nothing, so that
        one document never keeps the others waiting. Where the outcome itself cannot be
        kept, the document comes again when its lease ends."""
        try:
            self._work_once()
        except Exception:
            self._rollback()
            _logger.error(
                "The outcome of %s could not be kept:\n%s",
                self.payload_id,
                traceback.format_exc(),
            )

    def _work_once(self):
        """As :meth:`_work`, but raises what goes wrong while the outcome is kept.

        The document is held meanwhile, so that who wants it processed again is told
        that somebody works on it."""
        started = time.monotonic()
        try:
            lock(self)
            self._apply()
            self._unguarded().duration = time.monotonic() - started
            self._commit()
        except Exception as error:
            text = traceback.format_exc()
            self._rollback()
            if try_lock(self):
                self._keep_failure(error, text)

    def _keep_failure(self, error, text):
        """
        :param text: the traceback of `error`
        """
        if isinstance(error, CONCURRENCY):
            self._come_again()
        elif isinstance(error, cxml.CxmlError):
            self._refuse(error)
        else:
            self._fail(text)

    def _apply(self):
        """Hands the document to its noun and records what came of it.

        :raise cxml.CxmlError: the stored document cannot be read
        """
        document = cxml.read(self._bytes())
        handler = self._handlers().get(type(document))
        if not handler:
            raise cxml.UnsupportedError(450, f"{self.document_type} is not supported.")
        model, method = handler
        notes = getattr(self.env[model].sudo(), method)(self.sudo(), document)
        if notes is None:
            return
        if len(notes) > MOST_NOTES:
            more = self.env._("… and %s more.", len(notes) - MOST_NOTES)
            notes = [*notes[:MOST_NOTES], more]
        if notes:
            self._ask_for_attention("document_attention", "\n".join(notes))
        self._unguarded().write(
            {
                "state": "attention" if notes else "done",
                "error": "\n".join(notes) if notes else False,
                "next_attempt_at": False,
                "status_code": self.status_code or 200,
            }
        )

    def _come_again(self):
        """Somebody else held what this document changes: at once again, not counted."""
        message = self._unguarded()
        message.write(
            {
                "attempts": max(message.attempts - 1, 0),
                "next_attempt_at": fields.Datetime.now(),
            }
        )
        time.sleep(PAUSE)
        self._trigger_apply()
        self._commit()

    def _refuse(self, error):
        """Finally refused: the answer says why, and a repeat gets the same one."""
        self._unguarded().write(self._vals_refused(error, self.endpoint_id))
        self._commit()

    @api.model
    def _vals_refused(self, error, endpoint):
        """What a message says that was refused for `error`."""
        answer = self._status_answer(error.code, error.text, endpoint)
        return {
            "state": "refused",
            "status_code": error.code,
            "status_text": error.text[:250],
            "error": str(error),
            "next_attempt_at": None,
            "answer": base64.b64encode(answer),
        }

    def _fail(self, text, retry=True):
        """Our own error: kept, and tried again after a pause.

        :param text: traceback or advice
        :param retry: False where only a repeat from Amazon or a person can help
        """
        message = self._unguarded()
        pause = BACKOFF[min(max(message.attempts, 1), len(BACKOFF)) - 1]
        message.write(
            {
                "state": "failed",
                "error": text,
                "next_attempt_at": fields.Datetime.now() + pause if retry else False,
            }
        )
        self._ask_for_attention("document_failed", text)
        self._commit()
        if retry:
            _logger.error(
                "Amazon document %s (%s) could not be applied:\n%s",
                self.payload_id,
                self.document_type,
                text,
            )

    def _ask_for_attention(self, code, text):
        """An activity on each request of this document; on the group where it belongs
        to none, so that somebody sees it who cannot see documents."""
        last = text.strip().splitlines()[-1]
        for record in self.request_ids or self.group_id:
            summary, note = advice(
                self.env,
                code,
                document=self.display_name,
                document_type=self.document_type,
                is_known=bool(self.request_ids),
                text=text,
                last=last,
            )
            todo(record, summary, note, self.group_id.sudo().responsible_id)

    @api.model
    def _status_answer(self, code, text="", endpoint=None):
        """The bytes of a plain cXML Response.

        :param code: cXML status code
        :param text: sentence for the sender
        """
        return cxml.write(
            cxml.Response(
                payload_id=self._new_payload_id(endpoint or self.endpoint_id),
                timestamp=_utc_now(),
                language="en-US",
                status=cxml.Status(code, STATUS_TEXTS.get(code, ""), text),
            )
        )

    def replay(self):
        """Works on a stored document once more; what it says is applied once anyway.

        :raise AccessError: for anybody but an administrator
        :raise UserError: its text was deleted after the time that it is kept
        :return: True, or an action that tells how many were skipped, and why
        """
        self.check_access("read")
        busy, unfit = self.browse(), self.browse()
        for message in self:
            message.group_id._check_admin()
            message._check_kept()
            if message.direction != "in" or not message.original:
                unfit |= message
            elif try_lock(message):
                message._unguarded().write(
                    {"state": "received", "next_attempt_at": fields.Datetime.now()}
                )
            else:
                busy |= message
        self._trigger_apply()
        return self._tell_skipped(
            busy,
            unfit,
            lambda count: self.env._(
                "%(count)s skipped: they are repeats, or were sent by Odoo.",
                count=count,
            ),
        )

    @api.model
    def _trigger_apply(self):
        """The cron looks once this transaction is there."""
        cron = self._crons("cron_apply")
        if not self._is_awaited(cron):
            cron._trigger()

    @api.model
    def _is_awaited(self, cron):
        """Whether a trigger stands that `cron` can only take after this transaction.

        A cron deletes its triggers before it looks, and commits that when it is done:
        one that is being deleted is locked, and does not count. One that is free is
        held until we commit, so that the cron which takes it sees what we did. An old
        one does not count either: who should have woken by it may have missed it.
        To make a trigger and wake the crons costs more than to store a document."""
        now = fields.Datetime.now()
        query = SQL(
            "SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s "
            "AND call_at BETWEEN %s AND %s LIMIT 1 FOR KEY SHARE SKIP LOCKED",
            cron.id,
            now - timedelta(seconds=1),
            now,
        )
        self.env.cr.execute(query, log_exceptions=False)
        return bool(self.env.cr.fetchall())


def _utc_now():
    return fields.Datetime.now().replace(tzinfo=UTC)
