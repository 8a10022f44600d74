import base64
import random
import time
from datetime import timedelta

from odoo import api, fields, models

from .. import cxml, transport
from .advice import advice
from .message import UNFINISHED_OUT
from .message_inbox import BACKOFF, BATCH, CONCURRENCY

WRITE_TRIES = 40
WRITE_PAUSE = 0.25


class Message(models.Model):
    _inherit = "amazon.punchin.message"

    @api.model
    def _queue(self, group, document, requests, purchase=None):
        """Puts a document on its way, in the transaction of the decision (design §6).

        The bytes are frozen here but for the secret, which is put in when they leave.

        :param document: one of `cxml.documents`, with the payloadID it keeps for ever
        :param requests: the requests that it speaks of
        :param purchase: the purchase order that it orders
        :return: the message
        """
        envelope_type = type(document).__name__
        message = self._unguarded().create(
            {
                "direction": "out",
                "document_type": envelope_type,
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
        for name in ("cron_deliver", "cron_deliver_2"):
            self.env.ref(f"amazon_punchin.{name}").sudo()._trigger()

    @api.model
    def _cron_deliver(self):
        """Sends what is due, one per host in turn; a host that fails waits.

        Two records of this cron run side by side; the lease keeps them apart."""
        cron = self.env["ir.cron"]
        failed_hosts = set()
        queue = self.sudo()._in_turn()
        cron._commit_progress(remaining=len(queue))
        for host, message in queue:
            if host in failed_hosts:
                reached = True
            elif message._claim(UNFINISHED_OUT):
                reached = message._deliver()
            else:
                reached = True
            if not reached:
                failed_hosts.add(host)
            if not cron._commit_progress(1):
                break

    @api.model
    def _in_turn(self):
        """The due messages as `(host, message)`, the first of each host before the
        second of any."""
        lanes = {}
        for message in self._due("out", UNFINISHED_OUT, limit=4 * BATCH):
            host = message.group_id._host_for(message.document_type)
            lanes.setdefault(host, []).append(message)
        turns = [
            (turn, host, message)
            for host, lane in lanes.items()
            for turn, message in enumerate(lane)
        ]
        turns.sort(key=lambda one: one[0])
        return [(host, message) for _turn, host, message in turns]

    def _deliver(self):
        """Posts a claimed message and commits the outcome.

        :return: False where the host could not be reached
        """
        started = time.monotonic()
        was_sending = self.state == "sending"
        verdict, reason = self._may_leave()
        if verdict == "go":
            self._record_result(
                lambda message: message.write(
                    {"state": "sending", "ambiguous": message.ambiguous or was_sending}
                )
            )
            reply, error = self._post()
        elif verdict == "cancel":
            return self._record_result(lambda message: message._withdraw(reason))
        else:
            return self._record_result(lambda message: message._hold(reason))
        duration = time.monotonic() - started

        def apply(message):
            message.duration = duration
            if error:
                message._not_reached(error)
            else:
                message._answered(reply)

        self._record_result(apply)
        return error is None

    def _may_leave(self):
        """Whether this message may go now, checked at every attempt (design §6).

        :return: `(verdict, reason)`: `go`, `cancel` for ever, or `wait`
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
        body = cxml.insert_secret(self._bytes(), group.shared_secret)
        self._commit()
        try:
            return transport.post(url, body, policy=policy), None
        except transport.TransportError as error:
            return None, error

    def _record_result(self, change):
        """Applies `change` to this message and commits, coming again while somebody
        else holds the request: what Amazon answered must not be forgotten.

        :param change: called with the unguarded message
        :return: True
        """
        for tries_left in reversed(range(WRITE_TRIES)):
            try:
                self.request_ids.lock_for_update(allow_referencing=True)
                self.invalidate_recordset()
                change(self._unguarded())
                self._commit()
                return True
            except CONCURRENCY:
                self._rollback()
                if not tries_left:
                    raise
                time.sleep(WRITE_PAUSE)

    def _answered(self, reply):
        """Amazon's answer: 2xx received, 4xx final, anything else comes again."""
        try:
            document = cxml.read(reply.body)
            status = document.status
        except (cxml.CxmlError, AttributeError):
            text = self.env._("HTTP %(status)s without cXML", status=reply.status)
            self._try_again(text)
            if reply.status in (401, 403, 404) and self.attempts == 1:
                self._alert("connection_rejected", text=text)
            return
        values = {
            "status_code": status.code,
            "status_text": (status.message or status.text or "")[:250],
            "answer": base64.b64encode(cxml.mask(reply.body)),
            "error": False,
        }
        if 200 <= status.code < 300:
            self.write({**values, "state": "done", "next_attempt_at": False})
            self.request_ids._acknowledged(self)
        elif 400 <= status.code < 500:
            self.write({**values, "state": "refused", "next_attempt_at": False})
            self._alert("order_refused", status=status.code, text=values["status_text"])
        else:
            self.write(values)
            self._try_again(f"cXML {status.code} {values['status_text']}")

    def _not_reached(self, error):
        self.ambiguous = self.ambiguous or error.ambiguous
        self._try_again(str(error))

    def _try_again(self, text):
        """Backs off, and gives up after the last pause (design §6)."""
        if self.attempts > len(BACKOFF):
            self.write({"state": "failed", "error": text, "next_attempt_at": False})
            self._alert("order_failed", attempts=self.attempts, text=text)
            return
        pause = BACKOFF[self.attempts - 1] * random.uniform(0.9, 1.1)  # noqa: S311
        self.write(
            {
                "state": "retrying",
                "error": text,
                "next_attempt_at": fields.Datetime.now() + pause,
            }
        )

    def _withdraw(self, reason):
        """The order is no longer wanted: it does not leave, or may have left."""
        self.write({"state": "cancelled", "error": reason, "next_attempt_at": False})
        if self.ambiguous:
            self._alert("order_cancelled_ambiguous", order=self.order_ref)

    def _hold(self, reason):
        """Not yet allowed to leave: asked again later, not counted as an attempt."""
        self.write(
            {
                "state": "retrying" if self.ambiguous else "queued",
                "attempts": max(self.attempts - 1, 0),
                "error": reason,
                "next_attempt_at": fields.Datetime.now() + timedelta(minutes=5),
            }
        )

    def _alert(self, code, **facts):
        """An activity for the responsible person on each request of this message."""
        facts.setdefault("host", self.group_id._host_for(self.document_type))
        for request in self.request_ids:
            summary, text = advice(self.env, code, **facts)
            request._todo(summary, text)

    def send_again(self):
        """Sends a message once more, with the same payloadID (wish 5).

        :raise AccessError: for anybody but an administrator
        :return: True
        """
        for message in self:
            message.group_id._check_admin()
            if message.direction == "out" and message.state in (
                "failed",
                "refused",
                "retrying",
            ):
                message._unguarded().write(
                    {
                        "state": "retrying",
                        "attempts": 0,
                        "next_attempt_at": fields.Datetime.now(),
                    }
                )
        self._trigger_deliver()
        return True
