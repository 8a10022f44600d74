from dataclasses import replace
from datetime import timedelta

from odoo.tests import tagged

from .. import cxml
from .common import NOW, OrderedCommon


@tagged("post_install", "-at_install")
class TestPurchase(OrderedCommon):
    """A purchase by the documents that make it."""

    def test_cart_keeps_lines_numbers_and_auxiliary_ids(self):
        request = self.punch_in()
        self.assertEqual(request.user_id, self.employee)
        self.assertEqual(request.stage, "cart_received")
        self.assertEqual(request.line_ids.mapped("line_number"), [1, 2, 3])
        self.assertEqual(
            request.line_ids.mapped("supplier_part_id"), ["B0A", "B0B", "B0A"]
        )
        self.assertEqual(
            request.line_ids.mapped("supplier_part_auxiliary_id"),
            [f" 147-29/{number},ä " for number in (1, 2, 3)],
        )
        self.assertEqual(request.location_id, self.location)
        self.assertTrue(request.address_matched)
        self.assertAlmostEqual(request.amount_goods, 367.87)
        self.assertAlmostEqual(request.amount_total_estimate, 403.77)

    def test_who_represents_the_purchase(self):
        """R46"""
        self.group.responsible_id = self.administrator
        for setting, user in (
            ("approver", self.manager),
            ("requester", self.employee),
            ("fixed", self.administrator),
        ):
            self.group.purchaser = setting
            self.assertEqual(self.released().purchase_id.user_id, user, setting)

    def test_only_links_to_amazon_are_kept(self):
        links = (
            "https://www.amazon.com/dp/B0A",
            "https://evil.example/",
            "javascript:1",
        )
        items = [
            self.item(
                f"B{number}",
                1,
                1,
                number,
                extrinsics=(cxml.Extrinsic("detailPageURL", link),),
            )
            for number, link in enumerate(links, 1)
        ]
        request = self.punch_in(self.cart(items))
        self.assertEqual(
            request.line_ids.mapped("detail_url"), [links[0], False, False]
        )

    def test_release_orders_every_line_as_it_came(self):
        request = self.request
        order = request.purchase_id
        self.assertEqual(order.state, "purchase")
        self.assertEqual(order.user_id, self.manager)
        lines = order._amazon_lines()
        self.assertEqual(lines.mapped("price_unit"), [14.99, 6.49, 129.0])
        self.assertEqual(lines.mapped("product_qty"), [3.0, 10.0, 2.0])
        sent = cxml.read(self.order_message(request)._bytes())
        self.assertEqual(sent.order_id, order.name)
        self.assertEqual([one.line_number for one in sent.items], [1, 2, 3])
        self.assertEqual(
            [one.supplier_part_auxiliary_id for one in sent.items],
            [f" 147-29/{number},ä " for number in (1, 2, 3)],
        )
        self.assertEqual(str(sent.total.amount), "367.87")
        self.assertNotIn(b"correct horse", self.order_message(request)._bytes())
        self.assertEqual(request.stage, "order_sent")

    def test_two_lines_with_one_asin_stay_two_lines_to_the_bill(self):
        request = self.request
        self.deliver(self.ship_notice(request, {1: 3, 3: 2}))
        self.deliver(self.invoice(request, {1: 3, 3: 2}))
        bill = request.invoice_ids.move_id
        self.assertEqual(bill.state, "draft")
        ordered = bill.invoice_line_ids.purchase_line_id.sorted("amazon_line_number")
        self.assertEqual(ordered.mapped("amazon_line_number"), [1, 3])
        self.assertEqual(ordered.mapped("qty_invoiced"), [3.0, 2.0])
        self.assertEqual(request.invoice_ids.match_state, "matched")

    def test_older_notice_never_undoes_a_newer_one(self):
        request = self.request
        later = NOW + timedelta(hours=1)
        self.deliver(
            self.confirmation(request, {1: 2}, operation="update", notice_date=later)
        )
        self.deliver(self.confirmation(request, {1: 3}))
        line = request.line_ids[0]
        self.assertEqual(line.qty_confirmed, 2.0)
        self.assertEqual(line.qty_rejected, 1.0, "one unit was promised and is gone")

    def test_deleted_shipment_counts_for_nothing_whatever_comes_first(self):
        request = self.request
        later = NOW + timedelta(hours=1)
        delete = {"operation": "delete", "notice_date": later}
        self.deliver(self.ship_notice(request, {}, "S1", **delete))
        self.deliver(self.ship_notice(request, {1: 3}, "S1"))
        self.deliver(self.ship_notice(request, {1: 1}, "S2"))
        self.deliver(self.ship_notice(request, {}, "S2", **delete))
        self.assertEqual(request.line_ids[0].qty_shipped, 0.0)
        self.assertEqual(request.stage, "order_sent")

    def test_item_less_notice_means_the_rest_of_the_order(self):
        request = self.request
        self.deliver(self.ship_notice(request, {}, "S2"))
        self.deliver(self.ship_notice(request, {1: 1}, "S1"))
        self.assertEqual(request.line_ids.mapped("qty_shipped"), [3.0, 10.0, 2.0])
        self.assertEqual(request.stage, "shipped")

    def test_rejected_order_is_cancelled_by_amazon(self):
        request = self.request
        self.deliver(
            self.confirmation(
                request,
                {},
                confirm_id=None,
                type="reject",
                comments=(cxml.Comment("Bad address. [Error code: 003-052]"),),
            )
        )
        self.assertEqual(request.stage, "cancelled")
        self.assertEqual(request.state, "released")
        self.assertEqual(
            set(request.line_ids.mapped("reject_reason")), {"Bad address."}
        )
        self.assertEqual(
            request.purchase_id._amazon_lines().mapped("product_qty"), [0.0] * 3
        )

    def test_credit_memo_reverses_the_original_bill(self):
        request = self.request
        self.deliver(self.ship_notice(request, {1: 3}))
        original = self.invoice(request, {1: 3})
        self.deliver(original)
        self.deliver(
            self.invoice(
                request,
                {1: -1},
                invoice_id="INV-1-CM",
                purpose="lineLevelCreditMemo",
                document_reference=original.payload_id,
            )
        )
        credit = request.invoice_ids.filtered(lambda one: one.move_type == "in_refund")
        self.assertEqual(credit.amount_total, 14.99)
        self.assertEqual(credit.move_id.move_type, "in_refund")
        self.assertEqual(credit.origin_invoice_id.name, "INV-1")
        self.assertEqual(
            credit.move_id.reversed_entry_id, credit.origin_invoice_id.move_id
        )
        self.assertEqual(request.line_ids[0].qty_credited, 1.0)

    def test_unknown_order_needs_attention_and_makes_no_bill(self):
        request = self.request
        document = self.invoice(request, {1: 3})
        stranger = cxml.OrderReference(order_id="P99999")
        order = document.orders[0]
        message = self.deliver(
            replace(document, orders=(replace(order, order=stranger),))
        )
        self.assertEqual(message.state, "attention")
        invoice = self.env["amazon.punchin.invoice"].search([("name", "=", "INV-1")])
        self.assertEqual(invoice.match_state, "exception")
        self.assertEqual(invoice.exception_ids.mapped("code"), ["unknown_order"])
        self.assertFalse(invoice.move_id)

    def test_differences_have_names_and_owners(self):
        request = self.request
        self.deliver(self.confirmation(request, {1: 3}, rejects={3: 2}))
        self.deliver(self.ship_notice(request, {1: 3, 2: 4}))
        self.deliver(
            self.invoice(
                request,
                {1: 3, 2: 10, 3: 2},
                prices={1: "15.49"},
                shipping="9.99",
                tax="50",
            )
        )
        invoice = request.invoice_ids
        codes = {one.code: one for one in invoice.exception_ids}
        self.assertEqual(
            set(codes), {"price", "not_received", "cancelled_line", "shipping", "tax"}
        )
        self.assertEqual(codes["not_received"].user_id, self.employee)
        self.assertEqual(codes["price"].user_id, self.manager)
        self.assertTrue(invoice.move_id, "a draft bill whatever the verdict")
        self.deliver(self.ship_notice(request, {2: 6}, "S2"))
        invoice._match()
        self.assertEqual(codes["not_received"].state, "resolved")

    def test_each_invoice_answers_for_its_own_shipping(self):
        request = self.request
        self.deliver(self.ship_notice(request, {}))
        self.deliver(self.invoice(request, {1: 3}, "INV-1", shipping="7.99"))
        self.deliver(self.invoice(request, {2: 10}, "INV-2"))
        self.deliver(self.invoice(request, {3: 2}, "INV-3", shipping="1"))
        found = {
            one.name: [(x.code, x.amount, x.state) for x in one.exception_ids]
            for one in request.invoice_ids
        }
        self.assertEqual(
            found,
            {
                "INV-1": [("shipping", 2.0, "open")],
                "INV-2": [],
                "INV-3": [("shipping", 1.0, "open")],
            },
        )
        self.assertIn("2.00", request.invoice_ids.exception_ids[-1].text)

    def test_test_orders_never_become_bills(self):
        self.group.back_to_test()
        request = self.released()
        self.assertTrue(request.is_test)
        sent = cxml.read(self.order_message(request)._bytes())
        self.assertEqual(sent.deployment_mode, "test")
        self.deliver(self.invoice(request, {1: 3}))
        self.assertFalse(request.invoice_ids.move_id)
        self.assertIn("test_order", request.invoice_ids.exception_ids.mapped("code"))
