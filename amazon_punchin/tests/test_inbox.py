import base64
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import LockError
from odoo.tests import tagged

from .. import cxml
from ..models import message_store
from .common import IDENTITY, SECRET, OrderedCommon
from .inbox_common import InboxCommon


@tagged("post_install", "-at_install")
class TestInbox(OrderedCommon, InboxCommon):
    """Each row of the answers table for the door of Amazon's servers (design §5)."""

    def test_wrong_secret_and_unknown_identity_get_the_same_words(self):
        answers = []
        for identity, secret in ((IDENTITY, "wrong"), ("Nobody", SECRET)):
            sender = (cxml.Credential("NetworkId", identity),)
            header = cxml.Header(from_=sender, to=sender, sender=sender, user_agent="A")
            answers.append(self.ask(self.setup_request(header=header), secret))
        self.assertEqual([one.status.code for one in answers], [403, 403])
        self.assertEqual(answers[0].status.message, answers[1].status.message)
        request = self.released()
        notice = self.ship_notice(request, {1: 1})
        self.assertEqual(self.ask(notice, "wrong").status.code, 401)
        kept = self.last()
        self.assertEqual((kept.state, kept.original), ("refused", False))
        self.assertFalse(kept.group_id)

    def test_previous_secret_holds_during_its_overlap(self):
        self.group.rotate_secret("new secret", overlap_days=1)
        request = self.released()
        notice = self.ship_notice(request, {1: 1})
        self.assertEqual(self.ask(notice, SECRET).status.code, 200)
        notice = self.ship_notice(request, {1: 1}, "S2")
        self.assertEqual(self.ask(notice, "new secret").status.code, 200)
        self.group.previous_secret_until = "2020-01-01"
        notice = self.ship_notice(request, {1: 1}, "S3")
        self.assertEqual(self.ask(notice, SECRET).status.code, 401)

    def test_previous_secret_ends_with_the_first_use_of_the_new_one(self):
        self.group.rotate_secret("new secret", until="use")
        # the clock of a test's transaction stands still
        self.group.secret_changed_on -= timedelta(minutes=5)
        request = self.released()
        for number, secret, code in (
            (1, SECRET, 200),
            (2, SECRET, 200),
            (3, "new secret", 200),
            (4, SECRET, 401),
            (5, "new secret", 200),
        ):
            notice = self.ship_notice(request, {1: 1}, f"S{number}")
            self.assertEqual(self.ask(notice, secret).status.code, code, number)
            if code == 200:
                new = self.last().bears_new_secret
                self.assertEqual(new, secret == "new secret")

    def test_document_is_stored_answered_and_left_to_the_cron(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3})
        answer = self.ask(notice)
        self.assertEqual(answer.status.code, 200)
        message = self.last()
        self.assertEqual((message.state, message.original), ("received", True))
        self.assertNotIn(SECRET.encode(), message._bytes())
        self.run_apply()
        self.assertEqual(message.state, "done", message.error)
        self.assertEqual(request.line_ids[0].qty_shipped, 3.0)
        self.assertEqual(self.ask(notice), answer, "the stored answer")
        self.assertEqual(self.last().state, "duplicate")

    def test_other_content_under_the_same_payload_id_is_a_conflict(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3})
        self.ask(notice)
        other = self.ship_notice(request, {1: 2}, payload_id=notice.payload_id)
        self.assertEqual(self.ask(other).status.code, 409)
        self.assertEqual(self.last().state, "refused")

    def test_profile_names_what_is_taken_here(self):
        answer = self.ask(cxml.ProfileRequest(**self.head()))
        self.assertEqual(answer.status.code, 200)
        self.assertEqual(
            {one.request_name for one in answer.transactions},
            {
                "PunchOutSetupRequest",
                "ConfirmationRequest",
                "ShipNoticeRequest",
                "InvoiceDetailRequest",
                "ProfileRequest",
            },
        )
        self.assertEqual({one.url for one in answer.transactions}, {self.endpoint.url})

    def test_unsupported_and_unreadable_documents(self):
        request = self.request
        order = cxml.read(self.order_message(request)._bytes())
        self.assertEqual(self.ask(order).status.code, 450)
        body = cxml.write(self.ship_notice(request, {1: 3}), secret=SECRET)
        broken = body.replace(b'quantity="3"', b'quantity="NaN"')
        self.assertNotEqual(broken, body)
        answer = cxml.read(self.post(broken).content)
        self.assertEqual(answer.status.code, 406)
        self.assertIn("quantity", self.last().error)
        for body in (b"", b"<", b"<html/>", b"\x00" * 10):
            answer = cxml.read(self.post(body).content)
            self.assertEqual(answer.status.code, 400)

    def test_http_answers(self):
        self.assertEqual(
            self.post(b"<x/>", "/amazon_punchin/none/cxml").status_code, 404
        )
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 405)
        self.assertEqual(cxml.read(answer.content).status.code, 400)
        self.env["ir.config_parameter"].set_param(
            "amazon_punchin.max_document_bytes", "1000"
        )
        answer = self.post(b"x" * 1001)
        self.assertEqual(answer.status_code, 413)
        self.assertEqual(cxml.read(answer.content).status.code, 400)
        self.assertFalse(self.last()._bytes())

    def test_http_credentials(self):
        self.endpoint.write(
            {
                "inbound_auth": "basic",
                "inbound_username": "amazon",
                "inbound_password": "päss",
            }
        )
        body = cxml.write(cxml.ProfileRequest(**self.head()), secret=SECRET)
        answer = self.post(body)
        self.assertEqual(answer.status_code, 401)
        self.assertIn("Basic", answer.headers["WWW-Authenticate"])
        self.assertEqual(cxml.read(answer.content).status.code, 401)
        good = base64.b64encode("amazon:päss".encode()).decode()
        answer = self.post(body, Authorization=f"Basic {good}")
        self.assertEqual(cxml.read(answer.content).status.code, 200)

    def test_bearer_token_and_client_certificate(self):
        body = cxml.write(cxml.ProfileRequest(**self.head()), secret=SECRET)
        self.endpoint.write({"inbound_auth": "bearer", "inbound_password": "token"})
        for value, status in (("Bearer wrong", 401), ("Bearer token", 200)):
            answer = self.post(body, Authorization=value)
            self.assertEqual(answer.status_code, status, value)
        self.endpoint.write(
            {
                "inbound_auth": "certificate",
                "certificate_fingerprint": "AB:CD:01",
                "trusted_proxy_header": "X-Client-Fingerprint",
            }
        )
        self.assertEqual(self.post(body).status_code, 401)
        for name, value, status in (
            ("X-Client-Fingerprint", "abcd02", 401),
            ("X-Other", "abcd01", 401),
            ("X-Client-Fingerprint", "abcd01", 200),
        ):
            answer = self.post(body, **{name: value})
            self.assertEqual(answer.status_code, status, (name, value))

    def test_names_that_no_sender_would_make_are_refused(self):
        request = self.request
        notice = self.ship_notice(request, {1: 1}, "S" * 9000)
        self.assertEqual(self.ask(notice).status.code, 406)
        notice = self.ship_notice(request, {1: 1}, payload_id="P" * 9000)
        self.assertEqual(self.ask(notice).status.code, 406)
        answer = self.post(
            f"<cXML payloadID='1'><Request><{'x' * 9000}/></Request></cXML>"
        )
        self.assertEqual(cxml.read(answer.content).status.code, 406)
        answer = cxml.Response(payload_id="1", status=cxml.Status(200, "OK"))
        answer = cxml.read(self.post(cxml.write(answer)).content)
        self.assertEqual(answer.status.code, 400)

    def test_unreadable_document_is_settled_at_the_door(self):
        """Nothing is left for the cron, which would refuse it at the same moment."""
        request = self.request
        body = cxml.write(self.ship_notice(request, {1: 3}), secret=SECRET)
        broken = body.replace(b'quantity="3"', b'quantity="x"')
        first = self.post(broken).content
        self.assertEqual((self.last().state, self.last().original), ("refused", True))
        self.assertEqual(self.post(broken).content, first, "finally refused")

    def test_units_that_cannot_be_shipped_are_told(self):
        request = self.request
        notice = self.ship_notice(request, {1: -1})
        self.deliver(notice)
        self.assertEqual(request.line_ids[0].qty_shipped, 0.0)

    def test_archived_group_still_hears_of_its_orders(self):
        request = self.request
        self.group.active = False
        self.assertEqual(self.ask(self.ship_notice(request, {1: 1})).status.code, 200)
        self.assertEqual(self.ask(self.setup_request()).status.code, 403)

    def test_repeat_of_a_failed_document_works_on_it_at_once(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3})
        message = self.store(
            notice, state="failed", next_attempt_at="2099-01-01", status_code=200
        )
        self.assertEqual(self.ask(notice).status.code, 200)
        self.run_apply()
        self.assertEqual(message.state, "done")
        self.assertEqual(request.line_ids[0].qty_shipped, 3.0)

    def test_an_outcome_that_cannot_be_kept_comes_again(self):
        """Not even an error while an error is written down stops the others."""
        request = self.request
        message = self.store(self.ship_notice(request, {1: 3}))
        model = type(message)
        with (
            patch.object(model, "_apply", side_effect=ZeroDivisionError),
            patch.object(model, "_fail", side_effect=OSError("disk full")),
            patch.object(model, "_rollback"),
            self.assertLogs("odoo.addons.amazon_punchin.models.message_inbox") as log,
        ):
            message._as_odoobot()._work()
        self.assertIn("disk full", log.output[0])
        self.assertEqual(message.state, "received")
        message._unguarded().next_attempt_at = "2020-01-01"
        self.run_apply()
        self.assertEqual(message.state, "done")

    def test_what_somebody_else_took_meanwhile_is_left_to_them(self):
        """Who presses Process Again in the moment between two transactions."""
        message = self.store(self.ship_notice(self.request, {1: 3}))
        taken = "odoo.addons.amazon_punchin.models.message_inbox.try_lock"
        for error in (LockError("held"), cxml.NotXmlError(400, "torn"), OSError()):
            with (
                patch.object(type(message), "_apply", side_effect=error),
                patch.object(type(message), "_rollback"),
                patch(taken, return_value=False),
            ):
                message._as_odoobot()._work()
            self.assertEqual((message.state, message.error), ("received", False))

    def test_document_that_nobody_handles_ends_refused(self):
        message = self.store(
            cxml.ProfileRequest(**self.head()), next_attempt_at="2020-01-01"
        )
        self.run_apply()
        self.assertEqual((message.state, message.status_code), ("refused", 450))

    def test_repeat_of_a_forgotten_document_is_still_answered(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3})
        self.ask(notice)
        self.run_apply()
        self.last()._unguarded().write({"body": False, "answer": False})
        self.assertEqual(self.ask(notice).status.code, 200)

    def test_documents_are_applied_as_odoobot(self):
        setup = self.setup_request()
        with self.with_cart(self.cart(payload_id=setup.payload_id)):
            self.ask(setup)
        request = self.env["amazon.punchin.request"].search(
            [("payload_id", "=", setup.payload_id)]
        )
        self.assertEqual(request.create_uid, self.env.ref("base.user_root"))

    def test_unknown_order_is_told_to_somebody(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3})
        stranger = cxml.OrderReference(order_id="P99999")
        portion = replace(notice.portions[0], order=stranger)
        self.ask(replace(notice, portions=(portion,)))
        self.run_apply()
        self.assertEqual(self.last().state, "attention")
        self.assertEqual(self.group.activity_ids.user_id, self.manager)
        self.assertIn("P99999", self.group.activity_ids.note)
        self.assertIn("Find out who bought it", self.group.activity_ids.note)

    def test_who_fails_too_often_is_slowed_and_locks_nobody_out(self):
        self.env["ir.config_parameter"].set_param("amazon_punchin.max_failures", "3")
        profile = cxml.ProfileRequest(**self.head())
        wrong = cxml.write(profile, secret="wrong")
        statuses = [self.post(wrong).status_code for _attempt in range(5)]
        self.assertEqual(statuses, [200, 200, 200, 429, 429])
        failures = self.env["amazon.punchin.failure"].search([])
        self.assertEqual(len(failures), 3, "whoever is put off fills nothing")
        self.assertEqual(self.ask(profile).status.code, 200)

    def test_the_limit_of_one_group_is_not_that_of_another(self):
        """Whether a group exists makes no difference for whoever guesses."""
        self.env["ir.config_parameter"].set_param("amazon_punchin.max_failures", "1")
        other = self.group.copy(
            {"from_identity": "Other", "shared_secret": "o", "name": "Other"}
        )
        for identity in (self.group.from_identity, other.from_identity, "Nobody"):
            credential = (cxml.Credential("NetworkId", identity),)
            header = cxml.Header(
                from_=credential, to=credential, sender=credential, user_agent="A"
            )
            profile = cxml.ProfileRequest(**self.head(header=header))
            body = cxml.write(profile, secret="wrong")
            statuses = [self.post(body).status_code for _attempt in range(2)]
            self.assertEqual(statuses, [200, 429], identity)

    def test_failures_count_however_many_strangers_came_today(self):
        """What is kept of strangers has an end for the day; the count has not."""
        self.env["ir.config_parameter"].set_param("amazon_punchin.max_failures", "2")
        profile = cxml.write(cxml.ProfileRequest(**self.head()), secret="wrong")
        with patch.object(message_store, "STRANGERS_A_DAY", 1):
            statuses = [self.post(profile).status_code for _attempt in range(3)]
            self.assertEqual(statuses, [200, 200, 429])
            failures = self.env["amazon.punchin.failure"].search([])
            failures.remote_address = "192.0.2.1"
            self.assertEqual(self.post(profile).status_code, 200, "another address")
            failures = self.env["amazon.punchin.failure"].search([])
            self.env.cr.execute(
                "UPDATE amazon_punchin_failure SET create_date = '2020-01-01', "
                "remote_address = %s",
                [failures[0].remote_address],
            )
            self.env.invalidate_all()
            self.assertEqual(self.post(profile).status_code, 200, "long ago")
        failures._gc_failures()
        self.assertEqual(len(failures.search([])), 1)

    def test_refused_documents_are_found_by_e_mail_and_order(self):
        self.ask(self.setup_request(user_email="lost@example.com"), "wrong")
        kept = self.messages.search([("user_email", "=", "lost@example.com")])
        self.assertEqual((kept.status_code, kept.state), (403, "refused"))
        request = self.released()
        self.ask(self.ship_notice(request, {1: 1}), "wrong")
        self.assertEqual(self.last().order_ref, request.purchase_id.name)
