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

    def test_buy_again_tells_what_the_stock_needs(self):
        product = self.group.default_product_id.copy(
            {
                "is_storable": True,
                "seller_ids": [
                    (
                        0,
                        0,
                        {
                            "partner_id": self.group.partner_id.id,
                            "product_code": "B0A",
                            "price": 1,
                        },
                    )
                ],
            }
        )
        request = self.punch_in(self.cart([self.item("B0A", 2, "3.00")]))
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        self.env.flush_all()
        items = self.env["amazon.punchin.item"].with_user(self.employee)
        item = items.search([("supplier_part_id", "=", "B0A")])
        self.assertFalse(item.replenish_note, "there is no rule")
        self.env["stock.warehouse.orderpoint"].create(
            {"product_id": product.id, "product_min_qty": 9, "product_max_qty": 9}
        )
        self.env.invalidate_all()
        coming = request.purchase_id._amazon_lines().product_id == product
        self.assertTrue(coming, "two of them are on the way")
        self.assertEqual(item.replenish_note, "7 to order")
