from odoo.exceptions import UserError
from odoo.tests import tagged

from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestPolicyMoved(PolicyCommon):
    """Policies hold for what is released, however it is released and wherever it goes
    by then (R103)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.annex = cls.location.copy({"address_code": "AX", "name": "Annex"})

    def test_release_without_submit_looks_at_the_new_place(self):
        self.group.approval = "none"
        self.policy(check="match", action="block", location_id=self.annex.id)
        request = self.punch_in()
        mine = request.with_user(self.employee)
        mine.location_id = self.annex
        with self.assertRaisesRegex(UserError, "may not be bought"):
            mine.release()
        self.assertEqual(request.state, "open")
        self.assertFalse(request.purchase_ids)

    def test_release_without_submit_looks_at_new_policies(self):
        """A finding that needs a consent needs an approval, and so a submission."""
        self.group.approval = "none"
        request = self.punch_in()
        self.further()
        with self.assertRaises(UserError):
            request.with_user(self.employee).release()
        self.assertEqual(request.state, "open")
        request.with_user(self.employee).submit()
        self.assertEqual(request.state, "pending")

    def test_manager_moves_what_waits_and_the_policy_of_the_place_holds(self):
        boss = self.further(location_id=self.annex.id)
        request = self.punch_in()
        request.with_user(self.employee).submit()
        theirs = request.with_user(self.manager)
        self.assertFalse(request.policy_result_ids)
        theirs.location_id = self.annex
        self.assertEqual(request.policy_result_ids.approver_id, boss)
        self.assertIn(boss, request.activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "must give consent"):
            theirs.release()
        theirs.location_id = self.location
        self.assertFalse(request.policy_result_ids)
        self.assertNotIn(boss, request.activity_ids.user_id)
        theirs.location_id = self.annex
        request.with_user(boss).consent()
        theirs.release()
        self.assertEqual(request.state, "released")
