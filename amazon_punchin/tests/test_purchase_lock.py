from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from .. import cxml
from ..models.guarded import unguarded
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseLock(PurchaseCommon):
    """The purchase order of a cart is what was approved, and stays so (design §6)."""

    def draft(self):
        """A released request whose order is still a draft."""
        self.group.auto_order = False
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        request.with_user(self.manager).create_purchase_order()
        return request.purchase_id

    def assert_locked(self, order):
        line = order._amazon_lines()[0]
        other = self.env["res.partner"].sudo().create({"name": "Other"})
        product = self.env["product.product"].sudo().create({"name": "Other"})
        for record, values in (
            (order, {"partner_id": other.id}),
            (order, {"name": "P-X"}),
            (order, {"currency_id": self.env.ref("base.EUR").id}),
            (order, {"amazon_request_id": False}),
            (order, {"order_line": [Command.update(line.id, {"price_unit": 1})]}),
            (order, {"order_line": [Command.delete(line.id)]}),
            (
                order,
                {
                    "order_line": [
                        Command.create({"product_id": product.id, "product_qty": 1})
                    ]
                },
            ),
            (line, {"product_qty": 99}),
            (line, {"price_unit": 0}),
            (line, {"discount": 50}),
            (line, {"product_id": product.id}),
            (line, {"product_uom_id": self.env.ref("uom.product_uom_dozen").id}),
            (line, {"amazon_line_number": 7}),
        ):
            with self.assertRaises(UserError, msg=values), self.env.cr.savepoint():
                record.write(values)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            line.unlink()

    @users("apr_manager")
    def test_draft_order_is_locked_from_its_creation(self):
        order = self.draft().with_env(self.env)
        self.assertEqual(order.state, "draft")
        self.assert_locked(order)

    @users("apr_manager")
    def test_confirmed_order_is_locked(self):
        self.assert_locked(self.released().purchase_id.with_env(self.env))

    @users("apr_manager")
    def test_core_goes_on_writing_what_is_its_own(self):
        order = self.released().purchase_id.with_env(self.env)
        line = order._amazon_lines()[0]
        line.qty_received = 2
        line.date_planned = "2026-12-01 12:00:00"
        order.partner_ref = "A-1"
        order.button_lock()
        self.assertEqual(line.qty_received, 2)

    def test_vendor_prices_neither_read_nor_written(self):
        product = self.group.default_product_id
        self.env["product.supplierinfo"].create(
            {
                "partner_id": self.vendor.id,
                "product_tmpl_id": product.product_tmpl_id.id,
                "price": 1.0,
            }
        )
        request = self.released()
        self.deliver(self.confirmation(request, {2: 8}, rejects={2: 2}))
        line = request.purchase_id._amazon_lines()[1]
        self.assertEqual((line.product_qty, line.price_unit), (8.0, 6.49))
        self.assertEqual(len(product.seller_ids), 1)

    def test_long_cart_becomes_several_orders(self):
        self.group.max_order_lines = 2
        request = self.released()
        self.assertEqual(len(request.purchase_ids), 2)
        orders = request.purchase_ids.sorted("id")
        self.assertEqual(
            [one._amazon_lines().mapped("amazon_line_number") for one in orders],
            [[1, 2], [1]],
        )
        messages = self.order_message(request)
        self.assertEqual(len(messages), 2)
        shipping = [
            cxml.read(one._bytes()).shipping.amount for one in messages.sorted("id")
        ]
        self.assertEqual([str(one) for one in shipping], ["5.99", "0.00"])

    def test_double_validation_is_respected(self):
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 1.0}
        )
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        order = request.purchase_id
        self.assertEqual(order.state, "to approve")
        self.assertFalse(self.order_message(request))
        order.with_user(self.env.ref("base.user_admin")).button_approve()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(len(self.order_message(request)), 1)

    def test_prepare_by_hand(self):
        order = self.draft()
        request = order.amazon_request_id
        self.assertFalse(self.order_message(request))
        request.with_user(self.manager).send_order()
        request.with_user(self.manager).send_order()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(len(self.order_message(request)), 1)
        with self.assertRaises(UserError):
            request.with_user(self.manager).create_purchase_order()

    def test_replaced_order_never_comes_back(self):
        first = self.draft()
        request = first.amazon_request_id
        first.with_user(self.manager).button_cancel()
        request.with_user(self.manager).create_purchase_order()
        request.with_user(self.manager).send_order()
        with self.assertRaises(UserError):
            first.with_user(self.manager).button_draft()
        sent = cxml.read(self.order_message(request).ensure_one()._bytes())
        self.assertEqual(sent.shipping, self.amount(5.99), "as the first would have")

    def test_order_that_was_cancelled_and_confirmed_again_is_sent(self):
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        order, message = request.purchase_id, self.order_message(request)
        order.with_user(self.manager).button_cancel()
        message._unguarded()._withdraw("cancelled")
        order.with_user(self.manager).button_draft()
        order.with_user(self.manager).button_confirm()
        newer = self.order_message(request) - message
        self.assertEqual(newer.state, "queued")
        self.assertEqual(newer._may_leave(), ("go", None))

    def test_defaults_are_no_way_round_the_lock(self):
        order = self.draft()
        values = {
            "product_id": self.group.default_product_id.id,
            "product_qty": 5,
            "price_unit": 777,
            "name": "x",
        }
        lines = self.env["purchase.order.line"].with_user(self.manager)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            lines.with_context(default_order_id=order.id).create(values)
        orders = self.env["purchase.order"].with_user(self.manager)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            orders.with_context(
                default_amazon_request_id=order.amazon_request_id.id
            ).create({"partner_id": self.vendor.id})
        self.assertEqual(len(order.order_line), 4)

    def test_order_is_neither_approved_by_hand_nor_deleted(self):
        order = self.draft()
        with self.assertRaises(UserError):
            order.with_user(self.manager).write({"state": "purchase"})
        order.with_user(self.manager).button_cancel()
        with self.assertRaises(UserError):
            order.with_user(self.manager).unlink()

    def test_order_with_other_shipping_or_fewer_lines_does_not_leave(self):
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        order = request.purchase_id
        self.assertTrue(order._equals_request())
        shipping = order.order_line - order._amazon_lines()
        with self.env.cr.savepoint() as savepoint:
            unguarded(shipping).price_unit = 5000
            self.assertFalse(order._equals_request())
            savepoint.rollback()
        self.env.cr.execute(
            "UPDATE purchase_order_line SET amazon_line_number = 0 WHERE id = %s",
            [order._amazon_lines()[-1].id],
        )
        self.env.invalidate_all()
        self.assertFalse(order._equals_request())

    def test_bill_is_tied_by_amazon_alone(self):
        request = self.released()
        self.deliver(self.invoice(request, {1: 3}))
        bill = request.invoice_ids.move_id
        with self.assertRaises(AccessError):
            bill.with_user(self.accountant).write({"amazon_invoice_id": False})

    def test_order_that_was_tampered_with_does_not_leave(self):
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        message = self.order_message(request)
        self.assertEqual(message._may_leave(), ("go", None))
        line = request.purchase_id._amazon_lines()[0]
        self.env.cr.execute(
            "UPDATE purchase_order_line SET price_unit = 1 WHERE id = %s", [line.id]
        )
        line.invalidate_recordset()
        self.assertEqual(message._may_leave()[0], "wait")
        request.purchase_id.with_user(self.manager).button_cancel()
        self.assertEqual(message._may_leave()[0], "cancel")

    def test_merging_leaves_our_orders_alone(self):
        ours = self.draft()
        other = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        with self.assertRaises(UserError):
            (ours | other).action_merge()
