import base64
import contextlib
import logging
import time
import traceback
from datetime import timedelta

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.amazon_punchin import cxml, transport

from ..cart_server import CartServer

_logger = logging.getLogger(__name__)

UNFINISHED = ("queued", "sending", "retrying")
BATCH = 50
DEADLINE = 45.0
"""Seconds that a call may take: Odoo fetches the cart before it answers."""
LEASE = timedelta(seconds=2 * DEADLINE)
SETUP_PAUSE = timedelta(seconds=3)
SETUP_ATTEMPTS = 4
"""A set-up request is repeated at once: a buyer waits, and his link to the cart lives
for one minute from the first attempt."""
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440)]


class Document(models.Model):
    _inherit = "amazon.punchin.sandbox.document"

    @api.model
    def _cron_post(self):
        """Posts what is due, each document between commits of its own.

        Nothing stays locked while a call runs, and a document that is posted belongs
        to its poster by a lease, so this may run in two threads at once."""
        cron = self.env["ir.cron"]
        due = self.sudo().search(
            [
                ("direction", "=", "out"),
                ("state", "in", UNFINISHED),
                ("next_attempt_at", "<=", fields.Datetime.now()),
            ],
            order="id",
            limit=BATCH,
        )
        cron._commit_progress(remaining=len(due))
        for document in due:
            while document._claim():
                document._deliver()
                if not document._is_awaited():
                    break
                time.sleep(SETUP_PAUSE.total_seconds())
            if not cron._commit_progress(1):
                break

    def _claim(self):
        """Takes this document for one lease, and commits that.

        :return: False where somebody else has it or it is no longer due
        """
        document = self._unguarded()
        try:
            taken = document.try_lock_for_update(allow_referencing=True)
            document.invalidate_recordset()
            now = fields.Datetime.now()
            free = document.next_attempt_at and document.next_attempt_at <= now
            if taken and free and document.state in UNFINISHED:
                document.write(
                    {
                        "state": "sending",
                        "attempts": document.attempts + 1,
                        "next_attempt_at": now + LEASE,
                    }
                )
            else:
                taken = document.browse()
            self.env["ir.cron"]._commit_progress()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return False
        return bool(taken)

    def _is_awaited(self):
        """Whether a buyer waits for this document, which has to be sent again."""
        return bool(self.cart_id) and self.state == "retrying"

    def _deliver(self):
        """Posts a claimed document and records what came of it; raises nothing."""
        document = self._unguarded()
        try:
            try:
                with document._cart_on_offer():
                    reply = document._post()
            except transport.TransportError as error:
                document._unanswered(str(error))
            else:
                document._answered(reply)
            self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            text = traceback.format_exc()
            _logger.exception("The sandbox could not send %s", self.payload_id)
            document._fail(text)
        self.env["ir.cron"]._commit_progress()

    @contextlib.contextmanager
    def _cart_on_offer(self):
        """Serves the cart that a set-up request speaks of while it is under way.

        The port is committed before the request leaves: Odoo's inbox, in another
        process, opens its guard for exactly this port. Other documents need nothing.
        """
        cart = self.cart_id
        if not cart:
            yield
            return
        status, body = cart._behind_link()
        with CartServer(body, cart.cart_port, cart.cart_token, status) as server:
            cart.write({"cart_port": server.port, "cart_token": server.token})
            self._freeze(poom_url=server.url)
            try:
                yield
            finally:
                cart.times_fetched += server.fetched

    def _post(self):
        """Posts to the group's endpoint as Amazon does, with its HTTP credentials.

        Commits first, so that nothing is locked while the call runs.
        """
        group = self.group_id.sudo()
        endpoint = group.endpoint_id
        credentials = {}
        if endpoint.inbound_auth == "basic":
            user = (endpoint.inbound_username, endpoint.inbound_password)
            credentials["basic"] = user
        elif endpoint.inbound_auth == "bearer":
            bearer = f"Bearer {endpoint.inbound_password}"
            credentials["headers"] = {"Authorization": bearer}
        url = group.endpoint_url
        policy = transport.Policy(openings=endpoint._openings("/amazon_punchin/"))
        body = cxml.insert_secret(self._bytes("body"), group.shared_secret or "")
        self.env["ir.cron"]._commit_progress()
        return transport.post(
            url, body, policy=policy, deadline=DEADLINE, **credentials
        )

    def _answered(self, reply):
        """Odoo's answer: 2xx done, 4xx final, anything else comes again."""
        try:
            answer = cxml.read(reply.body)
            status = answer.status
        except (cxml.CxmlError, AttributeError):
            text = self.env._("HTTP %(status)s without cXML", status=reply.status)
            self._unanswered(text)
            return
        self.write(
            {
                "answer": base64.b64encode(cxml.mask(reply.body)),
                "status_code": status.code,
                "status_text": status.message or status.text,
            }
        )
        start_page = getattr(answer, "start_page_url", False)
        if 200 <= status.code < 300 and self.cart_id and not start_page:
            self._fail(self.env._("Odoo accepted the cart but named no start page."))
        elif 200 <= status.code < 300:
            self.write({"state": "done", "next_attempt_at": False, "error": False})
            self.cart_id.start_page_url = start_page
        elif 400 <= status.code < 500:
            self.write({"state": "refused", "next_attempt_at": False})
        else:
            self._try_again(f"cXML {status.code} {status.message or status.text}")

    def _unanswered(self, text):
        """No answer, or none in cXML: whatever was answered before says nothing now."""
        self.write({"status_code": False, "status_text": False})
        self._try_again(text)

    def _try_again(self, text):
        """Backs off as Amazon does, and gives up after the last pause."""
        most = SETUP_ATTEMPTS if self.cart_id else len(PAUSES) + 1
        if self.attempts >= most:
            self._fail(text)
            return
        pause = SETUP_PAUSE if self.cart_id else PAUSES[self.attempts - 1]
        at = fields.Datetime.now() + pause
        self.write({"state": "retrying", "error": text, "next_attempt_at": at})
        self._wake(at)

    def _fail(self, text):
        self.write({"state": "failed", "error": text, "next_attempt_at": False})
