from datetime import timedelta

from odoo.tests import tagged

from .common import NOW, PurchaseCommon


@tagged("post_install", "-at_install")
class TestAwaitedBills(PurchaseCommon):
    """A purchase order is fully billed in the end, whatever came in parts, never, or
    back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        actor = cls()
        items = [cls.item("B0A", 3, "14.99"), cls.item("B0B", 2, "10", 2)]
        cls.request = actor.released(actor.cart(items))
        cls.order = cls.request.purchase_id
        cls.shipping = cls.order._shipping_lines()
        actor.deliver(actor.ship_notice(cls.request, {1: 3, 2: 2}))

    def invoice_of(self, lines, name, shipping=0, **values):
        self.deliver(
            self.invoice(self.request, lines, name, shipping=shipping, **values)
        )
        return self.request.invoice_ids.filtered(lambda one: one.name == name)

    def assertBilled(self, billed, awaited=0):
        self.assertEqual(self.shipping.qty_invoiced, billed)
        self.assertEqual(self.shipping.qty_to_invoice, awaited)

    def test_parts_of_it_in_two_invoices(self):
        self.assertEqual(self.shipping.price_unit, 5.99)
        self.assertBilled(0, awaited=1)
        first = self.invoice_of({1: 3}, "INV-1", "2.00")
        self.assertBilled(1)
        self.assertEqual(self.order.invoice_status, "to invoice")
        second = self.invoice_of({2: 2}, "INV-2", "3.99")
        self.assertBilled(1)
        self.assertEqual(self.order.invoice_status, "invoiced")
        tied = (first | second).move_id.invoice_line_ids
        tied = tied.filtered(lambda one: one.purchase_line_id == self.shipping)
        self.assertEqual(sorted(tied.mapped("price_unit")), [2.0, 3.99])

    def test_none_of_it_in_the_end(self):
        self.invoice_of({1: 3}, "INV-1")
        self.assertEqual(self.shipping.qty_to_invoice, 1.0)
        last = self.invoice_of({2: 2}, "INV-2")
        self.assertEqual(self.shipping.qty_to_invoice, 0.0)
        self.assertEqual(self.order.invoice_status, "invoiced")
        last.move_id.button_cancel()
        self.assertEqual(self.shipping.qty_to_invoice, 1.0)
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_credited_nothing_is_awaited_anew(self):
        self.invoice_of({1: 3, 2: 2}, "INV-1", "5.99")
        credit = {"purpose": "creditMemo", "origin_invoice_id": "INV-1"}
        credit = self.invoice_of({1: -1}, "CM-1", "5.99", sign=-1, **credit)
        self.assertEqual(credit.move_id.move_type, "in_refund")
        self.assertIn(self.shipping, credit.move_id.invoice_line_ids.purchase_line_id)
        self.assertBilled(1)
        self.assertEqual(self.order._amazon_lines()[0].qty_invoiced, 2.0)
        self.assertEqual(self.order.invoice_status, "invoiced")
        self.invoice_of({1: 1}, "INV-2")
        self.assertEqual(self.order._amazon_lines()[0].qty_invoiced, 3.0)
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_credited_without_any_shipping(self):
        self.invoice_of({1: 3, 2: 2}, "INV-1")
        credit = {"purpose": "creditMemo", "origin_invoice_id": "INV-1", "sign": -1}
        self.invoice_of({1: -1}, "CM-1", **credit)
        self.assertBilled(0)
        self.assertEqual(self.order.invoice_status, "invoiced")

    def test_credited_where_receipts_count(self):
        self.order._amazon_lines().product_id.purchase_method = "receive"
        self.order._amazon_lines().qty_received = 3
        self.invoice_of({1: 3, 2: 2}, "INV-1")
        credit = {"purpose": "creditMemo", "origin_invoice_id": "INV-1", "sign": -1}
        self.invoice_of({1: -1}, "CM-1", **credit)
        self.assertEqual(self.order._amazon_lines()[0].qty_to_invoice, 0.0)

    def test_more_than_ordered_is_still_told(self):
        self.invoice_of({1: 4, 2: 2}, "INV-1")
        self.assertEqual(self.order._amazon_lines()[0].qty_to_invoice, -1.0)
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_everything_rejected(self):
        self.deliver(self.ship_notice(self.request, {}, operation="delete"))
        self.deliver(self.confirmation(self.request, {}, None, rejects={1: 3, 2: 2}))
        self.assertEqual(self.shipping.qty_to_invoice, 0.0)

    def test_the_order_is_expected_with_its_first_item(self):
        later = NOW + timedelta(days=30)
        day = {"operation": "update", "delivery_date": later}
        day["notice_date"] = NOW + timedelta(hours=1)
        self.deliver(self.ship_notice(self.request, {1: 3, 2: 2}, **day))
        self.assertEqual(self.shipping.date_planned.date(), later.date())
        self.assertEqual(self.order.date_planned.date(), later.date())

    def test_what_was_rejected_is_not_waited_for(self):
        self.deliver(self.ship_notice(self.request, {}, operation="delete"))
        self.deliver(self.confirmation(self.request, {2: 2}, None, rejects={1: 3}))
        rejected, coming = self.order._amazon_lines()
        self.assertEqual((rejected.product_qty, coming.product_qty), (0, 2))
        later = NOW + timedelta(days=30)
        day = {"delivery_date": later, "notice_date": NOW + timedelta(hours=1)}
        self.deliver(self.ship_notice(self.request, {2: 2}, **day))
        self.assertEqual(self.order.date_planned.date(), later.date())
        self.assertEqual(self.shipping.date_planned.date(), later.date())
