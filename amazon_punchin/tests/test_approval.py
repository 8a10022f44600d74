from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApproval(ApprovalCommon):
    """Nobody approves what he bought, unless the group allows it (scenario 10)."""

    def test_manager_never_approves_what_he_bought(self):
        request = self.pending(self.manager.email, self.manager)
        mine = request.with_user(self.manager)
        self.assertFalse(mine.awaits_me or mine.may_release or mine.may_reject)
        for act in (mine.release, mine.action_release):
            with self.assertRaisesRegex(AccessError, "yourself"):
                act()
        self.assertEqual(request.state, "pending")
        found = mine.search([("awaits_me", "=", True), ("id", "=", request.id)])
        self.assertFalse(found)
        request.with_user(self.administrator).release()
        self.assertEqual(request.state, "released")

    def test_nobody_approves_what_its_buyer_has_not_sent(self):
        request = self.punch_in()
        with self.assertRaisesRegex(UserError, "is Open"):
            request.with_user(self.manager).release()
        self.assertEqual(request.state, "open")

    def test_setting_allows_to_approve_what_one_bought(self):
        self.group.self_approval = True
        request = self.pending(self.manager.email, self.manager)
        self.assertTrue(request.with_user(self.manager).awaits_me)
        request.with_user(self.manager).release()
        self.assertEqual(request.approver_id, self.manager)

    def test_buyer_who_is_a_manager_needs_nobody_below_the_amount(self):
        self.group.write({"approval": "amount", "approval_amount": 1000})
        request = self.punch_in(email=self.manager.email)
        request.with_user(self.manager).submit()
        self.assertEqual(request.state, "released")

    def test_somebody_else_is_asked_when_the_approver_bought(self):
        self.group.approver_ids = self.approver
        request = self.pending(self.approver.email, self.approver)
        self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_manager_orders_what_he_bought_after_somebody_approved(self):
        self.group.auto_order = False
        request = self.pending(self.manager.email, self.manager)
        with self.assertRaises(UserError):
            request.with_user(self.manager).create_purchase_order()
        request.with_user(self.administrator).release()
        mine = request.with_user(self.manager)
        self.assertTrue(mine.may_create_purchase)
        mine.create_purchase_order()
        self.assertTrue(mine.may_send)
        mine.send_order()
        self.assertEqual(len(self.order_message(request)), 1)
        with self.assertRaises(AccessError):
            self.pending().with_user(self.employee).send_order()

    @users("apr_employee")
    def test_employee_without_purchase_right_does_all_his_part(self):
        self.group.sudo().approval = "none"
        request = self.punch_in().with_env(self.env)
        request.note = "mine"
        request.submit()
        self.assertEqual(request.state, "released")
        self.assertTrue(request.purchase_names)
        self.assertIn("within a minute", request.not_sent_reason)
        with self.assertRaises(AccessError):
            request.purchase_id.with_env(self.env).read(["name"])
