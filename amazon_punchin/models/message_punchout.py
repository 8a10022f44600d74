import base64
from urllib.parse import urlsplit

from odoo import fields, models

from .. import cxml, transport

SETUP = "PunchOutSetupRequest"
SETUP_SECONDS = 10
MASK = b"***"


class Message(models.Model):
    """The set-up request of a punchout: somebody waits before a page for its answer, so
    it is asked once, soon, or not at all (protocol §2a)."""

    _inherit = "amazon.punchin.message"

    session_id = fields.Many2one(
        "amazon.punchin.session", index="btree_not_null", ondelete="set null"
    )

    def _opens_session(self):
        return self.direction == "out" and self.document_type == SETUP

    def _in_turn(self):
        """Whoever waits before a page comes first."""
        return sorted(super()._in_turn(), key=lambda one: not one[1]._opens_session())

    def _deadline(self):
        return SETUP_SECONDS if self._opens_session() else super()._deadline()

    def _may_leave(self):
        verdict, reason = super()._may_leave()
        if not self._opens_session():
            return verdict, reason
        session = self.session_id
        if session.state != "asking" or session._has_waited():
            session._refuse("punchout_late", False)
            return "cancel", self.env._("Nobody waits for it any more.")
        if verdict == "wait":
            session._refuse("punchout_not_sent", reason)
            return "cancel", reason
        return verdict, reason

    def _withdraw(self, reason):
        result = super()._withdraw(reason)
        if self._opens_session():
            self._forget_marks()
        return result

    def _take_result(self, reply, error, duration):
        if not self._opens_session():
            return super()._take_result(reply, error, duration)
        self.duration = duration
        if error:
            return self._not_opened("punchout_unreachable", str(error), state="failed")
        self.answer = base64.b64encode(cxml.mask(reply.body))
        try:
            document = cxml.read(reply.body)
        except cxml.MissingError as missing:
            return self._not_opened("punchout_no_start_page", str(missing), 200)
        except cxml.CxmlError as problem:
            return self._not_opened("punchout_not_cxml", str(problem), reply.status)
        return self._take_answer_to_setup(document, reply)

    def _take_answer_to_setup(self, document, reply):
        status = getattr(document, "status", None)
        if status is None:
            return self._not_opened("punchout_not_cxml", "", reply.status)
        said = (status.message or status.text or "")[:250]
        if status.code in (401, 403):
            return self._not_opened("punchout_credentials", said, status.code)
        if status.code >= 500:
            return self._not_opened("punchout_busy", said, status.code)
        if status.code // 100 != 2:
            return self._not_opened("punchout_refused", said, status.code)
        url = getattr(document, "start_page_url", None)
        if not url:
            return self._not_opened("punchout_no_start_page", said, status.code)
        try:
            transport.check_url(url, self.group_id._transport_policy())
        except transport.GuardError as error:
            return self._not_opened("punchout_start_page_host", str(error), 200)
        self._end_setup("done", status.code, said)
        self.session_id._unguarded().write({"state": "open", "start_page_url": url})
        return None

    def _not_opened(self, problem, text, status=0, state="refused"):
        """The page says why, and offers to try again; nobody else needs to act."""
        self._end_setup(state, status, text)
        self.error = text
        self.session_id._refuse(problem, text, status)

    def _end_setup(self, state, status, text):
        self.write(
            {
                "state": state,
                "status_code": status,
                "status_text": (text or "")[:250],
                "next_attempt_at": False,
            }
        )
        self._forget_marks()

    def _not_sent(self, text):
        if not self._opens_session():
            return super()._not_sent(text)
        return self._not_opened(
            "punchout_not_sent", text.strip().splitlines()[-1], state="failed"
        )

    def _forget_marks(self):
        """Takes the random values out of the stored document: at rest there are only
        their hashes (R83)."""
        body = self._bytes()
        setup = cxml.read(body)
        token = setup.browser_form_post_url.rpartition("/")[2]
        for mark in (setup.buyer_cookie, token):
            body = body.replace(mark.encode(), MASK)
        self.body = base64.b64encode(body)

    def _wait_no_longer(self):
        """A set-up request is never sent again: its buyer opens Amazon anew."""
        if self._opens_session():
            return None
        return super()._wait_no_longer()

    def _ask_now(self):
        """Sends a queued set-up request from the page that waits for its answer, if no
        cron did so yet and Amazon is not this server itself: with one worker that
        would wait for itself (design §8)."""
        if self.state == "queued" and not self._leads_home():
            self._as_odoobot()._deliver()

    def _leads_home(self):
        """Whether this message goes to our own server."""
        group = self.group_id.sudo()
        home = urlsplit(group.endpoint_id.base_url or "").netloc.lower()
        return group.marketplace == "sandbox" or (
            group._host_for(self.document_type) == home
        )
