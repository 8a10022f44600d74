import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .. import cxml
from .locking import try_lock
from .message import LONGEST_NAME

STRANGER_BYTES = 8192
STRANGERS_A_DAY = 200
INSERT_TRIES = 5


class Message(models.Model):
    _inherit = "amazon.punchin.message"

    @api.model
    def _store(self, group, envelope, body, answer, work=False, request=None, **facts):
        """Keeps a document of an authenticated group and commits (design §6).

        What happens afterwards can fail, be repeated, or be interrupted: the document
        is here, once.

        :param envelope: `cxml.Envelope`, or None for a cart whose reading comes later
        :param body: bytes as received
        :param answer: bytes to be kept as the answer of a first arrival, or None
        :param work: whether the cron shall start on it at once
        :param request: whose document a first arrival is, where that is known. Linked
            before the commit: once the row can be seen, a cron may be working on it
        :param facts: further values, e.g. `document_type` and `payload_id` where
            there is no envelope
        :return: `(message, arrival)`; arrival is `new`; `again` where the first one
            still waits to be worked on; `repeat`; or `conflict` where the same
            payloadID came with another content. For `again` and `repeat` the message
            is the first one; for `conflict` the refused row.
        """
        vals = {
            "direction": "in",
            "group_id": group.id,
            "company_id": group.company_id.id,
            "endpoint_id": group.endpoint_id.id,
            "body": base64.b64encode(cxml.mask(body)),
            "attempts": 0,
            "original": True,
            "state": "received",
            "next_attempt_at": fields.Datetime.now(),
            **facts,
        }
        if envelope is not None:
            vals.update(
                document_type=envelope.document_type[:LONGEST_NAME],
                payload_id=envelope.payload_id,
                digest=cxml.digest(envelope),
            )
        first = dict(vals, answer=base64.b64encode(answer)) if answer else vals
        message = self._insert_first(first, work, request)
        if message:
            return message, "new"
        return self._store_repeat(vals, work)

    @api.model
    def _insert_first(self, vals, work, request):
        """Inserts under the key of repeats, and commits.

        In a fresh transaction: where the other one is younger than our snapshot,
        PostgreSQL does not skip the row but fails, and it is tried again."""
        for tries_left in reversed(range(INSERT_TRIES)):
            self._commit()
            try:
                message = self._insert(vals)
                if message and request:
                    message._unguarded().request_ids = request
                if message and work:
                    self._trigger_apply()
                self._commit()
                return message
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self._rollback()
                if not tries_left:
                    raise

    @api.model
    def _store_repeat(self, vals, work):
        """A document under a payloadID that is known here: a row of its own beside the
        first one, which it wakes up where that still waits.

        :return: as :meth:`_store`
        """
        original = self.search(
            [
                ("group_id", "=", vals["group_id"]),
                ("direction", "=", "in"),
                ("document_type", "=", vals["document_type"]),
                ("payload_id", "=", vals["payload_id"]),
                ("original", "=", True),
            ]
        )
        conflict = bool(vals.get("digest")) and original.digest != vals["digest"]
        again = not conflict and original.state in ("received", "failed")
        row = self._insert(
            dict(
                vals,
                original=False,
                original_id=original.id,
                state="refused" if conflict else "duplicate",
                status_code=409 if conflict else original.status_code,
                next_attempt_at=None,
            )
        )
        if again and work:
            if original.state == "failed" and try_lock(original):
                original._unguarded().next_attempt_at = fields.Datetime.now()
            self._trigger_apply()
        self._commit()
        if conflict:
            return row, "conflict"
        return original, "again" if again else "repeat"

    @api.model
    def _store_stranger(self, endpoint, body, error, **facts):
        """Keeps what is needed to help or to defend: facts, and a masked beginning.

        At most 200 a day and endpoint, so that nobody fills the database. Never part
        of the key of repeats.

        :param error: `cxml.CxmlError` that the sender is answered with
        """
        if not self._strangers_are_many(endpoint):
            self._insert(
                {
                    "direction": "in",
                    "endpoint_id": endpoint.id,
                    "body": base64.b64encode(cxml.mask(body[:STRANGER_BYTES])),
                    "original": False,
                    "state": "refused",
                    "status_code": error.code,
                    "status_text": error.text[:250],
                    "document_type": (error.document_type or "")[:LONGEST_NAME] or None,
                    "attempts": 1,
                    **facts,
                }
            )
        self._commit()

    @api.model
    def _strangers_are_many(self, endpoint):
        """Whether the endpoint has kept as much of strangers as it keeps in a day."""
        since = fields.Datetime.now() - timedelta(days=1)
        of_today = [
            ("endpoint_id", "=", endpoint.id),
            ("group_id", "=", False),
            ("create_date", ">=", since),
        ]
        return self.search_count(of_today, limit=STRANGERS_A_DAY) == STRANGERS_A_DAY
