from unittest.mock import MagicMock, patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import cxml, transport
from .inbox_common import InboxCommon


@tagged("post_install", "-at_install")
class TestSetupRequest(InboxCommon):
    """Punch-in at the door: answered while Amazon waits, in every case (design §5)."""

    def test_setup_request_is_answered_with_a_start_page(self):
        setup = self.setup_request()
        with self.with_cart(self.cart(payload_id=setup.payload_id)) as fetch:
            answer = self.ask(setup)
            again = self.ask(setup)
        self.assertEqual(fetch.call_count, 1, "a repeat fetches nothing")
        self.assertEqual(answer, again)
        self.assertEqual(answer.status.code, 200)
        page, _sep, flags = answer.start_page_url.partition("?")
        self.assertTrue(
            page.startswith("https://erp.example.com/amazon_punchin/start/")
        )
        self.assertEqual(
            flags,
            "requiresAuthByCredentials=1&requiresAuthBySSO=0&buyerExists=1"
            "&mobileSupported=1&internetSupported=1",
        )
        self.endpoint.internet_supported = False
        other = self.setup_request()
        with self.with_cart(self.cart(payload_id=other.payload_id)):
            self.assertIn("internetSupported=0", self.ask(other).start_page_url)
        self.assertEqual(self.ask(setup), answer, "said once, said always")
        request = self.env["amazon.punchin.request"].search(
            [("payload_id", "=", setup.payload_id)]
        )
        self.assertEqual(len(request), 1)
        self.assertEqual(request.line_count, 3)
        self.assertEqual(self.last().state, "duplicate")

    def test_a_group_that_starts_in_odoo_takes_no_carts_from_amazon(self):
        """R34: never fetched, and the answer says what to do."""
        self.group.use_punchin = False
        setup = self.setup_request()
        with self.with_cart(self.cart(payload_id=setup.payload_id)) as fetch:
            answer = self.ask(setup)
        self.assertEqual(answer.status.code, 400)
        self.assertIn("Open Amazon from Odoo", answer.status.message)
        self.assertEqual((fetch.call_count, self.last().state), (0, "refused"))

    def test_single_sign_on_is_told(self):
        """Where Odoo offers a provider beside the password (R66, R174); whichever it
        is, the start page leads to Odoo's own log-in."""
        plain = type(self.env).get
        providers = MagicMock()
        providers.sudo().search_count.side_effect = [1, 0]

        def get(env, name, default=None):
            if name == "auth.oauth.provider":
                return providers
            return plain(env, name, default)

        for told in ("requiresAuthBySSO=1", "requiresAuthBySSO=0"):
            setup = self.setup_request()
            with (
                self.with_cart(self.cart(payload_id=setup.payload_id)),
                patch.object(type(self.env), "get", get),
            ):
                self.assertIn(told, self.ask(setup).start_page_url)

    def test_unknown_buyer_loses_nothing(self):
        setup = self.setup_request(user_email="nobody@example.com")
        with self.with_cart(self.cart(payload_id=setup.payload_id)):
            answer = self.ask(setup)
        self.assertIn("buyerExists=0", answer.start_page_url)
        request = self.env["amazon.punchin.request"].search(
            [("payload_id", "=", setup.payload_id)]
        )
        self.assertFalse(request.user_id)
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_cart_that_cannot_be_fetched_is_asked_for_again(self):
        setup = self.setup_request()
        error = transport.TransportError("timeout", "No answer.", sent=True)
        with patch.object(transport, "fetch_cart", side_effect=error):
            self.assertEqual(self.ask(setup).status.code, 500)
        self.assertEqual(self.last().state, "failed")
        cart = self.cart(payload_id=setup.payload_id)
        with self.with_cart(cart, status=503):
            self.assertEqual(self.ask(setup).status.code, 500)
        with self.with_cart(cart):
            self.assertEqual(self.ask(setup).status.code, 200)

    def test_carts_that_cannot_be_used_are_refused(self):
        for body in (b"<html>", cxml.write(self.cart(payload_id="another"))):
            setup = self.setup_request()
            with self.with_cart(None, body=body):
                answer = self.ask(setup)
                self.assertEqual(answer.status.code, 400)
                self.assertEqual(self.ask(setup), answer, "finally refused")

    def test_poom_url_outside_the_allowed_hosts_is_never_fetched(self):
        for url in (
            "http://www.amazon.com/poom",
            "https://amazon.com.evil.example/poom",
            "https://169.254.169.254/latest/meta-data/",
            "https://localhost/poom",
        ):
            self.assertEqual(
                self.ask(self.setup_request(poom_url=url)).status.code, 400
            )

    @mute_logger("odoo.addons.amazon_punchin.models.message_inbox")
    def test_our_own_errors_ask_for_a_repeat(self):
        """Provokes an error of ours, which the log must show."""
        setup = self.setup_request()
        model = type(self.env["amazon.punchin.request"])
        with (
            self.with_cart(self.cart(payload_id=setup.payload_id)),
            patch.object(model, "_take_cart", side_effect=ZeroDivisionError("ours")),
        ):
            self.assertEqual(self.ask(setup).status.code, 500)
        message = self.messages.search(
            [
                ("payload_id", "=", setup.payload_id),
                ("document_type", "=", "PunchOutSetupRequest"),
            ]
        )
        self.env.invalidate_all()
        self.assertEqual(message.state, "failed")
        self.assertIn("ZeroDivisionError", message.error)
        with patch.object(transport, "fetch_cart", side_effect=AssertionError):
            answer = self.ask(setup)
        self.assertEqual(answer.status.code, 200, "the stored cart is used")

    def test_cart_of_a_server_that_died_is_applied_by_the_cron(self):
        setup = self.setup_request()
        message = self.store(setup, next_attempt_at="2020-01-01")
        self.store(self.cart(payload_id=setup.payload_id), state="done")
        self.run_apply()
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(message.request_ids.line_count, 3)
        answer = self.ask(setup)
        self.assertIn("/amazon_punchin/start/", answer.start_page_url)
        message.with_user(self.administrator).replay()
        self.run_apply()
        self.assertEqual(self.ask(setup), answer, "a replay changes nothing")

    def test_cart_that_was_never_fetched_is_told_as_lost(self):
        message = self.store(self.setup_request(), next_attempt_at="2020-01-01")
        self.run_apply()
        self.assertEqual(message.state, "failed", "left to Amazon's next try")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_message SET create_date = '2020-01-01', "
            "next_attempt_at = '2020-01-01' WHERE id = %s",
            [message.id],
        )
        self.env.invalidate_all()
        self.run_apply()
        self.assertEqual(message.state, "failed")
        self.assertIn("Submit the cart again", message.error)
        self.assertIn("Submit the cart", message.explanation + message.error)

    def test_a_cron_that_wakes_meanwhile_leaves_it_to_the_door(self):
        """Else Amazon would hear 500 until the link to the cart is dead."""
        setup = self.setup_request()
        model = type(self.env["amazon.punchin.request"])
        answer_setup = model._answer_setup

        def answer_late(requests, message, **how):
            message.env["amazon.punchin.message"].sudo()._cron_apply()
            return answer_setup(requests, message, **how)

        with (
            self.with_cart(self.cart(payload_id=setup.payload_id)),
            patch.object(model, "_answer_setup", answer_late),
        ):
            answer = self.ask(setup)
        self.assertEqual(answer.status.code, 200)

    def test_after_a_crash_the_next_try_of_amazon_succeeds(self):
        """The lease has run out, the link still lives, and the cron looked first."""
        setup = self.setup_request()
        message = self.store(setup, next_attempt_at="2020-01-01")
        self.run_apply()
        self.assertEqual(message.state, "failed")
        with self.with_cart(self.cart(payload_id=setup.payload_id)):
            self.assertEqual(self.ask(setup).status.code, 200)
