import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PurchaseCommon

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestProblem(PurchaseCommon):
    """What was wrong with a package, told by its buyer (E10)."""

    def shipped(self):
        request = self.released()
        self.deliver(self.ship_notice(request, {2: 4}))
        return request

    def ask(self, user, record):
        wizards = self.env["amazon.punchin.problem.wizard"].with_user(user)
        return wizards.with_context(active_model=record._name, active_id=record.id)

    def test_buyer_reports_with_a_photo(self):
        request = self.shipped()
        with Form(self.ask(self.employee, request.shipment_ids)) as form:
            self.assertEqual(
                form.line_id, request.line_ids[1], "what the package holds"
            )
            form.quantity = 2
            form.what = "wrong"
            form.wanted = "replacement"
            form.note = "They are green."
            form.photo = base64.b64encode(DOT)
        form.record.photo_name = "green.png"
        form.record.action_report()
        note = request.message_ids[0]
        self.assertEqual(note.author_id, self.employee.partner_id)
        self.assertEqual(note.attachment_ids.name, "green.png")
        self.assertEqual(note.attachment_ids.raw, DOT)
        task = request.activity_ids.filtered(lambda one: "problem" in one.summary)
        self.assertEqual(task.user_id, self.group.responsible_id)
        for words in ("2 of", "Something else", "A replacement", "They are green."):
            self.assertIn(words, note.body)
            self.assertIn(words, task.note)

    def test_who_may_report_what(self):
        request = self.shipped()
        line = request.line_ids[0]
        about = {"what": "x", "wanted": "y"}
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).report_problem(line, 1, **about)
        for wrong in (0, -1, line.quantity + 1):
            with self.assertRaises(UserError):
                request.with_user(self.employee).report_problem(line, wrong, **about)
        strange = self.shipped().line_ids[0]
        with self.assertRaises(UserError):
            request.with_user(self.employee).report_problem(strange, 1, **about)
        request.with_user(self.manager).report_problem(line, 1, **about)
        with Form(self.ask(self.manager, request)) as form:
            self.assertEqual(form.line_id, line)
            self.assertEqual(form.quantity, line.quantity)

    def reported(self):
        request = self.shipped()
        line = request.line_ids[1]
        request.with_user(self.employee).report_problem(line, 4, "Broken", "Money")
        return request.with_user(self.employee)

    def test_a_credit_is_expected_until_it_comes(self):
        request = self.reported()
        self.assertEqual(request.reported_problem, "Broken (Money)")
        self.assertEqual(request.credit_state, "waiting")
        self.assertFalse(self.shipped().credit_state)
        self.deliver(self.invoice(request, {2: 4}))
        self.assertEqual(request.credit_state, "waiting", "that is the bill")
        credit = {"purpose": "creditMemo", "origin_invoice_id": "INV-1"}
        memo = self.invoice(request, {2: -1}, invoice_id="CM-1", **credit)
        self.deliver(memo)
        self.assertEqual(request.credit_state, "credited")
        request.report_problem(request.line_ids[1], 1, "Broken", "Money")
        self.assertEqual(request.credit_state, "waiting", "another one")

    def test_a_replacement_settles_it(self):
        request = self.reported()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).settle_problem()
        request.settle_problem()
        self.assertEqual(request.credit_state, "settled")
        with self.assertRaises(UserError):
            request.settle_problem()

    def test_a_second_problem_does_not_hide_the_first(self):
        request = self.reported()
        request.report_problem(request.line_ids[0], 1, "Missing", "Another one")
        self.assertEqual(
            request.reported_problem, "Broken (Money); Missing (Another one)"
        )
        self.assertEqual(request.credit_state, "waiting")
