import base64
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .. import cxml
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestHousekeeping(HttpCase, PurchaseCommon):
    """What the crons do while nobody looks."""

    def run_cron(self, name):
        self.env.flush_all()
        self.env.ref(f"amazon_punchin.{name}").method_direct_trigger()
        self.env.invalidate_all()

    def age(self, records, days, *names):
        """Lets time pass for the stamps that nobody can write."""
        moment = fields.Datetime.now() - timedelta(days=days)
        self.env.flush_all()
        for name in names:
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id IN %s RETURNING id",
                    SQL.identifier(records._table),
                    SQL.identifier(name),
                    moment,
                    tuple(records.ids),
                )
            )
        self.env.invalidate_all()

    def test_silence_becomes_an_activity_once(self):
        request = self.released()
        request.activity_ids.unlink()
        self.run_cron("cron_watch")
        self.assertFalse(request.activity_ids)
        self.age(request, 2, "order_sent_on")
        self.run_cron("cron_watch")
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.assertIn(request.purchase_id.name, request.activity_ids.note)
        request.activity_ids.action_done()
        self.run_cron("cron_watch")
        self.assertFalse(request.activity_ids)

    def test_silence_about_one_part_of_a_long_order_is_told(self):
        """The other part waits to be sent, or is confirmed."""
        self.group.max_order_lines = 2
        request = self.released()
        first, second = self.order_message(request).sorted("id")
        named = cxml.OrderReference(order_id=first.order_ref)
        for fact in ("unsent", "confirmed"):
            with self.subTest(fact):
                request._unguarded().write(
                    {"order_sent_on": False, "silence_alarm_on": False}
                )
                request.activity_ids.unlink()
                if fact == "unsent":
                    second._unguarded().state = "retrying"
                    silent, other = first, second
                else:
                    second._unguarded().state = "done"
                    self.deliver(self.confirmation(request, {1: 3}, order=named))
                    silent, other = second, first
                (first | second)._unguarded().last_attempt_at = fields.Datetime.now()
                self.run_cron("cron_watch")
                self.assertNotIn("silent", str(request.activity_ids.mapped("note")))
                self.age(first | second, 2, "last_attempt_at")
                self.run_cron("cron_watch")
                alarm = request.activity_ids.filtered(lambda one: "silent" in one.note)
                self.assertIn(silent.order_ref, alarm.note)
                self.assertNotIn(other.order_ref, alarm.note)

    def test_one_alarm_that_fails_keeps_the_others_from_nothing(self):
        requests = self.released() | self.released()
        requests.activity_ids.unlink()
        self.age(requests, 2, "order_sent_on")
        model = type(requests)
        todo = model._todo
        failed = []

        def fail(request, *args, **options):
            if request.id in failed or not failed:
                failed.append(request.id)
                raise ValueError("broken")
            return todo(request, *args, **options)

        self.patch(model, "_todo", fail)
        with self.assertLogs("odoo.addons.amazon_punchin", "ERROR"):
            self.run_cron("cron_watch")
        bad = requests.browse(failed[0])
        self.assertFalse(bad.activity_ids)
        self.assertFalse(bad.silence_alarm_on, "it comes again")
        self.assertTrue((requests - bad).activity_ids)

    def test_confirmed_order_raises_no_alarm(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}))
        self.age(request, 2, "order_sent_on")
        request.activity_ids.unlink()
        self.run_cron("cron_watch")
        self.assertFalse(request.activity_ids)

    def test_finished_documents_are_forgotten_but_recognised(self):
        request = self.punch_in()
        request.with_user(self.manager).reject("No")
        messages = request.document_ids
        self.age(messages, 401, "create_date")
        self.run_cron("cron_forget")
        self.assertTrue(messages[0]._bytes(), "finished only now")
        self.age(request, 401, "write_date")
        messages._unguarded().state = "done"
        self.run_cron("cron_forget")
        for message in messages:
            self.assertFalse(message._bytes())
            self.assertFalse(message.user_email)
            self.assertTrue(message.payload_id)

    def test_unfinished_documents_stay(self):
        request = self.released()
        messages = request.document_ids
        self.age(messages, 5000, "create_date")
        self.age(request, 5000, "write_date")
        self.run_cron("cron_forget")
        self.assertTrue(all(message._bytes() for message in messages))

    def test_what_belongs_to_no_purchase_is_forgotten_too(self):
        """What was refused after a month, what was only answered after a year."""
        kept = self.env["amazon.punchin.message"]
        facts = {
            "direction": "in",
            "group_id": self.group.id,
            "company_id": self.group.company_id.id,
            "endpoint_id": self.endpoint.id,
            "document_type": "ProfileRequest",
            "body": base64.b64encode(b"<cXML/>"),
        }
        states = ("refused", "duplicate", "done", "attention", "failed")
        messages = kept._unguarded().create(
            [{**facts, "payload_id": state, "state": state} for state in states]
        )
        for days, left in ((29, states), (31, states[2:]), (401, states[3:])):
            self.age(messages, days, "create_date")
            self.run_cron("cron_forget")
            bodies = messages.filtered("body")
            self.assertEqual(bodies.mapped("state"), [*left], f"after {days} days")

    def test_zero_days_keep_for_ever(self):
        request = self.punch_in()
        request.with_user(self.manager).reject("No")
        messages = request.document_ids
        messages._unguarded().state = "done"
        setup = messages.filtered(
            lambda one: one.document_type == "PunchOutSetupRequest"
        )
        settings = self.env["ir.config_parameter"].sudo()
        settings.set_param("amazon_punchin.retention_days.PunchOutSetupRequest", "0")
        self.age(messages, 401, "create_date")
        self.age(request, 401, "write_date")
        self.run_cron("cron_forget")
        self.assertTrue(setup)
        self.assertEqual(messages.filtered("body"), setup)
