import base64
import secrets
import time
from datetime import UTC
from urllib.parse import urlsplit

from odoo import fields, models

from .. import cxml, transport

CLOCK_SECONDS = 60
CERTIFICATE_DAYS = 21
HTTP_METHOD_NOT_ALLOWED = 405


class Group(models.Model):
    """The health of the connections, tried for real.

    Run by a cron alone, see :mod:`.group_health`; nothing here holds a lock while it
    waits for an answer."""

    _inherit = "amazon.punchin.group"

    def _probe(self):
        """Calls our own endpoint by its public address, and Amazon.

        :return: list of findings, see :meth:`_health_rows`
        """
        inbox, reply = self._probe_inbox()
        connection, answer = self._probe_connection()
        return [
            inbox,
            self._judge_certificate(inbox, reply),
            connection,
            self._judge_clock(answer),
        ]

    def _probe_inbox(self):
        """The precondition of everything: our address leads to our database, where a
        GET is answered by our own cXML 405 (design §5).

        :return: `(finding, transport.Reply or None)`
        """
        url = self.endpoint_id.url
        parts = urlsplit(url)
        try:
            policy = transport.Policy(
                openings=(
                    transport.Opening(
                        f"{parts.scheme}://{parts.netloc}", parts.path.rsplit("/", 2)[0]
                    ),
                )
            )
            reply = transport.look(url, policy=policy)
        except transport.TransportError as error:
            facts = {"reason": str(error), "kind": error.kind}
            return ("problem", "inbox", "unreachable", facts), None
        facts = {"host": parts.netloc, "status": f"HTTP {reply.status}"}
        ours = _is_cxml(reply.body)
        if reply.status == HTTP_METHOD_NOT_ALLOWED and ours:
            if reply.is_public or self.marketplace == "sandbox":
                return ("ok", "inbox", "ok"), reply
            return ("warning", "inbox", "private", facts), reply
        if reply.status == 404:
            return ("problem", "inbox", "no_database", facts), reply
        return ("problem", "inbox", "stranger", facts), reply

    def _judge_certificate(self, inbox, reply):
        facts = inbox[3] if len(inbox) > 3 else {}
        if not self.endpoint_id.url.lower().startswith("https://"):
            if self.marketplace == "sandbox":
                return "ok", "certificate", "not_needed"
            return "problem", "certificate", "none"
        if reply is None:
            if facts.get("kind") == "tls":
                return "problem", "certificate", "bad", facts
            return "warning", "certificate", "unknown"
        left = reply.certificate_until - fields.Datetime.now().replace(tzinfo=UTC)
        facts = {"days": left.days}
        if left.days < CERTIFICATE_DAYS:
            return "warning", "certificate", "expiring", facts
        return "ok", "certificate", "ok", facts

    def _probe_connection(self):
        """:return: `(finding, transport.Reply or None)`"""
        outward = "PunchOutSetupRequest" if self._may_punch_out() else "OrderRequest"
        url = self._url_for(outward)
        if not url:
            return ("problem", "connection", "no_url"), None
        facts = {"host": self._host_for(outward)}
        try:
            if outward == "PunchOutSetupRequest":
                reply = self._ask_for_session(url)
            else:
                reply = transport.look(url, policy=self._transport_policy())
        except transport.TransportError as error:
            facts["reason"] = str(error)
            return ("problem", "connection", "failed", facts), None
        if outward != "PunchOutSetupRequest":
            return ("ok", "connection", "reached", facts), reply
        return self._judge_session(reply, facts), reply

    def _judge_session(self, reply, facts):
        try:
            answer = cxml.read(reply.body)
            status = answer.status
        except (cxml.CxmlError, AttributeError):
            facts["status"] = reply.status
            return "problem", "connection", "not_cxml", facts
        if 200 <= status.code < 300:
            return "ok", "connection", "ok", facts
        said = (status.message or status.text or "")[:250]
        facts.update(status=f"cXML {status.code}", said=said)
        return "problem", "connection", "refused", facts

    def _ask_for_session(self, url):
        """A set-up request like a buyer's; nobody follows where its answer leads. Kept
        as a message like every document that crossed.

        :raise transport.TransportError: no answer came
        :return: `transport.Reply`
        """
        document = self._prepare_trial()
        body = cxml.write(document)
        policy, secret = self._transport_policy(), self._secret_to_send()
        self.env["amazon.punchin.message"]._commit()
        started = time.monotonic()
        reply, error = None, None
        try:
            reply = transport.post(
                url, cxml.insert_secret(body, secret), policy=policy, deadline=10.0
            )
        except transport.TransportError as caught:
            error = caught
        self._keep_trial(document, body, reply, error, time.monotonic() - started)
        if error:
            raise error
        return reply

    def _prepare_trial(self):
        """:return: `cxml.PunchOutSetupRequest` that no request waits for"""
        messages = self.env["amazon.punchin.message"]
        email = self._trial_email()
        token = secrets.token_urlsafe(32)
        return cxml.PunchOutSetupRequest(
            payload_id=messages._new_payload_id(self.endpoint_id),
            timestamp=fields.Datetime.now().replace(tzinfo=UTC),
            language="en-US",
            header=self._header(),
            deployment_mode="test",
            buyer_cookie=secrets.token_urlsafe(32),
            user_email=email,
            browser_form_post_url=self.endpoint_id._link(
                f"/amazon_punchin/cart/{token}"
            ),
            contacts=(
                cxml.Contact(role="endUser", name="Connection test", email=email),
            ),
        )

    def _trial_email(self):
        """The address of somebody whom Amazon may know: a buyer's where the responsible
        person has none."""
        people = self.responsible_id | self._may_buy()
        addresses = [*people.mapped("email"), self.company_id.email]
        return next(filter(None, addresses), "")

    def _keep_trial(self, document, body, reply, error, seconds):
        status = None
        if reply:
            try:
                status = cxml.read(reply.body).status
            except (cxml.CxmlError, AttributeError):
                status = None
        taken = status and 200 <= status.code < 300
        self.env["amazon.punchin.message"]._unguarded().create(
            {
                "direction": "out",
                "document_type": type(document).__name__,
                "payload_id": document.payload_id,
                "original": False,  # it starts nothing, and binds no setting
                "group_id": self.id,
                "company_id": self.company_id.id,
                "endpoint_id": self.endpoint_id.id,
                "user_email": document.user_email,
                "state": "done" if taken else "refused",
                "attempts": 1,
                "last_attempt_at": fields.Datetime.now(),
                "status_code": status.code if status else 0,
                "status_text": status and (status.message or status.text or "")[:250],
                "answer": reply and base64.b64encode(cxml.mask(reply.body)),
                "error": str(error) if error else False,
                "duration": seconds,
                "body": base64.b64encode(cxml.mask(body)),
            }
        )

    def _judge_clock(self, answer):
        """Our clock beside Amazon's, told by the date of its answer."""
        if answer is None or answer.date is None:
            return "ok", "clock", "unknown"
        now = fields.Datetime.now().replace(tzinfo=UTC)
        seconds = round(abs((now - answer.date).total_seconds()))
        if seconds > CLOCK_SECONDS:
            host = self._host_for("OrderRequest")
            return "problem", "clock", "off", {"host": host, "seconds": seconds}
        return "ok", "clock", "ok"


def _is_cxml(body):
    return b"<cXML" in body[:2000]
