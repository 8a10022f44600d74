from datetime import UTC

from odoo import api, fields, models

from .. import cxml
from .advice import advice

UNKNOWN = "Unknown identity or shared secret."
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
        :return: bytes of the cXML answer
        """
        try:
            envelope = cxml.envelope(body)
        except cxml.CxmlError as error:
            return self._turn_away(endpoint, body, error, facts)
        group = endpoint._find_group(envelope)
        if not group:
            code = 403 if envelope.document_type == "PunchOutSetupRequest" else 401
            error = cxml.CxmlError(code, UNKNOWN, document_type=envelope.document_type)
            return self._turn_away(endpoint, body, error, facts)
        waits = envelope.document_type not in ("PunchOutSetupRequest", "ProfileRequest")
        message, arrival = self._store(
            group,
            envelope,
            body,
            self._profile_answer(endpoint)
            if envelope.document_type == "ProfileRequest"
            else self._status_answer(200, endpoint=endpoint)
            if waits
            else None,
            work=waits,
            **facts,
        )
        if arrival == "conflict":
            return message._answer_conflict()
        if arrival == "repeat":
            return message._bytes("answer")
        return message._answer(envelope)

    @api.model
    def _turn_away(self, endpoint, body, error, facts):
        """Answers somebody who is not known, or whose document cannot be read."""
        self._store_stranger(endpoint, body, error, **facts)
        return self._status_answer(error.code, error.text, endpoint)

    def _answer(self, envelope):
        """Works at once on what is answered with a result; the rest waits for the cron.

        :return: bytes
        """
        if envelope.document_type == "PunchOutSetupRequest":
            return self.env["amazon.punchin.request"].sudo()._answer_setup(self)
        try:
            if envelope.document_type not in SERVED:
                raise cxml.UnsupportedError(
                    450,
                    f"{envelope.document_type} is not supported.",
                    document_type=envelope.document_type,
                )
            document = cxml.read(envelope)
        except cxml.CxmlError as error:
            self._refuse(error)
            return self._bytes("answer")
        if isinstance(document, cxml.ProfileRequest):
            self._unguarded().write(
                {"state": "done", "status_code": 200, "next_attempt_at": False}
            )
            self._commit()
        return self._bytes("answer")

    def _answer_conflict(self):
        """Another content under a known payloadID: refused, and somebody is told
        (protocol §5.4)."""
        text = "Another document with this payloadID was received before."
        for request in self.original_id.request_ids:
            summary, note = advice(
                self.env, "payload_conflict", payload_id=self.payload_id
            )
            request._todo(summary, note)
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
