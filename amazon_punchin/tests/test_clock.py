from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.translate import code_translations

from ..models.advice import advice
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestClock(HttpCase, PurchaseCommon):
    """Seven days: reminder, the next approver, expiry, and what a manager may do
    afterwards (scenario 18)."""

    def run_cron(self):
        self.env.flush_all()
        self.env.ref("amazon_punchin.cron_clock").method_direct_trigger()
        self.env.invalidate_all()

    def shift(self, request, **days):
        """Sets stamps so many days from now, as time does."""
        now = fields.Datetime.now()
        request._unguarded().write(
            {name: now + timedelta(days=count) for name, count in days.items()}
        )

    def pending(self):
        request = self.punch_in()
        request.with_user(self.employee).submit()
        return request

    def statuses(self, request):
        return request.document_ids.filtered(
            lambda one: one.document_type == "StatusUpdateRequest"
        )

    def test_badge_counts_down(self):
        request = self.punch_in().with_user(self.employee)
        for days, text in (
            (6.5, "6 days left"),
            (1.5, "1 day left"),
            (0.49, "11 hours left"),
            (-1, "Expired"),
        ):
            self.shift(request, expires_on=days)
            self.assertEqual(request.clock_text, text)
        request = self.released()
        self.assertFalse(request.clock_text)

    def test_whoever_must_act_is_reminded_once(self):
        mine, theirs, early = self.punch_in(), self.pending(), self.pending()
        for request in mine, theirs:
            request.activity_ids.unlink()
            self.shift(request, expires_on=1.9)
        early.activity_ids.unlink()
        self.run_cron()
        self.assertEqual(mine.activity_ids.user_id, self.employee)
        self.assertEqual(theirs.activity_ids.user_id, self.manager)
        self.assertIn("1 day left", mine.activity_ids.note)
        self.assertFalse(early.activity_ids)
        mine.activity_ids.action_done()
        self.run_cron()
        self.assertFalse(mine.activity_ids)
        self.group.reminder_days = 7
        self.run_cron()
        self.assertTrue(early.activity_ids)

    def test_second_approver_is_asked_after_days(self):
        self.group.write(
            {
                "approver_ids": self.colleague.ids,
                "second_approver_id": self.administrator.id,
            }
        )
        request = self.pending()
        self.run_cron()
        self.assertEqual(request.activity_ids.user_id, self.colleague)
        self.shift(request, asked_on=-2.1)
        self.run_cron()
        self.assertEqual(
            request.activity_ids.user_id, self.colleague | self.administrator
        )
        count = len(request.message_ids)
        self.run_cron()
        self.assertEqual(len(request.message_ids), count, "once")
        self.assertEqual(len(request.activity_ids), 2)
        request.with_user(self.administrator).release()
        self.assertFalse(request.activity_ids)

    def test_without_a_second_approver_the_other_managers_are_asked(self):
        request = self.pending()
        self.shift(request, asked_on=-2.1)
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.run_cron()
        self.assertIn(self.administrator, request.activity_ids.user_id)

    def test_absence_that_begins_later_is_seen(self):
        self.group.approver_ids = self.colleague
        request = self.pending()
        absence = self.env["amazon.punchin.substitute"].create(
            {
                "user_id": self.colleague.id,
                "substitute_id": self.administrator.id,
                "date_from": fields.Date.today() + timedelta(days=1),
                "date_to": fields.Date.today() + timedelta(days=2),
            }
        )
        self.run_cron()
        self.assertEqual(request.activity_ids.user_id, self.colleague)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_substitute SET date_from = %s WHERE id = %s",
            [fields.Date.today(), absence.id],
        )
        self.env.invalidate_all()
        self.run_cron()
        self.assertIn(self.administrator, request.activity_ids.user_id)

    def test_cart_expires_once_and_amazon_gets_it_back(self):
        mine, theirs = self.punch_in(), self.pending()
        released = self.released()
        for request in mine, theirs, released:
            self.shift(request, expires_on=-0.1)
        self.run_cron()
        for request in mine, theirs:
            self.assertEqual((request.state, request.stage), ("expired", "expired"))
            self.assertEqual(request.activity_ids.user_id, self.employee)
            self.assertEqual(len(request.activity_ids), 1)
            self.assertEqual(self.statuses(request).state, "queued")
            self.assertIn(b"403", self.statuses(request)._bytes())
        self.assertEqual(released.state, "released")
        self.run_cron()
        self.assertEqual(len(self.statuses(mine)), 1)
        self.assertEqual(len(mine.activity_ids), 1)

    def test_expired_cart_is_released_by_a_manager_with_a_reason_only(self):
        request = self.pending()
        self.shift(request, expires_on=-0.1)
        with self.assertRaisesRegex(UserError, "older than seven days"):
            request.with_user(self.manager).release()
        self.run_cron()
        with self.assertRaises(UserError):
            request.with_user(self.manager).release()
        with self.assertRaises(AccessError):
            request.with_user(self.employee).override("expired", "I want it")
        with self.assertRaises(UserError):
            request.with_user(self.manager).override("expired", " ")
        with self.assertRaises(UserError):
            request.with_user(self.manager).override("address", "no")
        self.assertTrue(request.with_user(self.manager).may_override_expired)
        request.with_user(self.manager).override("expired", "Prices looked at today")
        self.assertEqual(request.state, "pending")
        self.run_cron()
        self.assertEqual(request.state, "pending", "taken up for good")
        request.with_user(self.manager).release()
        self.assertEqual(request.purchase_id.state, "purchase")
        message = self.order_message(request)
        self.assertEqual(message._may_leave()[0], "go")

    def test_expired_cart_that_nobody_sent_is_open_again(self):
        request = self.punch_in()
        self.shift(request, expires_on=-0.1)
        self.run_cron()
        request.with_user(self.manager).override("expired", "Still needed")
        self.assertEqual(request.state, "open")
        request.with_user(self.employee).submit()
        self.assertEqual(request.state, "pending")

    def test_released_in_time_but_not_sent_is_told_once(self):
        self.group.auto_order = False
        request = self.pending()
        request.with_user(self.manager).release()
        self.shift(request, expires_on=-0.1)
        for _ in range(2):
            self.run_cron()
            self.assertEqual(request.state, "released")
            self.assertEqual(request.activity_ids.user_id, self.manager)
            self.assertEqual(len(request.activity_ids), 1)

    def test_reminder_before_the_end_keeps_the_warning_after_it_from_nothing(self):
        self.group.auto_order = False
        request = self.pending()
        request.with_user(self.manager).release()
        self.shift(request, expires_on=1.9)
        self.run_cron()
        self.assertTrue(request.reminded_on)
        request.activity_ids.unlink()
        self.shift(request, expires_on=-0.1, reminded_on=-2)
        for _ in range(2):
            self.run_cron()
            self.assertEqual(len(request.activity_ids), 1)

    def test_everybody_is_told_in_the_own_language(self):
        """What the cron says is not in OdooBot's language."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["res.lang"]._activate_lang("fr_FR")
        summary, _text = advice(self.env, "expired", name="x")
        words = {"Approve or reject": "Entscheiden", summary: "Abgelaufen"}
        known = dict(code_translations.python_translations)
        known["amazon_punchin", "de_DE"] = words
        known["amazon_punchin", "fr_FR"] = {
            word: f"{text} (fr)" for word, text in words.items()
        }
        self.patch(code_translations, "python_translations", known)
        self.group.approver_ids = self.colleague
        self.colleague.lang = "de_DE"
        self.employee.lang = "fr_FR"
        request = self.pending()
        self.assertEqual(request.activity_ids.summary, "Entscheiden")
        self.shift(request, expires_on=-0.1)
        self.run_cron()
        self.assertEqual(request.activity_ids.user_id, self.employee)
        self.assertEqual(request.activity_ids.summary, "Abgelaufen (fr)")

    def test_one_that_fails_keeps_the_others_from_nothing(self):
        bad, good = self.pending(), self.pending()
        for request in bad, good:
            self.shift(request, expires_on=-0.1)
        model = type(self.env["amazon.punchin.request"])
        expire = model._expire

        def fail(request):
            if request.id == bad.id:
                raise ValueError("broken")
            return expire(request)

        self.patch(model, "_expire", fail)
        with self.assertLogs("odoo.addons.amazon_punchin", "ERROR"):
            self.run_cron()
        self.assertEqual((bad.state, good.state), ("pending", "expired"))
