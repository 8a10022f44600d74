from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.translate import code_translations

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestConsent(PolicyCommon):
    """The further approver whom a policy asks, and who answers in his place."""

    def test_further_approver(self):
        boss = self.further()
        request = self.punch_in()
        request.with_user(self.employee).submit()
        self.assertEqual(request._policy_approvers(), boss)
        self.assertIn(boss, request.activity_ids.user_id)
        with self.assertRaises(UserError):
            request.with_user(self.manager).release()
        for user in (self.employee, self.manager):
            with self.assertRaises(AccessError):
                request.with_user(user).consent()
        theirs = request.with_user(boss)
        self.assertTrue(theirs.may_consent)
        theirs.web_read(
            {
                "line_ids": {"fields": {"title": {}}},
                "problem_text": {},
                "policy_result_ids": {"fields": {"text": {}}},
            }
        )
        with self.assertRaises(AccessError):
            theirs.release()
        theirs.consent()
        self.assertFalse(request._policy_approvers())
        self.assertNotIn(boss, request.activity_ids.user_id)
        request.with_user(self.manager).release()
        self.assertEqual(request.state, "released")

    def test_consent_releases_where_nobody_else_is_asked(self):
        boss = self.further()
        self.group.approval = "none"
        request = self.punch_in()
        request.with_user(self.employee).submit()
        self.assertEqual(request.state, "pending")
        with self.assertRaises(AccessError):
            request.with_user(self.employee).release()
        request.with_user(boss).consent()
        self.assertEqual(request.state, "released")

    def test_who_is_asked_for_consent_alone_is_named_and_reminded(self):
        boss = self.further()
        self.group.approval = "none"
        request = self.punch_in()
        request.with_user(self.employee).submit()
        said = request.with_user(self.employee).not_sent_reason
        self.assertEqual(said, f"It waits for the consent of {boss.name}.")
        self.assertEqual(request._whose_turn(), boss)
        self.group.approval = "manager"
        request.invalidate_recordset(["not_sent_reason"])
        said = request.with_user(self.employee).not_sent_reason
        self.assertIn(f"approval of {self.manager.name}.", said)
        self.assertIn(f"consent of {boss.name}.", said)
        self.assertEqual(request._whose_turn(), boss | self.manager)

    def test_nothing_waits_for_managers_where_a_consent_is_all_that_is_missing(self):
        self.further()
        request = self.waiting()
        theirs = request.with_user(self.manager)
        found = theirs.search([("awaits_me", "=", True), ("id", "=", request.id)])
        self.assertFalse(theirs.awaits_me or found)
        self.group.approval = "manager"
        self.env.invalidate_all()
        found = theirs.search([("awaits_me", "=", True), ("id", "=", request.id)])
        self.assertTrue(theirs.awaits_me and found)

    def test_last_consent_tells_the_buyer_what_still_holds_it_back(self):
        boss = self.further()
        request = self.waiting()
        request._unguarded().address_matched = False
        request.with_user(boss).consent()
        self.assertEqual(request.state, "pending")
        [task] = request.activity_ids
        self.assertEqual(task.user_id, self.employee)
        self.assertIn("delivery address", task.note)
        theirs = request.with_user(self.employee)
        self.assertIn(f"waits for {self.employee.name}", theirs.not_sent_reason)
        self.assertTrue(theirs.may_release)
        request.with_user(self.manager).override("address", "A neighbour")
        theirs.release()
        self.assertEqual(request.state, "released")
        self.assertFalse(request.activity_ids)

    def test_consent_given_in_another_language_than_it_was_asked_in(self):
        boss = self.further()
        self.env["res.lang"]._activate_lang("de_DE")
        boss.lang = "de_DE"
        words = {("amazon_punchin", "de_DE"): {"Give your consent": "Stimmen Sie zu"}}
        with patch.dict(code_translations.python_translations, words):
            request = self.punch_in()
            request.with_user(self.employee).submit()
            task = request.activity_ids.filtered(lambda one: one.user_id == boss)
            self.assertEqual(task.summary, "Stimmen Sie zu")
            boss.lang = "en_US"
            request.with_user(boss).consent()
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def waiting(self, **settings):
        """A request on which nothing but the boss's consent is waited for, too long."""
        self.group.write({"approval": "none", "escalation_days": 1, **settings})
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request._unguarded().asked_on -= timedelta(days=2)
        return request

    def test_second_approver_consents_where_nobody_else_does(self):
        self.further()
        request = self.waiting(second_approver_id=self.colleague.id)
        theirs = request.with_user(self.colleague)
        with self.assertRaises(AccessError):
            theirs.consent()
        self.assertFalse(theirs.may_release, "there is nothing to approve")
        request._escalate()
        task = request.activity_ids.filtered(lambda one: one.user_id == self.colleague)
        self.assertEqual(task.summary, "Give your consent")
        self.assertIn("129.00", task.note)
        self.assertTrue(theirs.may_consent)
        theirs.consent()
        self.assertEqual(request.state, "released")
        self.assertFalse(request.activity_ids)

    def test_other_managers_consent_where_the_second_approver_was_asked_first(self):
        boss = self.further()
        request = self.waiting(second_approver_id=boss.id)
        request._escalate()
        self.assertIn(self.manager, request.activity_ids.user_id)
        theirs = request.with_user(self.manager)
        self.assertTrue(theirs.may_consent)
        theirs.consent()
        self.assertEqual(request.state, "released")

    def test_substitute_of_the_second_approver_consents(self):
        self.further()
        request = self.waiting(second_approver_id=self.manager.id)
        self.away(self.manager, self.colleague)
        request._escalate()
        self.assertIn(self.colleague, request.activity_ids.user_id)
        request.with_user(self.colleague).consent()
        self.assertEqual(request.state, "released")

    def test_second_approver_is_asked_for_both_where_both_are_missing(self):
        self.further()
        request = self.waiting(
            approval="manager",
            approver_ids=self.administrator.ids,
            second_approver_id=self.colleague.id,
        )
        request._escalate()
        tasks = request.activity_ids.filtered(lambda one: one.user_id == self.colleague)
        self.assertEqual(
            set(tasks.mapped("summary")), {"Approve or reject", "Give your consent"}
        )
        theirs = request.with_user(self.colleague)
        theirs.consent()
        theirs.release()
        self.assertEqual(request.state, "released")

    def test_further_approver_may_say_no(self):
        boss = self.further()
        request = self.punch_in()
        theirs = request.with_user(boss)
        with self.assertRaises(AccessError):
            theirs.reject("Not yet asked")
        request.with_user(self.employee).submit()
        self.assertTrue(theirs.may_reject and theirs.may_reply)
        theirs.ask_buyer("Why this one?")
        theirs.return_to_buyer("A cheaper one, please")
        request.with_user(self.employee).submit()
        theirs.reject("Too dear")
        self.assertEqual((request.state, request.approver_id), ("rejected", boss))
        self.assertFalse(request.approved_for_id)

    def test_who_consented_already_rejects_no_more(self):
        boss = self.further()
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(boss).consent()
        for act in ("ask_buyer", "return_to_buyer", "reject"):
            with self.assertRaises(AccessError, msg=act):
                getattr(request.with_user(boss), act)("No")
        self.assertFalse(request.with_user(boss).may_reject)

    def test_substitute_of_a_further_approver_rejects_in_place(self):
        boss = self.further()
        request = self.punch_in()
        request.with_user(self.employee).submit()
        self.away(boss, self.colleague)
        request.with_user(self.colleague).reject("No")
        self.assertEqual(request.approved_for_id, boss)

    def test_mail_asks_for_what_is_needed(self):
        boss = self.further()
        request = self.punch_in()
        request.with_user(self.employee).submit()
        asked = {
            user: self.env["mail.message"].search(
                [
                    ("model", "=", request._name),
                    ("res_id", "=", request.id),
                    ("message_type", "=", "user_notification"),
                    ("notified_partner_ids", "in", user.partner_id.ids),
                ]
            )
            for user in (boss, self.manager)
        }
        self.assertIn("needs your consent", asked[boss].body)
        self.assertIn("Give Consent…", asked[boss].body)
        self.assertIn("asks for your approval", asked[self.manager].body)
        for mail in asked.values():
            self.assertIn("is above the limit of", mail.body)

    def away(self, user, substitute, by=None):
        today = fields.Date.today()
        absences = self.env["amazon.punchin.substitute"].with_user(by or user)
        return absences.create(
            {
                "user_id": user.id,
                "substitute_id": substitute.id,
                "date_from": today,
                "date_to": today,
            }
        )

    def test_substitute_of_a_further_approver_consents(self):
        boss = self.further()
        self.group.approval = "none"
        request = self.punch_in()
        request.with_user(self.employee).submit()
        theirs = request.with_user(self.colleague)
        with self.assertRaises(AccessError):
            theirs.read(["name"])
        self.away(boss, self.colleague)
        self.assertEqual(request._policy_approvers(), self.colleague)
        self.assertIn(self.colleague, request.activity_ids.user_id)
        self.assertTrue(theirs.may_consent)
        self.assertTrue(request.with_user(boss).may_consent, "he may answer himself")
        theirs.consent()
        self.assertEqual(request.state, "released")
        self.assertEqual(request.policy_result_ids.consented_by_id, self.colleague)
        self.assertFalse(request.activity_ids)

    def test_buyer_names_nobody_who_consents_for_him(self):
        boss = self.further()
        request = self.punch_in(email=self.manager.email)
        request.with_user(self.manager).submit()
        self.away(boss, self.colleague, by=self.manager)
        self.assertEqual(request._policy_approvers(), boss)
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).consent()

    def test_others_are_asked_where_the_further_approver_has_left(self):
        boss = self.further()
        boss.active = False
        request = self.punch_in()
        request.with_user(self.employee).submit()
        self.assertEqual(request._policy_approvers(), self.manager)
        request.with_user(self.manager).consent()
        request.with_user(self.manager).release()
        self.assertEqual(request.state, "released")

    def test_further_approver_opens_a_request_of_a_group_that_is_not_his(self):
        boss = self.further()
        self.group.write(
            {"all_users": False, "user_ids": [Command.set(self.employee.ids)]}
        )
        groups = self.env["amazon.punchin.group"].with_user(boss)
        self.assertFalse(groups.search([("id", "=", self.group.id)]))
        request = self.punch_in()
        request.with_user(self.employee).submit()
        theirs = request.with_user(boss)
        self.assertEqual(theirs.group_id.name, "Office")
        form = etree.fromstring(theirs.get_view(view_type="form")["arch"])
        names = form.xpath("//field[not(ancestor::field)]/@name")
        self.assertIn("problem_text", names)
        self.env.invalidate_all()
        [shown] = theirs.web_read(
            {**{name: {} for name in names}, "group_id": {"fields": {"name": {}}}}
        )
        self.assertEqual(shown["group_id"]["name"], "Office")
        self.assertFalse(theirs.group_id.may_decide)
        theirs.consent()
        with self.assertRaises(AccessError):
            groups.browse(self.group.id).write({"name": "Mine"})

    def test_nobody_consents_to_what_he_bought(self):
        boss = self.further()
        request = self.punch_in(email=boss.email)
        request.with_user(boss).submit()
        with self.assertRaises(AccessError):
            request.with_user(boss).consent()
        request.with_user(self.manager).consent()
        request.with_user(self.manager).release()
        self.assertEqual(request.state, "released")

    def test_own_finding_asks_others_where_the_group_asks_nobody(self):
        boss = self.further()
        self.group.approval = "none"
        request = self.punch_in(email=boss.email)
        request.with_user(boss).submit()
        request.with_user(self.manager).consent()
        self.assertEqual(request.state, "released")
