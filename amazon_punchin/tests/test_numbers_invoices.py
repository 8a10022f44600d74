from dataclasses import replace
from datetime import timedelta

from odoo.tests import tagged

from .. import cxml
from ..models.values import price_text
from .bills_common import BillsCommon
from .common import NOW

HOURS = [NOW + timedelta(hours=count) for count in range(4)]


@tagged("post_install", "-at_install")
class TestInvoiceNumbers(BillsCommon):
    """What invoices and memos are held against."""

    def shipped(self, cart=None):
        request = self.released(cart)
        self.deliver(self.ship_notice(request, {}))
        return request

    def sums(self, goods):
        return cxml.InvoiceAmounts(
            subtotal=self.amount(goods),
            tax=cxml.Tax(self.amount(0)),
            shipping=self.amount(0),
            gross=self.amount(goods),
            net=self.amount(goods),
        )

    def header_invoice(self, request, goods, invoice_id="INV-1", **values):
        """An invoice that tells one sum for the order, and no lines."""
        document = self.invoice(request, {1: 1}, invoice_id, **values)
        order = replace(document.orders[0], lines=(), amounts=self.sums(goods))
        return replace(document, orders=(order,), summary=self.sums(goods))

    def with_amount(self, document, amount):
        """The same invoice of one line with another amount, price and units kept."""
        order = document.orders[0]
        amounts = cxml.InvoiceAmounts(subtotal=self.amount(amount))
        line = order.lines[0]._replace(amounts=amounts)
        return replace(
            document,
            orders=(replace(order, lines=(line,)),),
            summary=self.sums(amount),
        )

    def memo(self, request, lines, name, kind="lineLevelCreditMemo", **values):
        return self.invoice(request, lines, name, purpose=kind, **values)

    def open_codes(self, request, name):
        invoice = request.invoice_ids.filtered(lambda one: one.name == name)
        return invoice.exception_ids.filtered(lambda one: one.state == "open").mapped(
            "code"
        )

    # Amounts --------------------------------------------------------------------

    def test_an_amount_that_its_price_does_not_lead_to(self):
        request = self.request
        self.deliver(self.with_amount(self.invoice(request, {1: 3}), "4497.00"))
        invoice = request.invoice_ids
        self.assertEqual(invoice.match_state, "exception")
        self.assertEqual(invoice.exception_ids.mapped("code"), ["price"])
        self.assertAlmostEqual(invoice.exception_ids.amount, 4497.00 - 3 * 14.99)
        self.assertIn("4,497.00", invoice.exception_ids.text)

    def test_an_amount_within_the_price_tolerance(self):
        self.group.price_tolerance_percent = 5
        request = self.shipped()
        self.deliver(self.with_amount(self.invoice(request, {1: 3}), "45.00"))
        self.assertEqual(request.invoice_ids.match_state, "tolerance")
        self.assertEqual(request.invoice_ids.move_id.amount_total, 45.0)

    def test_two_lines_over_the_same_units_are_too_many(self):
        request = self.request
        document = self.invoice(request, {1: 3})
        order = document.orders[0]
        twice = replace(order, lines=order.lines * 2)
        goods = 2 * 3 * 14.99
        self.deliver(replace(document, orders=(twice,), summary=self.sums(goods)))
        self.assertEqual(self.open_codes(request, "INV-1"), ["quantity"])

    # No lines -------------------------------------------------------------------

    def test_a_sum_that_is_not_the_orders(self):
        request = self.request
        self.deliver(self.header_invoice(request, "9999"))
        invoice = request.invoice_ids
        self.assertEqual(invoice.match_state, "exception")
        self.assertEqual(invoice.exception_ids.mapped("code"), ["total"])
        self.assertAlmostEqual(invoice.exception_ids.amount, 9999 - 367.87)
        self.assertFalse(invoice.line_ids.purchase_line_id)
        self.assertEqual(invoice.move_id.amount_total, 9999.0)
        invoice._match()
        self.assertEqual(len(invoice.exception_ids), 1, "matched again, told once")

    def test_the_sum_of_the_order_stands_for_its_lines(self):
        request = self.request
        self.deliver(self.header_invoice(request, "367.87"))
        invoice = request.invoice_ids
        ordered = request.purchase_id._amazon_lines()
        self.assertEqual(invoice.match_state, "matched")
        self.assertEqual(invoice.line_ids.purchase_line_id, ordered)
        self.assertEqual(request.line_ids.mapped("qty_invoiced"), [3.0, 10.0, 2.0])
        self.assertEqual(request.stage, "invoiced")
        self.assertEqual(ordered.mapped("qty_invoiced"), [3.0, 10.0, 2.0])
        self.assertAlmostEqual(invoice.move_id.amount_total, 367.87)

    def test_the_sum_of_what_is_left_whatever_comes_first(self):
        for turn in (1, -1):
            request = self.shipped()
            documents = (
                self.invoice(request, {1: 3}, f"A{turn}"),
                self.header_invoice(request, "322.90", f"B{turn}"),
            )
            for document in documents[::turn]:
                self.deliver(document)
            invoices = request.invoice_ids.sorted("name")
            self.assertEqual(set(invoices.mapped("match_state")), {"matched"})
            self.assertEqual(request.line_ids.mapped("qty_invoiced"), [3, 10, 2])
            self.assertEqual(
                request.purchase_id._amazon_lines().mapped("qty_invoiced"), [3, 10, 2]
            )
            self.assertAlmostEqual(
                sum(invoices.move_id.mapped("amount_total")), 367.87, msg=f"{turn}"
            )

    def test_a_credit_of_the_whole_order(self):
        request = self.request
        self.deliver(self.header_invoice(request, "367.87", "A1"))
        credit = {"purpose": "creditMemo", "origin_invoice_id": "A1"}
        self.deliver(self.header_invoice(request, "-367.87", "C1", **credit))
        self.assertEqual(request.line_ids.mapped("qty_credited"), [3.0, 10.0, 2.0])
        self.deliver(self.header_invoice(request, "-1", "C2", **credit))
        self.assertEqual(self.open_codes(request, "C1"), [])
        self.assertEqual(self.open_codes(request, "C2"), ["total"])
        later = {"invoice_date": HOURS[0] + timedelta(days=1)}
        self.deliver(self.header_invoice(request, "367.87", "A2", **later))
        self.assertEqual(self.open_codes(request, "A2"), [])

    # Taken back -----------------------------------------------------------------

    def play(self, order):
        """An invoice, its deletion and a second issue, arriving in some order."""
        request = self.request
        documents = (
            self.invoice(request, {1: 3}, timestamp=HOURS[0]),
            self.invoice(request, {1: 3}, timestamp=HOURS[1], operation="delete"),
            self.invoice(request, {1: 2}, timestamp=HOURS[2]),
        )
        for position in order:
            self.deliver(documents[position])
        return request

    def test_a_second_issue_has_its_bill(self):
        for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
            with self.subTest(order=order), self.env.cr.savepoint() as savepoint:
                request = self.play(order)
                invoice = request.invoice_ids
                self.assertFalse(invoice.removed)
                self.assertEqual(invoice.move_id.state, "draft")
                self.assertAlmostEqual(invoice.move_id.amount_total, 29.98)
                self.assertEqual(request.line_ids[0].qty_invoiced, 2.0)
                self.assertEqual(invoice.match_state, "matched")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_an_older_delete_undoes_nothing(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, timestamp=HOURS[2]))
        self.deliver(self.invoice(request, {1: 3}, operation="delete"))
        self.assertFalse(request.invoice_ids.removed)
        self.assertEqual(request.invoice_ids.move_id.state, "draft")

    def test_a_bill_that_the_accountant_cancelled_stays_cancelled(self):
        request = self.request
        document = self.invoice(request, {1: 3})
        self.deliver(document)
        request.invoice_ids.move_id.button_cancel()
        self.deliver(replace(document, payload_id="again@amazon.com"))
        self.assertEqual(request.invoice_ids.move_id.state, "cancel")

    def test_another_total_under_the_same_number(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}))
        for _repeat in range(2):
            self.deliver(self.invoice(request, {1: 2}, timestamp=HOURS[1]))
        self.assertEqual(self.open_codes(request, "INV-1"), ["duplicate"])
        self.assertAlmostEqual(request.invoice_ids.amount_total, 44.97)

    def test_an_earlier_issue_that_comes_after_the_bill_was_posted(self):
        """What stands now is not what is in the books: its owner hears of it, once."""
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, timestamp=HOURS[1]))
        invoice = request.invoice_ids
        invoice.move_id.action_post()
        earlier = self.invoice(request, {1: 2})
        self.deliver(earlier)
        self.assertAlmostEqual(invoice.amount_total, 29.98)
        self.assertAlmostEqual(invoice.move_id.amount_total, 44.97)
        posted = invoice.exception_ids.filtered(
            lambda one: invoice.move_id.name in one.text
        )
        self.assertEqual(posted.mapped("state"), ["open"])
        self.assertTrue(posted.user_id)
        self.assertAlmostEqual(posted.amount, -14.99)
        for words in ("$\N{NO-BREAK SPACE}44.97", "$\N{NO-BREAK SPACE}29.98", "posted"):
            self.assertIn(words, posted.text)
        self.deliver(replace(earlier, payload_id="again@amazon.com"))
        self.assertEqual(
            len(invoice.exception_ids.filtered(lambda one: one.text == posted.text)), 1
        )

    def test_other_lines_under_the_same_total(self):
        """The draft follows; a posted bill stays, and its owner hears of it."""
        for posted in (False, True):
            with self.subTest(posted=posted):
                request, number = self.shipped(), f"INV-{posted}"
                first = self.invoice(request, {1: 3}, number, timestamp=HOURS[1])
                self.deliver(first)
                invoice = request.invoice_ids
                if posted:
                    invoice.move_id.action_post()
                price = {2: first.summary.net.amount}
                other = self.invoice(request, {2: 1}, number, prices=price)
                self.deliver(other)
                self.assertAlmostEqual(invoice.amount_total, 44.97)
                billed = invoice.move_id.invoice_line_ids.purchase_line_id
                numbers = billed.mapped("amazon_line_number")
                self.assertEqual(numbers, [1] if posted else [2])
                told = invoice.exception_ids.filtered(
                    lambda one: one.code == "duplicate"
                )
                self.assertEqual(len(told), posted)
                if posted:
                    self.assertIn("line by line", told.text)

    def test_a_draft_is_made_anew_only_where_something_changed(self):
        """What an accountant wrote on its lines stays otherwise; its head follows."""
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, timestamp=HOURS[1]))
        bill = request.invoice_ids.move_id
        line = bill.invoice_line_ids[0]
        line.name = "Pens for the office"
        self.deliver(self.invoice(request, {1: 3}))
        self.assertEqual(bill.invoice_line_ids[0], line)
        self.assertEqual(line.name, "Pens for the office")
        day = NOW + timedelta(days=3)
        self.deliver(
            self.invoice(
                request, {1: 2}, timestamp=NOW - timedelta(hours=1), invoice_date=day
            )
        )
        self.assertEqual(bill.invoice_date, day.date())
        self.assertAlmostEqual(bill.amount_total, 29.98)

    def test_a_bill_from_before_this_was_kept_is_no_difference(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, timestamp=HOURS[1]))
        invoice = request.invoice_ids
        invoice._unguarded().billed_content = False
        invoice.move_id.action_post()
        self.deliver(self.invoice(request, {1: 3}))
        self.assertFalse(invoice.exception_ids)

    def test_a_small_price_is_told_in_the_digits_of_prices(self):
        self.env["decimal.precision"].search(
            [("name", "=", "Product Price")]
        ).digits = 4
        dollar = self.env.ref("base.USD")
        for price, told in ((0.0125, "0.0125"), (14.99, "14.99"), (3, "3.00")):
            self.assertEqual(price_text(price, dollar), f"$\N{NO-BREAK SPACE}{told}")

    # Memos ----------------------------------------------------------------------

    def test_invoiced_again_after_a_full_credit(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, "A1"))
        self.deliver(self.memo(request, {1: -3}, "A2"))
        self.deliver(self.invoice(request, {1: 3}, "A3"))
        self.assertEqual(request.invoice_ids.exception_ids.mapped("code"), [])

    def test_more_credited_than_invoiced(self):
        request = self.request
        self.deliver(self.memo(request, {1: -3}, "A2"))
        self.assertEqual(self.open_codes(request, "A2"), ["quantity"])
        self.deliver(self.invoice(request, {1: 3}, "A1"))
        self.assertEqual(self.open_codes(request, "A2"), [])
        self.deliver(self.memo(request, {1: -30}, "A3"))
        self.assertEqual(self.open_codes(request, "A3"), ["quantity"])

    def test_credited_at_a_higher_price_than_ordered(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, "A1"))
        self.deliver(self.memo(request, {1: -1}, "A2", prices={1: "30"}))
        self.deliver(self.memo(request, {1: -1}, "A3", prices={1: "3"}))
        self.assertEqual(self.open_codes(request, "A2"), ["price"])
        self.assertEqual(self.open_codes(request, "A3"), [])

    def test_a_debit_memo_adds_money_and_no_units(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, "A1"))
        debit = {"kind": "lineLevelDebitMemo", "prices": {1: "1.00"}}
        self.deliver(self.memo(request, {1: 3}, "A2", **debit))
        ordered = request.purchase_id._amazon_lines()[0]
        self.assertEqual(request.line_ids[0].qty_invoiced, 3.0)
        self.assertEqual(ordered.qty_invoiced, 3.0)
        self.assertEqual(self.open_codes(request, "A1"), [])
        self.assertEqual(self.open_codes(request, "A2"), ["price"])
        bill = request.invoice_ids.filtered(lambda one: one.name == "A2").move_id
        self.assertEqual(bill.amount_total, 3.0)

    def test_shipping_of_a_consolidated_invoice_and_the_estimates(self):
        first, second = self.shipped(), self.shipped()
        one = self.invoice(first, {1: 3}, "A1", shipping="5.99")
        two = self.invoice(second, {1: 3}, "A1")
        goods = one.summary.subtotal.amount * 2
        total = cxml.Money(goods + one.summary.shipping.amount, "USD")
        summary = one.summary._replace(
            subtotal=cxml.Money(goods, "USD"), gross=total, net=total
        )
        self.deliver(replace(one, orders=one.orders + two.orders, summary=summary))
        self.deliver(self.invoice(first, {2: 10}, "A2", shipping="5.99"))
        self.deliver(self.invoice(second, {2: 10}, "A3", shipping="1.00"))
        self.assertEqual(self.open_codes(first, "A1"), [])
        self.assertEqual(self.open_codes(first, "A2"), [])
        self.assertEqual(self.open_codes(second, "A3"), ["shipping"])

    # Tests and decisions --------------------------------------------------------

    def test_a_test_invoice_on_a_live_order_is_no_bill(self):
        request = self.request
        self.deliver(self.invoice(request, {1: 3}, deployment_mode="test"))
        invoice = request.invoice_ids
        self.assertFalse(invoice.move_id)
        self.assertEqual(invoice.exception_ids.mapped("code"), ["test_order"])
        self.assertEqual(request.line_ids[0].qty_invoiced, 0.0)
        self.deliver(self.invoice(request, {1: 3}, timestamp=HOURS[1]))
        self.assertEqual(invoice.match_state, "matched", "in earnest now")
        self.assertEqual(invoice.move_id.state, "draft")
        self.assertEqual(request.line_ids[0].qty_invoiced, 3.0)

    def test_a_test_takes_nothing_back_that_is_in_earnest(self):
        request = self.request
        test = {"deployment_mode": "test", "timestamp": HOURS[1], "operation": "delete"}
        documents = (
            self.invoice(request, {1: 3}, timestamp=HOURS[0]),
            self.invoice(request, {1: 3}, **test),
        )
        for order in (documents, documents[::-1]):
            with self.subTest(first=order[0].operation):
                with self.env.cr.savepoint() as savepoint:
                    for document in order:
                        self.deliver(document)
                    invoice = request.invoice_ids
                    self.assertFalse(invoice.removed)
                    self.assertEqual(invoice.move_id.state, "draft")
                    self.assertEqual(request.line_ids[0].qty_invoiced, 3.0)
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_decisions_survive_that_an_order_becomes_known(self):
        request = self.request
        document = self.invoice(request, {1: 3}, prices={1: "20"})
        stranger = cxml.OrderReference(order_id="P0")
        unknown = replace(document.orders[0], order=stranger)
        self.deliver(replace(document, orders=(*document.orders, unknown)))
        invoice = request.invoice_ids
        decided = invoice.exception_ids.filtered(lambda one: one.code == "price")
        decided.with_user(self.manager).accept("fine")
        invoice.with_user(self.manager).rematch()
        self.assertEqual(decided.exists().state, "accepted")
        self.assertEqual(len(invoice.line_ids), 2)
