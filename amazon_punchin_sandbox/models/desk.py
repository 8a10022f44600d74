import base64
from datetime import UTC

from odoo import api, fields, models

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side

SETUP = "PunchOutSetupRequest"
STRANGER = "Credentials were not recognized."
FAULTS = {"order": "sandbox_answer", "punchout": "sandbox_punchout"}
"""The setting of a group that says how a door behaves."""
REFUSALS = {
    "order": {
        "refuse": (400, "The sandbox was told to refuse this."),
        "error": (500, "The sandbox was told to fail."),
    },
    "punchout": {
        "secret": (403, STRANGER),
        "user": (403, "The user is not authorized to punch out to this group."),
        "group": (403, "The group is not active for punchout."),
        "error": (500, "The sandbox was told to fail."),
    },
}
"""Code and words of what a door was told to answer, by the setting's key."""


class Desk(models.AbstractModel):
    """The door of the order desk: what Amazon does with what Odoo sends to it."""

    _name = "amazon.punchin.sandbox.desk"
    _description = "Sandbox Order Desk"

    @api.model
    def _handlers(self, door):
        """Who takes a document, by its cXML name. A method gets the kept document and
        the value, raises `cxml.CxmlError` for what Amazon would refuse, and returns
        the bytes of an answer of its own, or None for the common one.

        :param door: `order` or `punchout`: neither takes the other's documents (R21)
        """
        if door == "punchout":
            return {SETUP: self._take_setup}
        return {
            "OrderRequest": self._take_order,
            "StatusUpdateRequest": self._take_decision,
        }

    @api.model
    def _receive(self, group, body, door="order"):
        """Takes a document or refuses it, as Amazon or as the group's settings say.

        :param group: the sandbox group whose address it came to
        :param body: bytes
        :param door: which of the group's addresses it was
        :return: bytes of the answer, a cXML Response
        """
        try:
            envelope = cxml.envelope(body)
        except cxml.CxmlError as error:
            return self._answer(406, error.text)
        if not self._is_known(group, envelope):
            return self._answer(403 if door == "punchout" else 401, STRANGER)
        documents = self.env["amazon.punchin.sandbox.document"]
        first = documents._received(group, envelope)
        if first:
            first._unguarded().times_received += 1
            return first._bytes("answer")
        answer = self._answer(200)
        try:
            with self.env.cr.savepoint():
                self._play_faults(group, door)
                taker = self._taker(envelope, door)
                answer = self._take(group, envelope, taker, body, answer)
        except cxml.CxmlError as error:
            answer = self._answer(error.code, error.text)
            documents._keep(
                group,
                envelope,
                body,
                answer,
                state="refused",
                status_code=error.code,
                status_text=error.text,
            )
        return answer

    @api.model
    def _is_known(self, group, envelope):
        """Whether the Sender is the group and bears its secret."""
        senders = {one.identity for one in envelope.header.sender}
        holds = group._secret_holds(envelope.shared_secret)
        return holds and group.sudo().from_identity in senders

    @api.model
    def _play_faults(self, group, door):
        """
        :raise cxml.CxmlError: the group's settings ask for a refusal or a failure
        """
        told = REFUSALS[door].get(group.sudo()[FAULTS[door]])
        if told:
            raise cxml.CxmlError(*told)

    @api.model
    def _taker(self, envelope, door):
        """
        :raise cxml.CxmlError: this door takes no document of the kind
        """
        taker = self._handlers(door).get(envelope.document_type)
        if not taker:
            raise cxml.CxmlError(450, f"{envelope.document_type} is not supported.")
        return taker

    @api.model
    def _take(self, group, envelope, taker, body, answer):
        """
        :raise cxml.CxmlError: the document is none that Amazon takes
        :return: bytes of the answer
        """
        try:
            value = cxml.read(envelope)
        except cxml.CxmlError as error:
            raise cxml.CxmlError(406, error.text) from error
        document = self.env["amazon.punchin.sandbox.document"]._keep(
            group, envelope, body, answer, state="done", status_code=200
        )
        if own := taker(document, value):
            document._unguarded().answer = base64.b64encode(own)
        return own or answer

    @api.model
    def _take_order(self, document, value):
        orders = self.env["amazon.punchin.sandbox.order"]
        if refusal := orders._refusal(value):
            raise cxml.CxmlError(400, refusal)
        order = orders._take(document, value)
        document._unguarded().name = order.order_ref

    @api.model
    def _take_decision(self, document, value):
        """A buyer's cart was approved or rejected (protocol §1d)."""
        cart = (
            self.env["amazon.punchin.sandbox.cart"]
            .sudo()
            .search(
                [
                    ("group_id", "=", document.group_id.id),
                    ("payload_id", "=", value.document_reference or ""),
                ],
                limit=1,
            )
        )
        if not cart:
            raise cxml.CxmlError(
                400, "No cart bears the payloadID that is referred to."
            )
        approved = 200 <= value.status.code < 300
        cart._decide(approved, value.status.message or value.status.text)
        document._unguarded().cart_id = cart

    @api.model
    def _answer(self, code, text=""):
        """The bytes of a Response as Amazon words it."""
        return cxml.write(
            cxml.Response(
                payload_id=amazon_side.payload_id(),
                timestamp=fields.Datetime.now().replace(tzinfo=UTC),
                status=cxml.Status(code, cxml.STATUS_TEXTS.get(code, ""), text),
            )
        )
