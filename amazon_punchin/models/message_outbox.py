import base64
import random
import time
import traceback
from datetime import timedelta

from odoo import api, fields, models

from .. import cxml, transport
from .locking import lock
from .message import UNFINISHED_OUT
from .message_inbox import BACKOFF, BATCH, CONCURRENCY, PAUSE

WRITE_TRIES = 50
POST_SECONDS = 20
HOLD = timedelta(minutes=5)
"""How long a message waits that may not leave yet."""


class Message(models.Model):
    """The outbox: what leaves, when, and what came back (design §6)."""

    _inherit = "amazon.punchin.message"

    @api.model
    def _queue(self, group, document, requests, purchase=None):
        """Puts a document on its way, in the transaction of the decision.

        The bytes are frozen here but for the secret, which is put in when they leave.

        :param document: one of `cxml.documents`, with the payloadID it keeps for ever
        :param requests: the requests that it speaks of
        :param purchase: the purchase order that it orders
        :return: the message
        """
        message = self._unguarded().create(
            {
                "direction": "out",
                "document_type": type(document).__name__,
                "payload_id": document.payload_id,
                "original": True,
                "group_id": group.id,
                "company_id": group.company_id.id,
                "endpoint_id": group.endpoint_id.id,
                "request_ids": [fields.Command.set(requests.ids)],
                "purchase_id": purchase.id if purchase else False,
                "order_ref": purchase.name if purchase else False,
                "user_email": requests[:1].user_email,
                "state": "queued",
                "next_attempt_at": fields.Datetime.now(),
                "body": base64.b64encode(cxml.write(document)),
            }
        )
        self._trigger_deliver()
        return message

    @api.model
    def _trigger_deliver(self):
        """The crons look once this transaction is there, however much it queued."""
        hooks = self.env.cr.precommit
        if not hooks.data.get("amazon_punchin_deliver"):
            hooks.data["amazon_punchin_deliver"] = True
            hooks.add(self._trigger_now)

    @api.model
    def _trigger_now(self):
        for cron in self._crons("cron_deliver", "cron_deliver_2"):
            cron._trigger()

    @api.model
    def _cron_deliver(self):
        """Sends what is due, one per host in turn; a host that fails waits.

        Two records of this cron run side by side; the lease keeps them apart."""
        cron = self.env["ir.cron"]
        messages = self.sudo()
        failed_hosts = set()
        queue = messages._in_turn()
        unsettled = messages.search([("effect", "!=", False)], order="id", limit=BATCH)
        cron._commit_progress(remaining=len(queue) + len(unsettled))
        for message in unsettled:
            message._as_odoobot()._settle()
            if not cron._commit_progress(1):
                return
        for host, message in queue:
            if (
                host not in failed_hosts
                and host not in messages._busy_hosts()
                and not message._as_odoobot()._deliver()
            ):
                failed_hosts.add(host)
            if not cron._commit_progress(1):
                return

    @api.model
    def _in_turn(self):
        """The due messages as `(host, message)`: the first of each host before the
        second of any, and hosts that did not answer last time after the others."""
        lanes = {}
        for message in self._due("out", UNFINISHED_OUT, limit=4 * BATCH):
            host = message.group_id._host_for(message.document_type)
            lanes.setdefault(host, []).append(message)
        turns = [
            (turn, any(one.state != "queued" for one in lane), host, message)
            for host, lane in lanes.items()
            for turn, message in enumerate(lane)
        ]
        turns.sort(key=lambda one: one[:2])
        return [(host, message) for _turn, _failing, host, message in turns]

    @api.model
    def _busy_hosts(self):
        """The hosts that somebody is talking to. A second one would hang where the
        first one hangs, and nobody were left for the others; what waits for such a
        host is sent by whoever is there.

        :return: set of `host[:port]`
        """
        under_way = self.search(
            [
                ("direction", "=", "out"),
                ("state", "=", "sending"),
                ("next_attempt_at", ">", fields.Datetime.now()),
            ]
        )
        return {one.group_id._host_for(one.document_type) for one in under_way}

    def _deliver(self):
        """Claims, posts, and commits the outcome; raises nothing, so that one message
        never keeps the others from leaving.

        :return: False where the host could not be reached
        """
        if self._waits_for_its_status() or not self._claim(UNFINISHED_OUT):
            return True
        try:
            reached = self._attempt()
        except Exception:
            text = traceback.format_exc()
            self._rollback()
            self._record(lambda message: message._not_sent(text))
            reached = True
        self._settle()
        return reached

    def _waits_for_its_status(self):
        """Amazon hears of the approval before the order: the order leaves once the
        status was tried (protocol §1d)."""
        if self.document_type != "OrderRequest":
            return False
        return bool(
            self.search_count(
                [
                    ("request_ids", "in", self.request_ids.ids),
                    ("document_type", "=", "StatusUpdateRequest"),
                    ("state", "in", ("queued", "sending")),
                    ("attempts", "<=", 1),
                ],
                limit=1,
            )
        )

    def _attempt(self):
        """Posts a claimed message, if it may leave.

        :return: False where the host could not be reached
        """
        verdict, reason = self._may_leave()
        if verdict != "go":
            outcomes = {
                "wait": lambda message: message._hold_back(reason),
                "cancel": lambda message: message._withdraw(reason),
                "arrived": lambda message: message._arrived(reason),
            }
            self._record(outcomes[verdict])
            return True
        started = time.monotonic()
        reply, error = self._post()
        duration = time.monotonic() - started
        self._record(lambda message: message._take_result(reply, error, duration))
        return error is None

    def _may_leave(self):
        """Whether this message may go now, checked at every attempt (design §6).

        :return: `(verdict, reason)`: `go`; `wait`; `cancel` for ever; or `arrived`,
            where Amazon has it already
        """
        group = self.group_id
        if group._is_copy():
            return "wait", self.env._(
                "This database is a copy of the one that went live; it never orders."
            )
        if not group._url_for(self.document_type) or not group.sudo().shared_secret:
            return "wait", self.env._(
                "The group has no address or no shared secret to send with."
            )
        if self.purchase_id or self.document_type == "OrderRequest":
            return self.request_ids._order_may_leave(self)
        return "go", None

    def _post(self):
        """:return: `(transport.Reply, None)` or `(None, transport.TransportError)`"""
        group = self.group_id.sudo()
        url = group._url_for(self.document_type)
        policy = group._transport_policy()
        body = cxml.insert_secret(self._bytes(), group._secret_to_send())
        self._commit()
        try:
            deadline = self._deadline()
            return transport.post(url, body, policy=policy, deadline=deadline), None
        except transport.TransportError as error:
            return None, error

    def _deadline(self):
        """Seconds that a call may take, all in all (design §6)."""
        return POST_SECONDS

    def _record(self, change):
        """Applies `change` to this message alone and commits: what Amazon answered is
        kept whoever holds the request meanwhile. What it means for the request follows
        in :meth:`_settle`.

        :param change: called with the unguarded message
        """
        for tries_left in reversed(range(WRITE_TRIES)):
            try:
                self._commit()
                lock(self)
                self.invalidate_recordset()
                change(self._unguarded())
                self._commit()
                return
            except CONCURRENCY:
                self._rollback()
                if not tries_left:
                    raise
                time.sleep(PAUSE)

    def _take_result(self, reply, error, duration):
        """What an attempt ended with. A message that a confirmation has proved to be at
        Amazon meanwhile stays as it is."""
        self.duration = duration
        if self.state != "sending":
            return
        if error:
            self.ambiguous = self.ambiguous or error.ambiguous
            self._try_again(str(error))
        else:
            self._take_answer(reply)

    def _take_answer(self, reply):
        """Amazon's answer: 2xx received, 4xx final, anything else comes again."""
        try:
            status = cxml.read(reply.body).status
        except (cxml.CxmlError, AttributeError):
            status = None
        if status is None:
            self.ambiguous = True
            self._try_again(
                self.env._("HTTP %(status)s without cXML", status=reply.status)
            )
            if reply.status in (401, 403, 404) and self.attempts == 1:
                self.effect = "rejected"
            return
        text = (status.message or status.text or "")[:250]
        self.write(
            {
                "status_code": status.code,
                "status_text": text,
                "answer": base64.b64encode(cxml.mask(reply.body)),
                "error": False,
            }
        )
        if 200 <= status.code < 300:
            self._arrived(False)
        elif 400 <= status.code < 500:
            self.write({"state": "refused", "effect": "refused"})
            self.next_attempt_at = False
        else:
            self._try_again(f"cXML {status.code} {text}")

    def _arrived(self, reason):
        """Amazon has it."""
        self.write(
            {
                "state": "done",
                "error": reason,
                "next_attempt_at": False,
                "effect": "acknowledged",
            }
        )

    def _not_sent(self, text):
        """An error of ours; it may have happened after the bytes had left."""
        self.ambiguous = True
        self._try_again(text)

    def _try_again(self, text):
        """Backs off, and gives up after the last pause (design §6)."""
        if self.attempts > len(BACKOFF):
            self.write(
                {"state": "failed", "next_attempt_at": False, "effect": "failed"}
            )
        else:
            pause = BACKOFF[self.attempts - 1] * random.uniform(0.9, 1.1)  # noqa: S311
            self.state = "retrying"
            self.next_attempt_at = fields.Datetime.now() + pause
        self.error = text

    def _withdraw(self, reason):
        """No longer wanted: it does not leave, or may have left."""
        self.write({"state": "cancelled", "error": reason, "next_attempt_at": False})
        if self.ambiguous:
            self.effect = "withdrawn"

    def _hold_back(self, reason):
        """Not yet allowed to leave: asked again later, not counted as an attempt.
        Somebody is told once for each reason."""
        if self.error != reason:
            self.effect = "held"
        self.write(
            {
                "state": "retrying" if self.ambiguous else "queued",
                "attempts": max(self.attempts - 1, 0),
                "error": reason,
                "next_attempt_at": fields.Datetime.now() + HOLD,
            }
        )
