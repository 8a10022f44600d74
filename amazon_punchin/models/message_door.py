import base64
from datetime import UTC

from odoo import SUPERUSER_ID, api, fields, models

from .. import cxml
from .message import LONGEST_NAME

UNKNOWN = "Unknown identity or shared secret."
NUMBERS = ("confirm_id", "shipment_id", "invoice_id")
"""What Amazon's number is called in each document."""

ANSWERS = ("Response", "PunchOutSetupResponse", "ProfileResponse")
SERVED = (
    "PunchOutSetupRequest",
    "ConfirmationRequest",
    "ShipNoticeRequest",
    "InvoiceDetailRequest",
    "ProfileRequest",
)


class Message(models.Model):
    """What the inbox does with a document: recognise, keep, answer (design §5)."""

    _inherit = "amazon.punchin.message"

    @api.model
    def _receive(self, endpoint, body, **facts):
        """Takes a document whose HTTP credentials hold.

        :param body: bytes as received
        :param facts: what is known of the sender
        :return: `(bytes of the cXML answer, HTTP status)`
        """
        try:
            envelope = cxml.envelope(body)
        except cxml.CxmlError as error:
            return self._turn_away(endpoint, body, error, facts)
        if error := self._foreign(envelope):
            return self._turn_away(endpoint, body, error, facts)
        document = self._read(envelope)
        facts.update(self._told_by(document))
        group = endpoint._find_group(envelope)
        if not group:
            code = 403 if envelope.document_type == "PunchOutSetupRequest" else 401
            error = cxml.CxmlError(code, UNKNOWN, document_type=envelope.document_type)
            claimed = min((one.identity for one in envelope.header.sender), default="")
            return self._turn_away(endpoint, body, error, facts, claimed)
        facts.update(group._vals_of_secret(envelope.shared_secret))
        if isinstance(document, cxml.CxmlError):
            facts.update(self._vals_refused(document, endpoint))
        message, arrival, answer = self._keep(endpoint, group, envelope, body, facts)
        if arrival == "new" and answer:
            return answer, 200
        if arrival == "conflict":
            return message._answer_conflict(), 200
        if arrival == "repeat":
            return message._bytes("answer"), 200
        return message._answer(envelope, document, arrival == "new"), 200

    @api.model
    def _keep(self, endpoint, group, envelope, body, facts):
        """Stores a document of an authenticated group, with the answer that it gets
        where that does not depend on what it says.

        :return: `(message, arrival, answer)`, see :meth:`_store`; the answer is None
            where it depends on what the document says
        """
        work, answer = False, None
        if facts.get("state") == "refused":
            answer = base64.b64decode(facts.pop("answer"))
        elif envelope.document_type == "ProfileRequest":
            answer = self._profile_answer(endpoint)
            facts.update(state="done", status_code=200, next_attempt_at=None)
        elif envelope.document_type == "PunchOutSetupRequest":
            facts.update(self._vals_leased(), attempts=1)
        else:
            work, answer = True, self._status_answer(200, endpoint=endpoint)
        message, arrival = self._store(
            group, envelope, body, answer, work=work, **facts
        )
        return message, arrival, answer

    @api.model
    def _turn_away(self, endpoint, body, error, facts, claimed=""):
        """Answers somebody who is not known, or whose document cannot be read.

        Who fails too often is answered 429. Only failures come here, so nobody who has
        the right credentials can be locked out by somebody who has not.

        :param claimed: the identity that the sender gives himself
        :return: `(bytes of the cXML answer, HTTP status)`
        """
        too_many = error.code in (401, 403) and self.env[
            "amazon.punchin.failure"
        ]._is_one_too_many(endpoint, facts.get("remote_address"), claimed)
        self._store_stranger(endpoint, body, error, **facts)
        answer = self._status_answer(error.code, error.text, endpoint)
        if too_many:
            return answer, 429
        return answer, 200

    @api.model
    def _foreign(self, envelope):
        """What nobody asks of an inbox: an answer, or a payloadID that no sender would
        make.

        :return: `cxml.CxmlError` or None"""
        kind = envelope.document_type
        if kind in ANSWERS:
            return cxml.CxmlError(400, "There is no Request.", document_type=kind)
        if len(envelope.payload_id) > LONGEST_NAME:
            code = 400 if kind == "PunchOutSetupRequest" else 406
            return cxml.CxmlError(
                code, "The payloadID is too long.", path="cXML/@payloadID"
            )
        return None

    @api.model
    def _read(self, envelope):
        """:return: the document, or the `cxml.CxmlError` that says why there is none"""
        try:
            if envelope.document_type not in SERVED:
                raise cxml.UnsupportedError(
                    450,
                    f"{envelope.document_type} is not supported.",
                    document_type=envelope.document_type,
                )
            document = cxml.read(envelope)
            self._check_names(document)
        except cxml.CxmlError as error:
            return error
        return document

    @api.model
    def _check_names(self, document):
        """
        :raise cxml.InvalidValueError: 406, a number that no sender would make
        """
        for name in NUMBERS:
            if len(getattr(document, name, None) or "") > LONGEST_NAME:
                raise cxml.InvalidValueError(
                    406,
                    "The number of the document is too long.",
                    path=name,
                    document_type=type(document).__name__,
                )

    @api.model
    def _told_by(self, document):
        """Whom and which order a document names, so that it is found by them whatever
        becomes of it (R169)."""
        parts = getattr(document, "portions", getattr(document, "orders", (document,)))
        orders = [getattr(part, "order", None) for part in parts]
        numbers = [order.order_id for order in orders if order and order.order_id]
        named = [getattr(document, name, None) for name in NUMBERS]
        return {
            "user_email": (getattr(document, "user_email", None) or "")[:LONGEST_NAME],
            "order_ref": ", ".join(dict.fromkeys(numbers))[:LONGEST_NAME],
            "amazon_ref": next(filter(None, named), "")[:LONGEST_NAME] or None,
            "is_credit": isinstance(document, cxml.InvoiceDetailRequest)
            and cxml.amazon.is_credit(document),
        }

    def _answer(self, envelope, document, is_new):
        """Works at once on what is answered with a result; the rest waits for the cron.

        :param document: see :meth:`_read`
        :param is_new: whether it was stored just now, with a lease for its answer
        :return: bytes
        """
        message = self._as_odoobot()
        if self.state == "refused":
            return message._bytes("answer")
        if envelope.document_type == "PunchOutSetupRequest":
            return message.env["amazon.punchin.request"]._answer_setup(
                message, is_claimed=is_new
            )
        if isinstance(document, cxml.CxmlError):
            message._refuse(document)
        return message._bytes("answer")

    def _as_odoobot(self):
        """This message in the environment in which documents are applied: OdooBot's,
        with the group's company, in the language of who reads of it (design §6)."""
        group = self.group_id.sudo()
        reader = group.responsible_id
        together = (*reader.ids, SUPERUSER_ID)  # OdooBot is the author of the notes
        return (
            self.with_user(SUPERUSER_ID)
            .with_company(group.company_id)
            .with_context(lang=reader.with_prefetch(together).lang)
        )

    def _answer_conflict(self):
        """Another content under a known payloadID: refused, and somebody is told
        (protocol §5.4)."""
        text = "Another document with this payloadID was received before."
        for request in self.original_id.request_ids:
            request._ask_to_act(
                "payload_conflict",
                facts=lambda spoken: {
                    "document": self.original_id.with_env(spoken.env).display_name
                },
            )
        self._unguarded().status_text = text
        self._commit()
        return self._status_answer(409, text)

    @api.model
    def _profile_answer(self, endpoint):
        """Which documents are taken here, and where (protocol §3).

        :return: bytes
        """
        now = fields.Datetime.now().replace(tzinfo=UTC)
        return cxml.write(
            cxml.ProfileResponse(
                payload_id=self._new_payload_id(endpoint),
                timestamp=now,
                language="en-US",
                status=cxml.Status(200, "OK"),
                effective_date=now,
                transactions=tuple(
                    cxml.Transaction(name, endpoint.url) for name in SERVED
                ),
            )
        )
