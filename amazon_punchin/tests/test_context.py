from odoo.tests import tagged

from ..models import activities
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestContext(PurchaseCommon):
    """What a caller writes into the context of an RPC fills nothing that our methods
    make with raised rights (design §6): Odoo's `sudo` leaves `default_*` outside, so
    whatever is made here has to be made by it."""

    def test_release_makes_a_draft_whatever_the_caller_proposes(self):
        """Or double validation, asked in `button_confirm`, would be passed by."""
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 1}
        )
        self.group.auto_create_product = True
        self.group.approval = "none"
        request = self.punch_in()
        forged = {
            "default_state": "purchase",
            "default_invoice_ids": [(0, 0, {"move_type": "in_invoice"})],
            "default_sale_ok": True,
            "default_description": "forged",
            "default_user_id": self.colleague.id,
        }
        request.with_user(self.employee).with_context(**forged).submit()
        self.assertEqual(request.state, "released")
        order = request.purchase_id
        self.assertEqual(order.state, "to approve")
        self.assertFalse(order.invoice_ids)
        products = request.line_ids.product_id
        self.assertTrue(products)
        self.assertFalse(any(products.mapped("description")))

    def test_each_step_of_ordering_is_as_clean(self):
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 1}
        )
        self.group.auto_order = False
        request = self.punch_in()
        request.with_user(self.employee).submit()
        forged = request.with_user(self.manager).with_context(default_state="purchase")
        forged.release()
        forged.create_purchase_order()
        self.assertEqual(request.purchase_id.state, "draft")
        forged.send_order()
        self.assertEqual(request.purchase_id.state, "to approve")

    def test_bill_is_a_plain_draft(self):
        request = self.released()
        self.deliver(self.invoice(request, {1: 3}))
        invoice = request.invoice_ids
        invoice.move_id.button_cancel()
        invoice.with_user(self.accountant).with_context(
            default_auto_post="at_date", default_narration="forged"
        ).create_bill()
        self.assertEqual(invoice.move_id.state, "draft")
        self.assertEqual(invoice.move_id.auto_post, "no")
        self.assertFalse(invoice.move_id.narration)

    def test_nobody_switches_the_next_step_of_others_off(self):
        request = self.punch_in()
        silent = request.with_user(self.employee).with_context(
            mail_activity_automation_skip=True
        )
        silent.submit()
        step = self.env.ref(activities.STEP)
        asked = request.activity_ids.filtered(lambda one: one.activity_type_id == step)
        self.assertEqual(asked.user_id, self.manager)
