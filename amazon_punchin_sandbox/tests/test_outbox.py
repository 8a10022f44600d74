from http.client import HTTPConnection
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.amazon_punchin import cxml, transport

from ..models import document_outbox
from .common import SECRET, SandboxCase

START = "http://127.0.0.1:8069/amazon_punchin/start/token"
POST = "odoo.addons.amazon_punchin.transport.post"


def _reply(document):
    body = cxml.write(document) if not isinstance(document, bytes) else document
    return transport.Reply(200, "text/xml", body, 0.1)


def _status(code, text=""):
    return _reply(cxml.Response(payload_id="a@b", status=cxml.Status(code, "", text)))


def _accepted():
    ok = cxml.Status(200, "success")
    return _reply(
        cxml.PunchOutSetupResponse(payload_id="a@b", status=ok, start_page_url=START)
    )


@tagged("at_install", "-post_install")
class TestOutbox(SandboxCase):
    def _run(self, answer):
        """Runs the sandbox's cron; `answer` is a reply, an error, or called with the
        posted `(url, body)`. Returns what was posted."""
        posted = []

        def post(url, body, **how):
            posted.append((url, body))
            self.how = how
            said = answer(url, body) if callable(answer) else answer
            if isinstance(said, Exception):
                raise said
            return said

        cron = self.env.ref("amazon_punchin_sandbox.cron_post")
        with (
            patch(POST, post),
            patch.object(document_outbox.time, "sleep", self._pass),
            self.enter_registry_test_mode(),
        ):
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        return posted

    def _pass(self, seconds):
        """The pause of a repeated set-up request, without waiting."""
        self.assertLess(seconds, 10)
        self.env.cr.execute(
            "UPDATE amazon_punchin_sandbox_document "
            "SET next_attempt_at = %s WHERE state = 'retrying'",
            [fields.Datetime.now()],
        )
        self.env.invalidate_all()

    def _again(self, document):
        document._unguarded().next_attempt_at = fields.Datetime.now()

    def test_the_cart_is_served_while_the_setup_request_is_answered(self):
        """Odoo's part is played by its own guard and fetch, over a real socket."""
        cart = self._submitted(("B0SBXPEN01", 3), ("B0SBXPAP01", 10))
        seen = {}

        def answer(url, body):
            seen["url"] = url
            setup = seen["setup"] = cxml.read(body)
            policy = self.group._transport_policy()
            fetched = transport.fetch_cart(setup.poom_url, policy=policy)
            seen["cart"] = cxml.read(fetched.body)
            return _accepted()

        ((_url, body),) = self._run(answer)
        self.assertEqual(seen["url"], self.endpoint.url)
        self.assertEqual(cxml.envelope(body).shared_secret, SECRET)
        self.assertEqual(seen["setup"].payload_id, seen["cart"].payload_id)
        self.assertEqual(len(seen["cart"].items), 2)
        self.assertEqual(cart.state, "accepted")
        self.assertEqual(cart.start_page_url, START)
        self.assertEqual(cart.answer_text, "200 success")
        self.assertEqual((cart.attempts, cart.times_fetched), (1, 1))
        self.assertEqual(cart.action_go_to_odoo()["url"], START)
        with self.assertRaises(transport.TransportError):
            policy = transport.Policy(
                openings=(transport.Opening(f"http://127.0.0.1:{cart.cart_port}", "/"),)
            )
            transport.fetch_cart(seen["setup"].poom_url, policy=policy)

    def test_the_secret_is_not_kept(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        self._run(_accepted())
        self.assertNotIn(SECRET.encode(), cart.setup_id._bytes("body"))

    def test_a_failing_server_is_asked_again_with_the_same_bytes(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        answers = [_status(500, "later"), _status(500, "later"), _accepted()]
        posted = self._run(lambda _url, _body: answers.pop(0))
        self.assertEqual(len(posted), 3)
        self.assertEqual(len({body for _url, body in posted}), 1)
        self.assertEqual((cart.state, cart.attempts), ("accepted", 3))

    def test_a_buyer_does_not_wait_for_ever(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        posted = self._run(_status(500, "later"))
        self.assertEqual(len(posted), document_outbox.SETUP_ATTEMPTS)
        self.assertEqual((cart.state, cart.answer_text), ("error", "500 later"))
        self.assertFalse(self._run(_accepted()))
        cart.action_send_again()
        self._run(_accepted())
        self.assertEqual(cart.state, "accepted")

    def test_a_server_that_is_not_there_is_told_in_words(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        self._run(transport.TransportError("connect", "Nobody there.", host="x"))
        self.assertEqual((cart.state, cart.answer_text), ("error", "Nobody there."))

    def test_a_refused_cart_says_why(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        self._run(_status(403, "Unknown identity or shared secret."))
        self.assertEqual(cart.state, "refused")
        self.assertEqual(cart.answer_text, "403 Unknown identity or shared secret.")

    def test_an_answer_without_a_start_page_is_none(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        self._run(_status(200))
        self.assertEqual(cart.state, "error")
        self.assertIn("start page", cart.setup_id.error)

    def test_desk_documents_are_posted_and_marked(self):
        order = self._shipped()
        documents = order.document_ids.filtered(lambda one: one.state == "queued")
        posted = self._run(_status(200))
        self.assertEqual(len(posted), len(documents))
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertEqual(set(documents.mapped("status_code")), {200})
        for _url, body in posted:
            self.assertEqual(cxml.envelope(body).shared_secret, SECRET)

    def _shipped(self):
        order = self._ordered(("B0SBXPEN01", 3))
        order.cart_id.setup_id._unguarded().state = "done"
        order.desk_confirm()
        order.desk_ship()
        return order

    def test_desk_documents_are_repeated_with_the_pauses_of_a_vendor(self):
        order = self._shipped()
        document = order.document_ids.filtered("tracking_refs")
        error = transport.TransportError("connect", "Nobody there.", host="x")
        (_confirmation, first) = self._run(error)
        self.assertEqual((document.state, document.attempts), ("retrying", 1))
        self.assertEqual(document.error, "Nobody there.")
        self.assertFalse(self._run(_status(200)), "not before its pause is over")
        for _attempt in document_outbox.PAUSES:
            self._again(document)
            self._run(transport.TransportError("timeout", "Silence.", host="x"))
        self.assertEqual(document.state, "failed")
        document.action_send_again()
        (last,) = self._run(_status(200))
        self.assertEqual(document.state, "done")
        self.assertEqual(last, first, "the same bytes to the same address")

    def test_links_to_carts_that_do_not_work(self):
        """What Odoo finds behind the link, by the switch of the order desk."""
        found = {}

        def look(_url, body):
            link = cxml.read(body).poom_url
            parts = urlsplit(link)
            connection = HTTPConnection(parts.netloc, timeout=5)
            connection.request("GET", parts.path)
            answer = connection.getresponse()
            found[kind] = (answer.status, answer.read())
            connection.close()
            return _status(400)

        for kind in ("ok", "late", "broken", "other"):
            self.group.sandbox_link = kind
            cart = self._submitted(("B0SBXPEN01", 1))
            self._run(look)
            self.assertEqual(cart.state, "refused")
        own = cxml.read(found["ok"][1])
        other = cxml.read(found["other"][1])
        self.assertEqual(len(own.items), len(other.items))
        self.assertNotEqual(other.payload_id, cart.payload_id)
        self.assertEqual(found["late"][0], 500)
        with self.assertRaises(cxml.CxmlError):
            cxml.read(found["broken"][1])

    def test_a_page_is_no_answer(self):
        order = self._shipped()
        self._run(transport.Reply(502, "text/html", b"<html>Bad</html>", 0.1))
        document = order.document_ids.filtered("tracking_refs")
        self.assertEqual(document.state, "retrying")
        self.assertIn("502", document.error)

    def test_a_sent_document_may_be_sent_again_as_it_is(self):
        order = self._shipped()
        ((_u, first), (_v, _second)) = self._run(_status(200))
        document = order.document_ids.filtered(
            lambda one: one.document_type == "ConfirmationRequest"
        )
        document.send_again()
        ((_u, again),) = self._run(_status(200))
        self.assertEqual(first, again)
        self.assertEqual(document.attempts, 2)

    def test_what_is_held_back_waits(self):
        order = self._ordered(("B0SBXPEN01", 3))
        order.cart_id.setup_id._unguarded().state = "done"
        order.delay_minutes = 10
        order.desk_confirm()
        self.assertFalse(self._run(_status(200)))

    def test_a_document_belongs_to_its_poster_for_a_lease(self):
        order = self._shipped()
        document = order.document_ids.filtered("tracking_refs")._unguarded()
        now = fields.Datetime.now()
        document.write(
            {"state": "sending", "next_attempt_at": now + document_outbox.LEASE}
        )
        self.assertEqual(len(self._run(_status(200))), 1, "the confirmation alone")
        self._again(document)
        self.assertEqual(len(self._run(_status(200))), 1, "its poster died")
        self.assertEqual(document.state, "done")

    def test_http_credentials_are_those_of_the_endpoint(self):
        self._shipped()
        self.endpoint.write({"inbound_auth": "bearer", "inbound_password": "tok"})
        self._run(_status(200))
        self.assertEqual(self.how["headers"], {"Authorization": "Bearer tok"})
        (opening,) = self.how["policy"].openings
        self.assertEqual(opening.path_prefix, "/amazon_punchin/")
        self.assertEqual(self.how["policy"].allowed_hosts, ())

    @mute_logger("odoo.addons.amazon_punchin_sandbox.models.document_outbox")
    def test_an_error_of_ours_fails_one_document_only(self):
        order = self._shipped()
        answers = [ValueError("ours"), _status(200)]
        self._run(lambda _url, _body: answers.pop(0))
        confirmation, notice = order.document_ids.filtered(
            lambda one: one.direction == "out"
        ).sorted("id")
        self.assertEqual(confirmation.state, "failed")
        self.assertIn("ours", confirmation.error)
        self.assertEqual(notice.state, "done")
