from lxml import etree

from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .bills_common import HOURS, BillsCommon
from .common import NOW


@tagged("post_install", "-at_install")
class TestBillsByHand(BillsCommon):
    """Bills that accountants make of the purchase order, beside Amazon's invoices."""

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

    def test_who_accepts_a_bill_by_hand_sees_what_both_are_over(self):
        """They may differ: Amazon invoices its tax, the order knew none."""
        bill = self.billed_by_hand(units=3)
        bill.action_post()
        invoice = self.invoiced({1: 3}, tax="4.50").with_user(self.accountant)
        self.env.invalidate_all()
        sums = f"{bill.name} ($\xa044.97). Amazon's invoice: $\xa049.47."
        action = invoice.action_accept_differences()
        wizard = self.env[action["res_model"]].with_user(self.accountant)
        wizard = wizard.with_context(**action["context"]).create({"note": "Same"})
        for one in (invoice, wizard):
            self.assertEqual(one.hand_bills, f"Made by hand: {sums}")
        wizard.action_accept()
        self.env.invalidate_all()
        self.assertIn(sums, invoice.hand_bills, "still, once it is accepted")
        self.reverse(bill)
        self.env.invalidate_all()
        self.assertFalse(invoice.hand_bills)

    def test_lists_of_bills_say_which_ones_to_look_at(self):
        """One that should not be paid is never green there."""
        by_hand = self.billed_by_hand(units=3)
        invoice = self.invoiced({2: 10})
        plain = self.env["account.move"].create({"move_type": "in_invoice"})
        bills = (invoice.move_id | by_hand | plain).with_user(self.accountant)
        self.assertEqual(bills.mapped("amazon_verdict"), ["matched", False, False])
        invoice.move_id.action_post()
        self.invoiced({1: 3}, "INV-2")
        back = self.invoice(
            self.request, {2: 10}, operation="delete", timestamp=HOURS[1]
        )
        self.deliver(back)
        self.env.invalidate_all()
        reader = new_test_user(self.env, "reader", "account.group_account_readonly")
        for user in (self.accountant, self.manager, reader):
            told = bills.with_user(user).mapped("amazon_verdict")
            self.assertEqual(told, ["removed", "rival", False])
        self.assertEqual(self.differing(), invoice.move_id | by_hand)
        self.reverse(invoice.move_id)
        self.assertEqual(self.differing(), by_hand)

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

    def test_no_invoice_is_forgotten_whose_bill_by_hand_ended(self):
        """Accepted in place of Amazon's or not, cancelled or reversed: the list that
        accountants open and their tile show it until it has another bill. While the
        one made by hand counts none is drafted, whatever Amazon repeats."""
        for accepts, end in (
            (False, "cancel"),
            (False, "reverse"),
            (True, "cancel"),
            (True, "reverse"),
        ):
            with (
                self.subTest(accepts=accepts, end=end),
                self.env.cr.savepoint() as savepoint,
            ):
                bill = self.billed_by_hand()
                bill.with_user(self.accountant).action_post()
                invoice = self.invoiced({1: 3}).with_user(self.accountant)
                if accepts:
                    invoice.exception_ids.accept("Same goods")
                    self.assertNotIn(invoice, self.to_look_at())
                self.deliver(self.invoice(self.request, {1: 3}))
                self.assertFalse(invoice.move_id)
                if end == "cancel":
                    bill.with_user(self.accountant).button_draft()
                    bill.with_user(self.accountant).button_cancel()
                else:
                    self.reverse(bill)
                with self.enter_registry_test_mode():
                    self.env.ref("amazon_punchin.cron_received").method_direct_trigger()
                self.env.invalidate_all()
                self.assertEqual(invoice.match_state, "matched")
                self.assertFalse(invoice.exception_count)
                self.assertEqual(invoice.next_step, "Create the bill")
                self.assertIn(invoice, self.to_look_at())
                self.assertEqual(self.counted("invoices"), 1)
                invoice.create_bill()
                self.assertNotIn(invoice, self.to_look_at())
                self.assertEqual(self.counted("invoices"), 0)
                savepoint.rollback()
                self.env.invalidate_all()

    def to_look_at(self):
        """What the accountant finds in *Amazon Invoices*, as it opens."""
        invoices = self.env["amazon.punchin.invoice"].with_user(self.accountant)
        view = self.env.ref("amazon_punchin.invoice_view_search")
        arch = etree.fromstring(invoices.get_view(view.id, "search")["arch"])
        action = self.env.ref("amazon_punchin.invoice_action")
        [name] = safe_eval(action.context)
        name = name.removeprefix("search_default_")
        domain = arch.find(f".//filter[@name='{name}']").get("domain")
        return invoices.search(safe_eval(domain))

    def test_what_becomes_no_bill_is_looked_at_until_it_is_accepted(self):
        test = self.invoiced({1: 3}, deployment_mode="test")
        self.assertIn(test, self.to_look_at())
        test.exception_ids.with_user(self.accountant).accept("A test")
        self.assertNotIn(test, self.to_look_at())
        self.assertEqual(self.counted("invoices"), 0)

    def test_every_kind_of_difference_says_what_to_do(self):
        difference = self.env["amazon.punchin.exception"]
        told = {
            code: difference.new({"code": code, "state": "open"}).next_step
            for code, _label in difference._fields["code"].selection
        }
        self.assertTrue(all(told.values()), told)

    def differing(self):
        """The bills that the accountant finds by *Amazon Differences*."""
        view = self.env.ref("amazon_punchin.account_move_view_search")
        arch = self.env["account.move"].get_view(view.inherit_id.id, "search")["arch"]
        [found] = etree.fromstring(arch).xpath("//filter[@name='amazon_differs']")
        domain = safe_eval(found.get("domain"))
        return self.env["account.move"].with_user(self.accountant).search(domain)

    def test_bills_are_found_that_wait_for_a_decision(self):
        """Amazon's own, and those made by hand that clash with one."""
        self.assertFalse(self.differing())
        invoice = self.invoiced({2: 10}, prices={2: "16"})
        self.assertEqual(self.differing(), invoice.move_id)
        by_hand = self.billed_by_hand(units=3) - invoice.move_id
        self.invoiced({1: 3}, "INV-2")
        self.assertEqual(self.differing(), invoice.move_id | by_hand)

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
