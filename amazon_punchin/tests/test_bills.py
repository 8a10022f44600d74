from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tests import tagged

from .. import cxml
from .bills_common import HOURS, BillsCommon
from .common import NOW


@tagged("post_install", "-at_install")
class TestBills(BillsCommon):
    """Bills in the hands of accountants, who cancel, reverse and make them too."""

    # Cancelled ------------------------------------------------------------------

    def test_a_bill_that_was_cancelled_before_the_delete_came(self):
        """…does not keep the second issue from its bill, whichever comes first."""
        documents = (
            self.invoice(self.request, {1: 3}, timestamp=HOURS[0]),
            self.invoice(self.request, {1: 3}, timestamp=HOURS[1], operation="delete"),
            self.invoice(self.request, {1: 2}, timestamp=HOURS[2]),
        )
        for order in ((0, 1, 2), (0, 2, 1)):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                for position in order:
                    message = self.deliver(documents[position])
                    self.assertNotEqual(message.state, "failed")
                    if not position:
                        cancelled = self.request.invoice_ids.move_id
                        cancelled.with_user(self.accountant).button_cancel()
                invoice = self.request.invoice_ids
                self.assertFalse(invoice.removed)
                self.assertNotEqual(invoice.move_id, cancelled)
                self.assertEqual(invoice.move_id.state, "draft")
                self.assertEqual(self.ordered.qty_invoiced, 2.0)
                self.assertEqual(self.request.line_ids[0].qty_invoiced, 2.0)
                self.assertEqual(self.open_codes(invoice), [])
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_cancelled_bill_leaves_its_invoice_to_look_at(self):
        invoice = self.invoiced({1: 3})
        invoice.move_id.action_post()
        self.assertEqual(self.counted("invoices"), 0)
        invoice.move_id.button_cancel()
        self.assertEqual(self.counted("invoices"), 1)

    # Reversed -------------------------------------------------------------------

    def test_a_bill_that_was_reversed_by_hand_can_be_made_anew(self):
        invoice = self.invoiced({1: 3, 2: 10, 3: 2}, shipping="5.99")
        first = invoice.move_id
        first.action_post()
        shipping = self.request.purchase_id._shipping_lines()
        self.assertEqual(self.request.stage, "done")
        self.assertEqual(self.counted("invoices"), 0)
        self.reverse(first)
        self.assertEqual(first.payment_state, "reversed")
        self.assertTrue(invoice.may_bill)
        self.assertEqual(self.request.stage, "invoiced", "not booked any more")
        self.assertEqual(self.ordered.qty_to_invoice, 3.0)
        self.assertEqual(shipping.qty_to_invoice, 1.0)
        for user in (self.accountant, self.manager):
            found = invoice.with_user(user).search([("is_billed", "=", False)])
            self.assertEqual(found, invoice)
        self.assertEqual(self.counted("invoices"), 1)
        invoice.with_user(self.accountant).create_bill()
        self.assertNotEqual(invoice.move_id, first)
        self.assertFalse(invoice.may_bill)
        self.assertEqual(self.ordered.qty_to_invoice, 0.0)
        with self.assertRaises(UserError):
            invoice.with_user(self.accountant).create_bill()
        invoice.move_id.action_post()
        self.assertEqual(self.request.stage, "done")
        self.assertEqual(self.counted("invoices"), 0)

    def test_amazons_own_credit_leaves_the_bill_standing(self):
        invoice = self.invoiced({1: 3})
        credit = self.credited({1: -3}, "CM-1", "INV-1")
        invoice.move_id.action_post()
        credit.move_id.action_post()
        self.assertEqual(invoice.move_id.payment_state, "reversed")
        self.assertFalse(invoice.may_bill)
        self.assertTrue(invoice.is_billed)

    def test_part_of_a_bill_reversed_by_hand_leaves_it_standing(self):
        invoice = self.invoiced({1: 3})
        invoice.move_id.action_post()
        refund = invoice.move_id._reverse_moves()
        refund.invoice_date = NOW.date()
        refund.invoice_line_ids[0].quantity = 1
        refund.action_post()
        self.assertTrue(refund.amount_total)
        self.assertFalse(invoice.may_bill)

    def test_a_delete_says_nothing_of_a_bill_that_was_reversed(self):
        invoice = self.invoiced({1: 3})
        invoice.move_id.action_post()
        self.reverse(invoice.move_id)
        later = {"timestamp": HOURS[1], "operation": "delete"}
        message = self.deliver(self.invoice(self.request, {1: 3}, **later))
        self.assertEqual(message.state, "done")
        again = self.invoiced({1: 3}, timestamp=HOURS[2])
        self.assertEqual(again.move_id.state, "draft")

    # Credits --------------------------------------------------------------------

    def test_credits_that_are_posted_together_meet_their_own_bills(self):
        bills = self.invoiced({1: 3}, "A").move_id | self.invoiced({2: 10}, "B").move_id
        bills.action_post()
        credits = (
            self.credited({1: -1}, "A1", "A").move_id
            | self.credited({1: -1}, "A2", "A").move_id
            | self.credited({2: -4}, "B1", "B").move_id
        )
        self.assertEqual(credits._post(soft=False), credits)
        self.assertEqual(set(credits.mapped("state")), {"posted"})
        self.assertAlmostEqual(bills[0].amount_residual, 14.99)
        self.assertAlmostEqual(bills[1].amount_residual, 6 * 6.49)
        self.assertEqual(set(credits.mapped("amount_residual")), {0.0})

    def test_a_credit_that_is_posted_with_its_bill_is_settled_against_it(self):
        bill = self.invoiced({1: 3}, "A").move_id
        credit = self.credited({1: -1}, "A1", "A").move_id
        (credit | bill).action_post()
        self.assertAlmostEqual(bill.amount_residual, 2 * 14.99)

    # Amounts --------------------------------------------------------------------

    def test_an_amount_without_units_is_billed(self):
        document = self.invoice(self.request, {1: 3, 2: 1})
        order = document.orders[0]
        bare = order.lines[1]._replace(quantity=0)
        order = replace(order, lines=(order.lines[0], bare))
        self.deliver(replace(document, orders=(order,)))
        invoice = self.request.invoice_ids
        self.assertEqual(invoice.line_ids[1].quantity, 0.0)
        self.assertAlmostEqual(invoice.move_id.amount_total, invoice.amount_total)
        billed = invoice.move_id.invoice_line_ids[1]
        self.assertFalse(billed.purchase_line_id)
        self.assertEqual(self.ordered.qty_invoiced, 3.0)

    # Taxes ----------------------------------------------------------------------

    def tax(self, percent):
        tax = self.env["account.tax"].create(
            {"name": f"{percent}%", "amount": percent, "type_tax_use": "purchase"}
        )
        self.group.tax_mode = "odoo"
        self.ordered.tax_ids = tax
        return tax

    def test_a_greater_difference_of_tax_is_not_hidden_by_a_small_one(self):
        self.tax(0)
        self.group.total_tolerance = 1
        self.request._unguarded().amount_tax_estimate = 9.5
        invoice = self.invoiced({1: 3}, tax="10")
        found = invoice.exception_ids.filtered(lambda one: one.state == "open")
        self.assertEqual(found.mapped("code"), ["tax"])
        self.assertAlmostEqual(found.amount, 10.0)
        self.assertEqual(invoice.match_state, "exception")

    def test_a_bill_made_by_hand_is_compared_too(self):
        self.tax(10)
        invoice = self.invoiced({1: 3}, tax="4.50")
        self.assertEqual(self.open_codes(invoice), [])
        invoice.move_id.button_cancel()
        self.ordered.tax_ids = False
        invoice.with_user(self.accountant).create_bill()
        self.assertEqual(self.open_codes(invoice), ["tax"])

    def test_the_tax_of_a_credit_is_compared(self):
        self.tax(10)
        self.invoiced({1: 3}, tax="4.50")
        credit = self.credited({1: -1}, "CM-1", "INV-1", tax="9", sign=-1)
        self.assertAlmostEqual(credit.amount_tax, 9.0)
        self.assertEqual(self.open_codes(credit), ["tax"])

    def test_two_differences_of_one_kind_are_told_by_the_greater(self):
        self.group.total_tolerance = 1
        document = self.invoice(self.request, {1: 3})
        summary = document.summary._replace(
            subtotal=cxml.Money(document.summary.subtotal.amount - 9, "USD")
        )
        other = summary._replace(gross=self.amount("36.47"), net=self.amount("36.47"))
        self.deliver(replace(document, summary=other))
        found = self.request.invoice_ids.exception_ids
        self.assertEqual(found.mapped("code"), ["total"])
        self.assertAlmostEqual(found.amount, -9.0)

    # Decisions and documents ----------------------------------------------------

    def test_a_greater_difference_than_the_accepted_one_is_told(self):
        first = {"prices": {1: "16"}, "timestamp": HOURS[3]}
        invoice = self.invoiced({1: 3}, **first)
        accepted = invoice.exception_ids
        accepted.with_user(self.accountant).accept("Small")
        self.assertEqual(accepted.accepted_by_id, self.accountant)
        self.assertTrue(accepted.accepted_on)
        with self.assertRaises(UserError):
            accepted.with_user(self.accountant).accept("Again")
        self.invoiced({1: 3}, prices={1: "50"}, timestamp=HOURS[1])
        self.assertEqual(accepted.state, "accepted")
        self.assertEqual(invoice.match_state, "exception")
        self.assertIn("price", self.open_codes(invoice))
        self.invoiced({1: 3}, prices={1: "15.50"}, timestamp=HOURS[0])
        self.assertNotIn("price", self.open_codes(invoice))

    def test_the_document_that_stands_is_attached(self):
        back = {"operation": "delete", "timestamp": HOURS[0]}
        self.deliver(self.invoice(self.request, {1: 3}, **back))
        message = self.deliver(self.invoice(self.request, {1: 2}, timestamp=HOURS[1]))
        bill = self.request.invoice_ids.move_id
        files = self.env["ir.attachment"].search(
            [("res_model", "=", bill._name), ("res_id", "=", bill.id)]
        )
        self.assertEqual(files.mapped("raw"), [message._bytes()])

    def test_an_invoice_is_kept_where_no_bill_can_be_made(self):
        journals = self.env["account.journal"].search([("type", "=", "purchase")])
        journals.active = False
        message = self.deliver(self.invoice(self.request, {1: 3}))
        self.assertEqual(message.state, "attention")
        invoice = self.request.invoice_ids
        self.assertFalse(invoice.move_id)
        self.assertEqual(self.request.line_ids[0].qty_invoiced, 3.0)
        journals.active = True
        invoice.with_user(self.accountant).create_bill()
        self.assertEqual(invoice.move_id.state, "draft")
