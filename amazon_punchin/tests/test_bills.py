from dataclasses import replace
from datetime import timedelta

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .. import cxml
from .common import NOW, PurchaseCommon

HOURS = [NOW + timedelta(hours=count) for count in range(4)]


@tagged("post_install", "-at_install")
class TestBills(PurchaseCommon):
    """Bills in the hands of accountants, who cancel, reverse and make them too."""

    def setUp(self):
        super().setUp()
        self.request = self.released()
        self.deliver(self.ship_notice(self.request, {}))
        self.ordered = self.request.purchase_id._amazon_lines()[0]

    def invoiced(self, lines, name="INV-1", **values):
        """The invoice that a document of Amazon's becomes."""
        self.deliver(self.invoice(self.request, lines, name, **values))
        return self.request.invoice_ids.filtered(lambda one: one.name == name)

    def credited(self, lines, name, origin, **values):
        credit = {"purpose": "lineLevelCreditMemo", "origin_invoice_id": origin}
        return self.invoiced(lines, name, **credit, **values)

    def reverse(self, bill):
        """The accountant presses *Reverse*, and posts the credit note."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id})
        )
        wizard.reverse_moves()
        wizard.new_move_ids.action_post()
        return wizard.new_move_ids

    def open_codes(self, invoice):
        return invoice.exception_ids.filtered(lambda one: one.state == "open").mapped(
            "code"
        )

    def counted(self, key, user=None):
        home = self.env["amazon.punchin.home"].with_user(user or self.accountant)
        sections = home.get_home()["sections"]
        return {one["key"]: one for part in sections for one in part["tiles"]}[key][
            "count"
        ]

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

    # By hand --------------------------------------------------------------------

    def billed_by_hand(self, units=None):
        """The accountant presses *Create Bill* on the purchase order."""
        order = self.request.purchase_id.with_user(self.accountant)
        order.action_create_invoice()
        bill = order.invoice_ids.sudo()
        bill.invoice_date = NOW.date()
        if units is not None:
            billed = bill.invoice_line_ids
            billed.filtered(lambda one: one.purchase_line_id != self.ordered).unlink()
            bill.invoice_line_ids.quantity = units
        return bill

    def test_a_bill_made_by_hand_is_not_doubled(self):
        bill = self.billed_by_hand()
        bill.action_post()
        invoice = self.invoiced({1: 3})
        self.assertFalse(invoice.move_id)
        self.assertEqual(invoice.match_state, "exception")
        found = invoice.exception_ids
        self.assertEqual(found.mapped("code"), ["billed_by_hand"])
        self.assertIn(bill.name, found.text)
        self.assertEqual(found.user_id, self.accountant)
        self.assertAlmostEqual(found.amount, 44.97)
        self.assertEqual(self.ordered.qty_invoiced, 3.0)
        self.assertEqual(self.counted("invoices"), 1)
        self.assertTrue(invoice.may_bill)

    def test_a_bill_made_by_hand_is_accepted_in_place_of_another(self):
        bill = self.billed_by_hand()
        invoice = self.invoiced({1: 3, 2: 10, 3: 2})
        found = invoice.exception_ids
        found.with_user(self.accountant).accept("Same goods")
        self.deliver(self.invoice(self.request, {1: 3, 2: 10, 3: 2}))
        self.assertFalse(invoice.move_id)
        self.assertEqual(found.mapped("state"), ["accepted"] * 3)
        self.assertFalse(invoice.may_bill)
        self.assertEqual(self.counted("invoices"), 0)
        self.assertEqual(self.request.stage, "invoiced")
        bill.action_post()
        self.assertEqual(self.request.stage, "done")
        self.assertEqual(self.counted("invoices"), 0)
        bill.button_cancel()
        self.assertEqual(self.request.stage, "invoiced")
        self.assertEqual(self.counted("invoices"), 1)
        invoice.with_user(self.accountant).rematch()
        self.assertEqual(set(found.mapped("state")), {"resolved"})
        self.assertEqual(invoice.match_state, "matched")
        invoice.with_user(self.accountant).create_bill()
        self.assertEqual(invoice.move_id.state, "draft")
        self.assertEqual(self.ordered.qty_invoiced, 3.0)

    def test_a_bill_by_hand_stands_once_all_its_lines_are_accepted(self):
        self.billed_by_hand().action_post()
        invoice = self.invoiced({1: 3, 2: 10, 3: 2}).with_user(self.accountant)
        first, *others = invoice.exception_ids
        first.accept("Same goods")
        self.assertTrue(invoice.may_bill)
        self.assertEqual(self.request.stage, "invoiced")
        self.assertIn(invoice, invoice.search([("is_billed", "=", False)]))
        action = invoice.action_accept_differences()
        self.assertEqual(action["context"]["active_ids"], [one.id for one in others])
        wizard = self.env[action["res_model"]].with_user(self.accountant)
        wizard = wizard.with_context(**action["context"]).create({"note": "Same"})
        wizard.action_accept()
        self.assertFalse(invoice.may_bill)
        self.assertEqual(invoice.match_state, "tolerance")
        self.assertEqual(self.request.stage, "done")
        self.assertNotIn(invoice, invoice.search([("is_billed", "=", False)]))

    def test_what_clashes_leads_to_each_other(self):
        """The invoice and the difference lead to the bill, the bill to the invoice, and
        all of them say what to do."""
        bill = self.billed_by_hand().with_user(self.accountant)
        self.assertFalse(bill.amazon_rival_id)
        invoice = self.invoiced({1: 3}).with_user(self.accountant)
        self.env.invalidate_all()
        difference = invoice.exception_ids
        for one in (invoice, difference):
            self.assertTrue(one.has_hand_bill)
            self.assertEqual(one.action_view_hand_bills()["res_id"], bill.id)
        self.assertEqual(bill.amazon_rival_id, invoice)
        self.assertEqual(bill.action_view_amazon_invoice()["res_id"], invoice.id)
        self.assertEqual(invoice.next_step, "Say which bill counts")
        self.assertIn("Accept it if the bill", difference.next_step)
        bill.button_cancel()
        self.env.invalidate_all()
        self.assertFalse(invoice.has_hand_bill or bill.amazon_rival_id)
        invoice.create_bill()
        self.assertEqual(difference.state, "resolved")
        self.assertFalse(difference.next_step)
        self.assertEqual(invoice.next_step, "Post the bill")

    def test_the_end_of_a_bill_by_hand_is_seen_by_itself(self):
        cron = self.env.ref("amazon_punchin.cron_received")
        bill = self.billed_by_hand()
        bill.action_post()
        invoice = self.invoiced({1: 3})
        self.assertEqual(self.open_codes(invoice), ["billed_by_hand"])
        self.env.cr.precommit.run()
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        woken.unlink()
        self.reverse(bill)
        self.env.cr.precommit.run()
        self.assertEqual(woken.search_count([("cron_id", "=", cron.id)]), 1)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(self.open_codes(invoice), [])
        self.assertEqual(invoice.match_state, "matched")
        self.assertEqual(invoice.next_step, "Create the bill")

    def test_every_kind_of_difference_says_what_to_do(self):
        difference = self.env["amazon.punchin.exception"]
        told = {
            code: difference.new({"code": code, "state": "open"}).next_step
            for code, _label in difference._fields["code"].selection
        }
        self.assertTrue(all(told.values()), told)

    def test_bills_are_found_that_wait_for_a_decision(self):
        """Amazon's own, and those made by hand that clash with one."""
        view = self.env.ref("amazon_punchin.account_move_view_search")
        arch = self.env["account.move"].get_view(view.inherit_id.id, "search")["arch"]
        [found] = etree.fromstring(arch).xpath("//filter[@name='amazon_differs']")
        domain = safe_eval(found.get("domain"))
        bills = self.env["account.move"].with_user(self.accountant)
        self.assertFalse(bills.search(domain))
        invoice = self.invoiced({2: 10}, prices={2: "16"})
        self.assertEqual(bills.search(domain), invoice.move_id)
        by_hand = self.billed_by_hand(units=3) - invoice.move_id
        self.invoiced({1: 3}, "INV-2")
        self.assertEqual(bills.search(domain), invoice.move_id | by_hand)

    def test_a_second_bill_on_purpose_is_not_green(self):
        self.billed_by_hand()
        invoice = self.invoiced({1: 3})
        invoice.with_user(self.accountant).create_bill()
        self.assertEqual(invoice.move_id.state, "draft")
        self.assertEqual(invoice.match_state, "exception")
        self.assertEqual(self.open_codes(invoice), ["billed_by_hand"])

    def test_part_billed_by_hand_leaves_room_for_the_rest(self):
        self.billed_by_hand(units=1)
        invoice = self.invoiced({1: 2})
        self.assertEqual(invoice.match_state, "matched")
        self.assertEqual(invoice.move_id.state, "draft")
        self.assertEqual(self.ordered.qty_invoiced, 3.0)
        more = self.invoiced({1: 1}, "INV-2")
        self.assertFalse(more.move_id)
        self.assertEqual(self.open_codes(more), ["billed_by_hand"])

    def test_a_bill_by_hand_that_was_reversed_is_none(self):
        bill = self.billed_by_hand()
        bill.action_post()
        self.reverse(bill)
        invoice = self.invoiced({1: 3})
        self.assertEqual(invoice.match_state, "matched")
        self.assertEqual(invoice.move_id.state, "draft")

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
