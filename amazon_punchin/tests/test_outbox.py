from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import file_open

from .. import cxml, transport
from ..models.message_inbox import BACKOFF
from .common import SECRET, PurchaseCommon


@tagged("post_install", "-at_install")
class TestOutbox(HttpCase, PurchaseCommon):
    """Delivery, with recorded answers; the journeys deliver for real (design §6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls().queued()

    def queued(self):
        """The message of a released order, the only one that waits."""
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        status = request.document_ids.filtered(
            lambda one: one.document_type == "StatusUpdateRequest"
        )
        status._unguarded().state = "done"
        return self.order_message(request)

    def deliver_with(self, code=200, status=200, body=None, error=None):
        """Runs the cron; the wire answers as told.

        :return: the bodies that were posted
        """
        answer = cxml.Response(payload_id="1@a", status=cxml.Status(code, "text"))
        reply = transport.Reply(
            status=status,
            content_type="text/xml",
            body=cxml.write(answer) if body is None else body,
            duration=0.1,
        )
        with patch.object(
            transport, "post", side_effect=error, return_value=reply
        ) as post:
            self.env.ref("amazon_punchin.cron_deliver").method_direct_trigger()
        self.env.invalidate_all()
        return [call.args for call in post.call_args_list]

    def make_due(self, message):
        message._unguarded().next_attempt_at = fields.Datetime.now() - timedelta(
            hours=1
        )

    def test_order_leaves_with_the_present_secret(self):
        message = self.order
        self.group.rotate_secret("new secret")
        [(url, body)] = self.deliver_with()
        self.assertEqual(url, self.group.order_url)
        self.assertEqual(cxml.envelope(body).shared_secret, "new secret")
        self.assertNotIn(SECRET.encode(), body)
        self.assertEqual((message.state, message.status_code), ("done", 200))
        self.assertEqual(message.request_ids.stage, "order_sent")
        self.assertFalse(self.deliver_with(), "sent once")

    def test_refusal_is_final_and_somebody_is_told(self):
        message = self.order
        self.deliver_with(code=406)
        self.assertEqual((message.state, message.status_code), ("refused", 406))
        activity = message.request_ids.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("406", activity.note)
        self.assertNotEqual(message.request_ids.stage, "order_sent")

    def test_server_error_comes_again_with_the_same_document(self):
        message = self.order
        bodies = []
        for attempt, pause in enumerate(BACKOFF, 1):
            bodies += [body for _url, body in self.deliver_with(code=500)]
            self.assertEqual((message.state, message.attempts), ("retrying", attempt))
            wait = message.next_attempt_at - fields.Datetime.now()
            self.assertAlmostEqual(
                wait.total_seconds(),
                pause.total_seconds(),
                delta=0.11 * pause.total_seconds() + 5,
            )
            self.make_due(message)
        bodies += [body for _url, body in self.deliver_with(code=500)]
        self.assertEqual(message.state, "failed")
        self.assertEqual(len(set(bodies)), 1, "payloadID and timestamp stay")
        self.assertIn("8", message.request_ids.activity_ids.note)

    def test_what_is_not_cxml_is_a_transport_error(self):
        message = self.order
        self.deliver_with(status=404, body=b"<html>Not found</html>")
        self.assertEqual(message.state, "retrying")
        self.assertTrue(message.ambiguous, "a gateway may have passed it on")
        self.assertEqual(
            message.request_ids.activity_ids.user_id,
            self.manager,
            "a wrong address is told at the first attempt",
        )

    def test_lost_answer_is_marked_ambiguous(self):
        message = self.order
        error = transport.TransportError("timeout", "No answer in time.", sent=True)
        self.deliver_with(error=error)
        self.assertTrue(message.ambiguous)
        self.assertEqual(message.state, "retrying")
        self.deliver(self.confirmation(message.request_ids, {1: 3}))
        self.assertEqual(message.state, "done", "a confirmation proves the arrival")
        self.assertTrue(message.request_ids.order_sent_on)

    def test_refused_connection_is_not_ambiguous(self):
        message = self.order
        error = transport.TransportError("connect", "Nobody there.")
        self.deliver_with(error=error)
        self.assertFalse(message.ambiguous)

    def test_lease_that_ran_out_is_sent_again_as_ambiguous(self):
        message = self.order
        message._unguarded().write({"state": "sending", "attempts": 1})
        self.make_due(message)
        self.deliver_with()
        self.assertTrue(message.ambiguous)
        self.assertEqual(message.state, "done")

    def test_lease_keeps_others_away(self):
        message = self.order
        message._unguarded().write(
            {
                "state": "sending",
                "next_attempt_at": fields.Datetime.now() + timedelta(seconds=30),
            }
        )
        self.assertFalse(self.deliver_with())

    def test_one_bad_message_never_stops_the_others(self):
        """Provokes an error of ours in the first message of the queue."""
        bad, good = self.queued(), self.queued()
        bad._unguarded().body = False
        self.deliver_with()
        self.assertEqual(bad.state, "retrying")
        self.assertIn("Traceback", bad.error)
        self.assertEqual(good.state, "done")

    def test_crash_while_sending_is_remembered_when_the_order_is_cancelled(self):
        message = self.order
        request = message.request_ids
        message._unguarded().write({"state": "sending", "attempts": 1})
        self.make_due(message)
        request.with_user(self.manager).cancel("Too late")
        self.assertTrue(request.still_live, "it may be at Amazon")
        self.deliver_with()
        self.assertEqual((message.state, message.ambiguous), ("cancelled", True))
        self.assertIn(
            "may be at Amazon", " ".join(request.activity_ids.mapped("summary"))
        )

    def test_answer_that_comes_after_the_cancellation(self):
        message = self.order
        request = message.request_ids
        request.with_user(self.manager).cancel("Not needed")
        self.assertFalse(request.still_live)
        message._unguarded()._arrived(False)
        self.deliver_with()
        self.assertTrue(request.still_live)

    def test_part_of_a_long_order_at_amazon_counts_as_sent_for_a_cancellation(self):
        self.group.max_order_lines = 2
        first, second = self.queued().sorted("id")
        first._unguarded().state = "done"
        second._unguarded().state = "refused"
        request = first.request_ids
        self.assertFalse(request.order_sent_on)
        with self.assertRaises(AccessError):
            request.with_user(self.employee).cancel("Not needed")

    def test_confirmed_order_is_never_sent_again(self):
        message = self.order
        message._unguarded().write({"state": "sending", "attempts": 1})
        self.deliver(self.confirmation(message.request_ids, {1: 3}))
        self.assertEqual(message.state, "done")
        error = transport.TransportError("timeout", "No answer in time.", sent=True)
        message._unguarded()._take_result(None, error, 20.0)
        self.assertEqual(message.state, "done", "the late time-out changes nothing")
        message._unguarded().write({"state": "retrying"})
        self.make_due(message)
        self.assertFalse(self.deliver_with())
        self.assertEqual(message.state, "done")

    def test_refused_order_is_prepared_anew(self):
        message = self.order
        self.deliver_with(code=400)
        request = message.request_ids
        self.place.street = "2 Right Street"
        message.with_user(self.administrator).send_again()
        newer = self.order_message(request) - message
        self.assertEqual((message.state, newer.state), ("refused", "queued"))
        self.assertNotEqual(newer.payload_id, message.payload_id)
        self.assertIn(b"2 Right Street", newer._bytes())
        self.deliver_with()
        self.assertEqual((message.state, newer.state), ("refused", "done"))
        self.assertTrue(request.order_sent_on, "the refused one is replaced")
        self.assertEqual(request.stage, "order_sent")

    def test_refused_order_is_made_anew(self):
        message = self.order
        self.deliver_with(code=400)
        request = message.request_ids
        request.purchase_id.with_user(self.manager).button_cancel()
        request.with_user(self.manager).create_purchase_order()
        request.with_user(self.manager).send_order()
        self.deliver_with()
        self.assertEqual(message.state, "refused")
        self.assertEqual((self.order_message(request) - message).state, "done")
        self.assertTrue(request.order_sent_on)

    def test_order_waits_for_its_status(self):
        status = self.order.request_ids.document_ids - self.order
        status._unguarded().write(
            {
                "state": "sending",
                "attempts": 1,
                "next_attempt_at": fields.Datetime.now() + timedelta(seconds=30),
            }
        )
        self.assertFalse(self.deliver_with())
        status._unguarded().state = "retrying"
        [(_url, body)] = self.deliver_with()
        self.assertIn(b"<OrderRequest>", body)

    def test_what_is_held_back_is_told_once(self):
        message = self.order
        self.group.order_url = False
        for _attempt in range(2):
            self.assertFalse(self.deliver_with())
            self.make_due(message)
        activities = message.request_ids.activity_ids
        self.assertEqual(activities.mapped("summary"), ["The order is held back"])

    def test_refused_decision_alarms_nobody(self):
        request = self.punch_in()
        request.with_user(self.manager).reject("No")
        self.deliver_with(code=400)
        self.assertEqual(request.document_ids.sorted("id")[-1].state, "refused")
        self.assertFalse(request.activity_ids)

    def test_cancelled_order_does_not_leave(self):
        message = self.order
        message.request_ids.with_user(self.manager).cancel("Not needed")
        self.assertEqual(message.state, "cancelled")
        sent = self.deliver_with()
        self.assertEqual(len(sent), 1, "the rejection of the cart alone")
        self.assertIn(b"StatusUpdateRequest", sent[0][1])

    def test_a_copy_of_the_database_never_orders(self):
        message = self.order
        self.env["ir.config_parameter"].set_param("database.uuid", "a copy")
        self.assertFalse(self.deliver_with())
        self.assertEqual(message.state, "queued")

    def test_hosts_take_turns_and_a_failing_one_waits(self):
        first, second = self.order, self.queued()
        other = self.group.copy(
            {
                "name": "Other",
                "from_identity": "Other",
                "shared_secret": "Other",
                "order_url": "https://https-eu-ats.amazonsedi.com/1",
                "payment_method_id": self.payment_method.id,
            }
        )
        other.go_live("A test needs no checklist")
        request = self.punch_in(group=other)
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        hosts = [host for host, _message in first._in_turn()]
        self.assertEqual(len(set(hosts[:2])), 2, "one of each host first")
        error = transport.TransportError("connect", "Nobody there.")
        tried = [url for url, _body in self.deliver_with(error=error)]
        self.assertEqual(
            sorted(tried), sorted([self.group.order_url, other.sudo().order_url])
        )
        self.assertEqual(
            sorted((first | second).mapped("state")), ["queued", "retrying"]
        )

    def test_a_host_that_hangs_keeps_one_deliverer_only(self):
        """Whoever comes meanwhile serves the other hosts."""
        hanging, waiting = self.order, self.queued()
        hanging._unguarded().write(
            {
                "state": "sending",
                "attempts": 1,
                "next_attempt_at": fields.Datetime.now() + timedelta(seconds=30),
            }
        )
        other = self.group.copy(
            {
                "name": "Other",
                "from_identity": "Other",
                "shared_secret": "Other",
                "order_url": "https://https-eu-ats.amazonsedi.com/1",
                "payment_method_id": self.payment_method.id,
            }
        )
        other.go_live("A test needs no checklist")
        request = self.punch_in(group=other)
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        sent = {url for url, _body in self.deliver_with()}
        self.assertEqual(sent, {other.sudo().order_url})
        self.assertEqual((waiting.state, waiting.attempts), ("queued", 0))
        hanging._unguarded().state = "done"
        self.assertEqual(len(self.deliver_with()), 1, "left to the next one")

    def test_sent_again_by_a_person_it_leaves_in_the_click(self):
        message = self.order
        self.deliver_with(code=500)
        self.assertEqual(message.state, "retrying")
        message.with_user(self.administrator).send_again()
        self.assertEqual((message.state, message.attempts), ("retrying", 0))
        self.assertEqual(len(self.posted_after_commit()), 1)
        self.assertEqual((message.state, message.attempts), ("done", 1))

    def test_sent_again_by_a_person_it_obeys_the_lease(self):
        message = self.order
        message.with_user(self.administrator).send_again()
        message._unguarded().write(
            {
                "state": "sending",
                "next_attempt_at": fields.Datetime.now() + timedelta(seconds=30),
            }
        )
        self.assertFalse(self.posted_after_commit(), "a cron was quicker")

    def posted_after_commit(self):
        """What a click posts once its transaction is there, which a test never ends."""
        answer = cxml.Response(payload_id="1@a", status=cxml.Status(200, "text"))
        reply = transport.Reply(200, "text/xml", cxml.write(answer), 0.1)
        self.env.flush_all()
        with patch.object(transport, "post", return_value=reply) as post:
            self.env.cr.postcommit.run()
        self.env.invalidate_all()
        return post.call_args_list

    def test_neutralized_database_is_silent(self):
        message = self.order
        endpoint = self.group.endpoint_id
        endpoint.write({"inbound_auth": "bearer", "inbound_password": "token"})
        self.env.flush_all()
        with file_open("amazon_punchin/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(message.state, "cancelled")
        self.assertEqual(self.group.mode, "test")
        self.assertFalse(self.group.shared_secret)
        self.assertFalse(endpoint.inbound_password)
        self.assertFalse(endpoint._check_http({"Authorization": "Bearer token"}))
