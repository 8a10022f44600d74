from datetime import timedelta

from lxml import html
from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged, users
from odoo.tools import mute_logger

from .. import cxml
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestApproval(PurchaseCommon):
    """Who approves, in whose place, and how they are asked (scenarios 10 and 16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = new_test_user(
            cls.env,
            "apr_approver",
            "amazon_punchin.group_user",
            email="apr_approver@example.com",
            name="Ada Approver",
        )
        cls.stand_in = new_test_user(
            cls.env,
            "apr_stand_in",
            "amazon_punchin.group_user",
            email="apr_stand_in@example.com",
            name="Sol Standin",
        )

    def pending(self, email=None, user=None):
        request = self.punch_in(email=email)
        request.with_user(user or self.employee).submit()
        return request

    def absent(self, user=None, substitute=None, first=0, last=0, by=None):
        """Somebody says that he is away, from one day to another, counted from now."""
        today = fields.Date.today()
        return (
            self.env["amazon.punchin.substitute"]
            .with_user(by or user or self.approver)
            .create(
                {
                    "user_id": (user or self.approver).id,
                    "substitute_id": (substitute or self.stand_in).id,
                    "date_from": today + timedelta(days=first),
                    "date_to": today + timedelta(days=last),
                }
            )
        )

    # Nobody approves what he bought ---------------------------------------------------

    def test_manager_never_approves_what_he_bought(self):
        request = self.pending(self.manager.email, self.manager)
        mine = request.with_user(self.manager)
        self.assertFalse(mine.awaits_me or mine.may_release or mine.may_reject)
        for act in (mine.release, mine.action_release):
            with self.assertRaisesRegex(AccessError, "yourself"):
                act()
        self.assertEqual(request.state, "pending")
        found = mine.search([("awaits_me", "=", True), ("id", "=", request.id)])
        self.assertFalse(found)
        request.with_user(self.administrator).release()
        self.assertEqual(request.state, "released")

    def test_setting_allows_to_approve_what_one_bought(self):
        self.group.self_approval = True
        request = self.pending(self.manager.email, self.manager)
        self.assertTrue(request.with_user(self.manager).awaits_me)
        request.with_user(self.manager).release()
        self.assertEqual(request.approver_id, self.manager)

    def test_buyer_who_is_a_manager_needs_nobody_below_the_amount(self):
        self.group.write({"approval": "amount", "approval_amount": 1000})
        request = self.punch_in(email=self.manager.email)
        request.with_user(self.manager).submit()
        self.assertEqual(request.state, "released")

    def test_somebody_else_is_asked_when_the_approver_bought(self):
        self.group.approver_ids = self.approver
        request = self.pending(self.approver.email, self.approver)
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_manager_orders_what_he_bought_after_somebody_approved(self):
        self.group.auto_order = False
        request = self.pending(self.manager.email, self.manager)
        with self.assertRaises(UserError):
            request.with_user(self.manager).create_purchase_order()
        request.with_user(self.administrator).release()
        mine = request.with_user(self.manager)
        self.assertTrue(mine.may_create_purchase)
        mine.create_purchase_order()
        self.assertTrue(mine.may_send)
        mine.send_order()
        self.assertEqual(len(self.order_message(request)), 1)
        with self.assertRaises(AccessError):
            self.pending().with_user(self.employee).send_order()

    # Substitutes ----------------------------------------------------------------------

    def test_substitute_approves_in_place_and_it_is_said(self):
        self.group.approver_ids = self.approver
        self.absent(first=0, last=2)
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.stand_in)
        theirs = request.with_user(self.stand_in)
        self.assertTrue(theirs.awaits_me)
        found = theirs.search([("awaits_me", "=", True)])
        self.assertIn(request, found)
        theirs.release()
        self.assertEqual(request.purchase_id.state, "purchase")
        self.assertEqual(request.approver_id, self.stand_in)
        self.assertEqual(request.approved_for_id, self.approver)
        note = request.message_ids.filtered(lambda one: "in place of" in one.body)
        self.assertIn("Ada Approver", note.body)
        self.assertEqual(note.author_id, self.stand_in.partner_id)

    def test_substitute_of_a_manager_has_the_managers_requests(self):
        self.absent(self.manager)
        request = self.pending()
        theirs = request.with_user(self.stand_in)
        self.assertEqual(theirs.line_ids.mapped("supplier_part_id")[0], "B0A")
        theirs.reject("Too dear")
        self.assertEqual(request.approved_for_id, self.manager)

    def test_right_of_who_has_left_is_passed_on_to_nobody(self):
        self.absent(self.manager)
        request = self.pending()
        self.manager.active = False
        self.env.invalidate_all()
        requests = self.env["amazon.punchin.request"].with_user(self.stand_in)
        self.assertFalse(requests.search([("id", "=", request.id)]))
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).release()

    def test_right_of_a_substitute_ends_with_the_absence(self):
        self.group.approver_ids = self.approver
        request = self.pending()
        requests = self.env["amazon.punchin.request"].with_user(self.stand_in)
        for first, last in ((-5, -1), (1, 5)):
            absence = self.absent(first=first, last=last)
            self.assertFalse(requests.search([("id", "=", request.id)]))
            with self.assertRaises(AccessError):
                request.with_user(self.stand_in).release()
            absence.sudo().unlink()
        absence = self.absent(first=-1, last=0)
        self.assertTrue(requests.search([("id", "=", request.id)]))
        absence.with_user(self.approver).date_to = fields.Date.today() - timedelta(1)
        self.assertFalse(requests.search([("id", "=", request.id)]))
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).release()

    def test_substitute_is_no_way_round_self_approval(self):
        """Neither the buyer for the approver, nor a substitute for the buyer."""
        self.group.approver_ids = self.approver
        self.absent(self.approver, self.employee)
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.approver)
        with self.assertRaises(AccessError):
            request.with_user(self.employee).release()
        self.absent(self.approver, self.stand_in, first=0, last=1)
        own = self.pending(self.approver.email, self.approver)
        theirs = own.with_user(self.stand_in)
        with self.assertRaises(AccessError):
            theirs.release()
        found = theirs.search([("awaits_me", "=", True)])
        self.assertEqual(found, request, "what one may not decide waits for nobody")
        self.assertFalse(theirs.awaits_me)

    def test_buyer_names_nobody_who_approves_for_him(self):
        """A manager may name a substitute for a colleague, but not to have the own
        cart approved."""
        self.group.approver_ids = self.approver
        named = self.absent(self.approver, self.stand_in, by=self.manager)
        own = self.pending(self.manager.email, self.manager)
        other = self.pending()
        self.assertEqual(own.activity_ids.user_id, self.approver)
        theirs = own.with_user(self.stand_in)
        self.assertFalse(theirs.awaits_me or theirs.may_release)
        for act in (theirs.release, lambda: theirs.reject("No")):
            with self.assertRaises(AccessError):
                act()
        found = theirs.search([("awaits_me", "=", True)])
        self.assertEqual(found, other)
        other.with_user(self.stand_in).release()
        named.with_user(self.administrator).date_to = fields.Date.today()
        self.assertEqual(named.named_by_id, self.administrator)
        self.assertIn(own, theirs.search([("awaits_me", "=", True)]))
        theirs.release()
        self.assertEqual(own.approved_for_id, self.approver)

    def test_who_named_a_substitute_is_kept_by_the_server(self):
        absence = self.absent(self.colleague, self.stand_in, by=self.manager)
        absence.with_user(self.manager).write({"named_by_id": self.approver.id})
        self.assertEqual(absence.named_by_id, self.manager)
        self.group.self_approval = True
        own = self.pending(self.manager.email, self.manager)
        self.absent(self.manager, self.stand_in)
        own.with_user(self.stand_in).release()
        self.assertEqual(own.approved_for_id, self.manager)

    def test_substitution_is_not_passed_on(self):
        self.group.approver_ids = self.approver
        self.absent(self.approver, self.stand_in)
        self.absent(self.stand_in, self.colleague)
        request = self.pending()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).release()

    def test_what_waits_already_is_passed_on_when_the_absence_is_told(self):
        self.group.approver_ids = self.approver
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.approver)
        self.absent()
        self.assertIn(self.stand_in, request.activity_ids.user_id)

    def test_nobody_makes_himself_a_substitute(self):
        """A substitute has a right of somebody else: only that person, or a manager,
        may give it."""
        with self.assertRaises(AccessError):
            self.absent(self.manager, self.employee, by=self.employee)
        own = self.absent(self.employee, self.colleague, by=self.employee)
        for values in (
            {"user_id": self.manager.id, "substitute_id": self.employee.id},
            {"user_id": self.manager.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                own.with_user(self.employee).write(values)
        theirs = self.absent(self.manager, self.employee)
        for act in (
            lambda record: record.write({"date_to": "2100-01-01"}),
            lambda record: record.unlink(),
        ):
            with self.assertRaises(AccessError):
                act(theirs.with_user(self.employee))
        self.assertTrue(theirs.with_user(self.employee).read(["date_to"]))
        self.assertTrue(self.absent(self.colleague, self.employee, by=self.manager))

    def test_manager_of_another_company_names_no_substitute_here(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.manager.copy(
            {
                "login": "apr_manager_elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.absent(self.manager, self.employee, by=stranger)
        self.absent(stranger, self.stand_in)
        self.manager.company_ids += other
        self.absent(self.manager, self.colleague, by=stranger)
        request = self.pending()
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).release()
        for allowed in (False, True):
            self.group.self_approval = allowed
            with self.assertRaises(AccessError):
                request.with_user(self.colleague).release()

    def test_substitute_who_has_left_is_not_asked(self):
        self.group.approver_ids = self.approver
        self.absent()
        self.stand_in.active = False
        request = self.pending()
        self.assertEqual(request._deciders(), self.approver)
        self.assertIn(self.approver, request.activity_ids.user_id)

    def test_absences_make_sense(self):
        with self.assertRaises(ValidationError):
            self.absent(substitute=self.accountant)
        for values in ({"substitute": self.approver}, {"first": 2, "last": 1}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation, msg=values),
                self.env.cr.savepoint(),
            ):
                self.absent(**values)

    # How they are asked ---------------------------------------------------------------

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
        self.assertIn(request.name, mail.subject)
        self.assertIn("54.90", mail.subject)
        for text in ("6 days left", "19.00", "54.90", "Ada Approver", "Warehouse"):
            self.assertIn(text, mail.body.replace("\N{NO-BREAK SPACE}", " "))
        self.assertNotIn("<script", mail.body)
        self.assertIn("&lt;script&gt;", mail.body)
        self.assertNotIn("<b>Bo</b>", mail.body)
        request._ask_approvers()
        self.assertEqual(self.mails(request), mail, "asked once")

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

    @users("apr_employee")
    def test_employee_without_purchase_right_does_all_his_part(self):
        self.group.sudo().approval = "none"
        request = self.punch_in().with_env(self.env)
        request.note = "mine"
        request.submit()
        self.assertEqual(request.state, "released")
        self.assertTrue(request.purchase_names)
        self.assertIn("within a minute", request.not_sent_reason)
        with self.assertRaises(AccessError):
            request.purchase_id.with_env(self.env).read(["name"])

    def test_release_check_says_what_is_met_and_what_is_missing(self):
        """Rows with a mark each (M3); the words are those that hold the release."""

        def rows(request, user):
            panel = html.fromstring(str(request.with_user(user).release_check))
            texts = [" ".join(one.text_content().split()) for one in panel.iter("li")]
            return [one for one in texts if "✘" in one], "".join(
                one for one in texts if "✔" in one
            )

        request = self.punch_in()
        self.assertFalse(request.with_user(self.employee).release_check)
        self.group.require_account = True
        self.env.invalidate_all()
        [missing], met = rows(request, self.employee)
        self.assertIn("✘Accounting Choose an account for: 1", missing)
        for title in ("Cart", "Address", "Prices kept", "Policies", "Live mode"):
            self.assertIn(f"✔{title}", met)
        self.group.require_account = False
        request.with_user(self.employee).submit()
        [missing], met = rows(request, self.manager)
        self.assertIn("✘Approval It waits for the approval of", missing)
        self.assertIn("✔Accounting", met)
        self.group.auto_order = False
        request.with_user(self.manager).release()
        [missing], met = rows(request, self.employee)
        self.assertIn("✘Purchase order It is released, but has no", missing)
        self.assertIn("✔Approval", met)
        request.with_user(self.manager).action_send_order()
        [missing], met = rows(request, self.employee)
        self.assertIn("✘Order at Amazon It leaves within a minute.", missing)
        self.assertIn("✔Purchase order", met)

    def test_release_check_escapes_what_others_wrote(self):
        self.group.write({"name": "<img src=x>", "mode": "test"})
        request = self.pending()
        panel = str(request.with_user(self.employee).release_check)
        self.assertIn("✘", panel)
        self.assertIn("&lt;img", panel)
        self.assertNotIn("<img", panel)

    def test_not_sent_reason_in_words(self):
        self.group.auto_order = False
        request = self.pending()
        shown = request.with_user(self.employee)
        self.assertIn("approval of apr_manager", shown.not_sent_reason)
        request.with_user(self.manager).release()
        self.assertIn("no purchase order", shown.not_sent_reason)
        request.with_user(self.manager).create_purchase_order()
        self.assertIn("nobody has sent", shown.not_sent_reason)
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 1.0}
        )
        request.with_user(self.manager).send_order()
        self.assertIn("second approval", shown.not_sent_reason)
        request.purchase_id.with_user(self.env.ref("base.user_admin")).button_approve()
        message = self.order_message(request)
        for values, text in (
            ({}, "within a minute"),
            ({"error": "The group has no address."}, "held back"),
            ({"state": "sending"}, "on its way"),
            ({"state": "retrying", "error": "no route to host"}, "tries again"),
            ({"state": "failed"}, "given up: no route"),
            ({"state": "refused", "status_text": "Bad address"}, "Bad address"),
        ):
            message._unguarded().write(values)
            request.invalidate_recordset(["not_sent_reason"])
            self.assertIn(text, shown.not_sent_reason)
        message._unguarded().state = "done"
        request._acknowledged(message)
        self.assertFalse(shown.not_sent_reason)
