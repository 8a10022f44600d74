from datetime import timedelta
from types import SimpleNamespace

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .. import cxml
from ..models.advice import advice
from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestAsking(ApprovalCommon):
    """How people are asked, and what they say beside yes (scenario 16)."""

    def mails(self, request):
        return self.env["mail.message"].search(
            [
                ("model", "=", request._name),
                ("res_id", "=", request.id),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", self.approver.partner_id.ids),
            ]
        )

    def test_approver_gets_one_mail_with_the_cart(self):
        self.group.approver_ids = self.approver
        item = self.item("B0X", 2, "9.50")
        detail = item.detail._replace(description="<script>alert(1)</script> & pens")
        request = self.punch_in(self.cart((item._replace(detail=detail),)))
        request._unguarded().expires_on = fields.Datetime.now() + timedelta(days=6.5)
        request.with_user(self.employee).note = "For <b>Bo</b>"
        request.with_user(self.employee).submit()
        mail = self.mails(request)
        self.assertEqual(mail.notified_partner_ids, self.approver.partner_id)
        self.assertEqual(mail.notification_ids.notification_type, "email")
        self.assertIn(request.name, mail.subject)
        self.assertIn("54.90", mail.subject)
        for text in ("6 days left", "19.00", "54.90", "Ada Approver", "Warehouse"):
            self.assertIn(text, mail.body.replace("\N{NO-BREAK SPACE}", " "))
        self.assertNotIn("<script", mail.body)
        self.assertIn("&lt;script&gt;", mail.body)
        self.assertNotIn("<b>Bo</b>", mail.body)
        request._ask_approvers()
        self.assertEqual(self.mails(request), mail, "asked once")

    def test_who_reads_inside_odoo_gets_no_mail(self):
        self.approver.notification_type = "inbox"
        self.group.approver_ids = self.approver
        request = self.punch_in()
        request.with_user(self.employee).submit()
        notification = self.mails(request).notification_ids
        self.assertEqual(notification.notification_type, "inbox")
        self.assertFalse(notification.mail_mail_id)

    def test_reject_tells_the_buyer_and_amazon(self):
        """Scenario 16: `rejected` to Amazon; a status that fails blocks nothing."""
        request = self.pending()
        with self.assertRaises(UserError):
            request.with_user(self.manager).reject("  ")
        wizard = (
            self.env["amazon.punchin.reject.wizard"]
            .with_user(self.manager)
            .with_context(active_ids=request.ids)
            .create({"reason": "Too dear"})
        )
        wizard.action_reject()
        self.assertEqual(request.state, "rejected")
        [status] = request.document_ids.filtered(
            lambda one: one.document_type == "StatusUpdateRequest"
        )
        sent = cxml.read(status._bytes())
        self.assertEqual(sent.status.code, 403)
        self.assertEqual(sent.document_reference, request.payload_id)
        note = request.message_ids.filtered(lambda one: "Too dear" in one.body)
        self.assertIn(self.employee.partner_id, note.notified_partner_ids)

    def test_question_reaches_the_buyer(self):
        request = self.pending()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).ask_buyer("Why?")
        request.with_user(self.manager).ask_buyer("Why two?")
        self.assertEqual(request.state, "pending")
        asked = request.activity_ids.filtered(lambda one: one.user_id == self.employee)
        self.assertIn("Why two?", asked.note)

    def test_returned_request_is_changed_and_sent_again(self):
        request = self.pending()
        with self.assertRaises(AccessError):
            request.with_user(self.employee).return_to_buyer("x")
        request.with_user(self.manager).return_to_buyer("Another place, please")
        self.assertEqual((request.state, request.stage), ("open", "cart_received"))
        self.assertEqual(request.activity_ids.user_id, self.employee)
        self.assertFalse(
            request.document_ids.filtered(
                lambda one: one.document_type == "StatusUpdateRequest"
            )
        )
        mine = request.with_user(self.employee)
        mine.note = "The workshop"
        mine.submit()
        self.assertEqual(request.state, "pending")
        self.assertEqual(request.activity_ids.user_id, self.manager)

    # In whose language ----------------------------------------------------------------

    def test_buyer_is_spoken_to_in_the_own_language(self):
        """Whoever writes, and whatever language that person speaks."""
        self.speak(
            question="Question to the buyer: %(text)s",
            answer="Answer the approver",
            returned="Returned to the buyer: %(reason)s",
            change="Change and submit again",
            rejected="Rejected: %(reason)s",
            arrived="Complete and submit your Amazon cart",
        )
        first = self.punch_in()
        self.assertEqual(first.activity_ids.summary, "arrived fr")
        first.with_user(self.employee).submit()
        theirs = first.with_user(self.manager).with_context(lang="de_DE")
        theirs.ask_buyer("Why two?")
        asked = first.activity_ids.filtered(lambda one: one.user_id == self.employee)
        self.assertEqual(asked.summary, "answer fr")
        theirs.return_to_buyer("Another place")
        back = first.activity_ids.filtered(lambda one: one.user_id == self.employee)
        self.assertIn("change fr", back.mapped("summary"))
        first.with_user(self.employee).submit()
        theirs.reject("Too dear")
        bodies = " ".join(first.message_ids.mapped("body"))
        for word in ("question fr", "returned fr", "rejected fr"):
            self.assertIn(word, bodies)
        self.assertNotIn(" de", bodies)

    def test_whoever_must_act_is_spoken_to_in_the_own_language(self):
        """What a buyer or a manager does asks the responsible in the latter's."""
        english = SimpleNamespace(_=lambda text, **_facts: text)
        problem, wish = advice(english, "problem_reported")
        live, _text = advice(english, "still_live")
        self.speak(problem=problem, wish=wish, live=live)
        request = self.released()
        mine = request.with_user(self.employee).with_context(lang="fr_FR")
        mine.report_problem(request.line_ids[0], 1, "Broken", "Money back")
        self.assertEqual(request.message_ids[0].body, "<p>wish fr</p>")
        task = request.activity_ids
        self.assertIn("problem de", task.summary)
        self.assertIn("wish de", task.note)
        request.with_user(self.administrator).cancel("Mistake")
        self.assertIn("live de", request.activity_ids.mapped("summary"))
