from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestReplenishment(PurchaseCommon):
    def test_replenishment_leaves_our_draft_order_alone(self):
        """Odoo adds needs to a vendor's open draft; an Amazon order takes none."""
        self.group.auto_order = False
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        request.with_user(self.manager).create_purchase_order()
        ours = request.purchase_id
        product = self.group.default_product_id.copy(
            {
                "is_storable": True,
                "seller_ids": [(0, 0, {"partner_id": self.vendor.id, "price": 1})],
                "route_ids": [
                    (4, self.env.ref("purchase_stock.route_warehouse0_buy").id)
                ],
            }
        )
        point = self.env["stock.warehouse.orderpoint"].create(
            {"product_id": product.id, "product_min_qty": 5, "product_max_qty": 5}
        )
        point.action_replenish()
        bought = self.env["purchase.order.line"].search(
            [("product_id", "=", product.id)]
        )
        self.assertTrue(bought)
        self.assertNotIn(ours, bought.order_id)
        self.assertEqual(len(ours.order_line), 4)
