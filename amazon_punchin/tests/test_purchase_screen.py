from lxml import etree

from odoo.tests import new_test_user, tagged

from .. import cxml
from .common import PurchaseCommon

TOLD = (
    "amazon_qty_confirmed",
    "amazon_qty_shipped",
    "amazon_tracking",
    "amazon_invoice_ref",
)


@tagged("post_install", "-at_install")
class TestPurchaseScreen(PurchaseCommon):
    """What a purchase order shows of Amazon's answers (M4)."""

    def test_lines_follow_amazon(self):
        """Also for whoever has no right on requests."""
        plain = new_test_user(self.env, "apr_plain", "purchase.group_purchase_user")
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}, rejects={2: 10}))
        self.deliver(self.ship_notice(request, {1: 2}, "S1"))
        self.deliver(self.ship_notice(request, {1: 1}, "S2"))
        self.deliver(self.ship_notice(request, {3: 1}, "S3"))
        self.deliver(self.ship_notice(request, {}, "S3", operation="delete"))
        self.deliver(self.invoice(request, {1: 3}))
        order = request.purchase_id.with_user(plain)
        self.assertEqual(order.amazon_order_names, "112-1")
        self.assertEqual(order.amazon_sent_on, request.order_sent_on)
        shown = [tuple(line[name] for name in TOLD) for line in order._amazon_lines()]
        self.assertEqual(shown[0], (3, 3, "1ZS1, 1ZS2", "INV-1"))
        self.assertEqual(shown[2], (0, 0, False, False))
        extra = order.order_line - order._amazon_lines()
        self.assertFalse(extra.amazon_tracking or extra.amazon_invoice_ref)
        other = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        self.assertFalse(other.amazon_sent_on or other.amazon_order_names)

    def test_carriers_are_called_as_people_call_them(self):
        request = self.released()
        packages = [
            cxml.Package(carrier=carrier, tracking_number=number)
            for carrier, number in [
                ("AMZN_US", "TBA1"),
                ("AMZN_US", "TBA2"),
                ("FEDEX_GROUND", "61"),
                ("Onkel Willi", ""),
                ("", "7"),
            ]
        ]
        notice = self.ship_notice(request, {1: 2}, packages=tuple(packages))
        self.deliver(notice)
        shipment = request.shipment_ids
        self.assertEqual(shipment.carrier, "Amazon, FedEx, Onkel Willi")
        self.assertEqual(shipment.tracking_ref, "TBA1, TBA2, 61, 7")
        told = "Amazon TBA1, Amazon TBA2, FedEx 61, Onkel Willi, 7"
        self.assertIn(told, request.message_ids[0].body)

    def test_long_order_asks_no_more(self):
        form = self.env["purchase.order"].get_view(view_type="form")["arch"]
        names = {
            one.get("name")
            for one in etree.fromstring(form).xpath(
                "//field[@name='order_line']//field"
            )
        }
        ours = dict.fromkeys([one for one in names if one.startswith("amazon_")], {})
        self.assertLessEqual(set(TOLD), set(ours))
        counts = []
        for size in (3, 3, 40):
            items = [self.item(f"B{n}", 2, n, n) for n in range(1, size + 1)]
            request = self.released(self.cart(items))
            self.deliver(self.ship_notice(request, {1: 2}, f"S{request.id}"))
            self.env.flush_all()
            self.env.invalidate_all()
            order = request.purchase_id.with_user(self.manager).with_prefetch()
            before = self.cr.sql_log_count
            order.web_read({"order_line": {"fields": ours}})
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 2, counts)
