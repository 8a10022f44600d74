import hashlib

from odoo import api, fields, models
from odoo.fields import Command

from .. import cxml
from .message import LONGEST_NAME, UNFINISHED_IN

UNREADABLE_BYTES = 65_536
"""How much is kept of what is no cart."""


class Message(models.Model):
    """A cart that a buyer's browser brings: kept as it came, then put on its request
    (protocol §2b)."""

    _inherit = "amazon.punchin.message"

    @api.model
    def _handlers(self):
        return {
            **super()._handlers(),
            cxml.PunchOutOrderMessage: (
                "amazon.punchin.request",
                "_apply_returned_cart",
            ),
        }

    @api.model
    def _receive_cart(self, session, form, **facts):
        """Takes the form of a browser that comes back from Amazon. Commits; raises
        nothing that a buyer could see. The same form again changes nothing and gets
        the same answer.

        :param session: the visit that the address belongs to
        :param form: mapping of field names to their text
        :return: `(code, text)`: `cart_ok`, or the code of the advice that says what is
            wrong, and the sentence that it quotes
        """
        try:
            body = cxml.from_form(form)
        except cxml.CxmlError as error:
            text = max(form.values(), key=len, default="")
            body = text.encode(errors="replace")
            self._keep_cart(session, None, body, error, facts)
            return "cart_unreadable", error.text
        try:
            envelope = cxml.envelope(body)
            cart = cxml.read(envelope)
            if not isinstance(cart, cxml.PunchOutOrderMessage):
                raise cxml.CxmlError(400, "It is another document than a cart.")
        except cxml.CxmlError as error:
            self._keep_cart(session, None, body, error, facts)
            return "cart_unreadable", error.text
        message, _arrival = self._keep_cart(session, envelope, body, None, facts)
        return message._as_odoobot()._work_on_cart(session, cart), ""

    @api.model
    def _keep_cart(self, session, envelope, body, error, facts):
        """Stores what came before anybody works on it.

        What cannot be read has no number: its own bytes are one.

        :return: as :meth:`_store`
        """
        request = session.request_id
        facts = {
            **facts,
            "user_email": (request.user_email or "")[:LONGEST_NAME],
            "session_id": session.id,
        }
        if envelope is None or not envelope.payload_id:
            envelope = None
            facts["payload_id"] = f"cart-{hashlib.sha256(body).hexdigest()[:40]}"
            facts["document_type"] = "PunchOutOrderMessage"
        elif len(envelope.payload_id) > LONGEST_NAME:
            facts["payload_id"] = envelope.payload_id[:LONGEST_NAME]
        if error is not None:
            facts.update(
                state="refused",
                status_code=error.code,
                status_text=error.text[:250],
                error=str(error),
                next_attempt_at=None,
            )
            body = body[:UNREADABLE_BYTES]
        return self._store(
            request.group_id, envelope, body, None, request=request, **facts
        )

    def _work_on_cart(self, session, cart):
        """Puts a stored cart on the request of its visit, in a transaction of its own.

        A cart that was turned away before, by another address or with another mark,
        gets its turn when it comes as it should.

        :return: code, as :meth:`_receive_cart`
        """
        session = session.with_env(self.env)
        verdict = session._judge(cart, self)
        if verdict != "cart_fits" and self.state not in UNFINISHED_IN:
            return verdict
        if self.state not in UNFINISHED_IN:
            self._unguarded().write(
                {
                    "state": "received",
                    "session_id": session.id,
                    "request_ids": [Command.set(session.request_id.ids)],
                    "next_attempt_at": fields.Datetime.now(),
                }
            )
        if self._claim(UNFINISHED_IN, early=("failed",)):
            self._work()
        self.invalidate_recordset()
        verdict = session._judge(cart, self)
        return "cart_delayed" if verdict == "cart_fits" else verdict


class Session(models.Model):
    _inherit = "amazon.punchin.session"

    def _setup_message(self):
        """The set-up request by which this visit was asked for."""
        return (
            self.env["amazon.punchin.message"]
            .sudo()
            .search([("session_id", "=", self.id), ("direction", "=", "out")], limit=1)
        )
