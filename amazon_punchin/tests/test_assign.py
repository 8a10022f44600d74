from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestAssign(ApprovalCommon):
    """A cart that nobody was found for: two people decide on it all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = new_test_user(
            cls.env,
            "apr_second",
            "amazon_punchin.group_manager",
            email="apr_second@example.com",
        )

    def stray(self):
        return self.punch_in(email="nobody@example.com")

    def named(self):
        """:return: a stray cart that the manager gave to somebody and submitted, as he
        sees it"""
        theirs = self.stray().with_user(self.manager)
        theirs.user_id = self.employee
        theirs.submit()
        return theirs

    def test_nothing_is_released_without_a_buyer(self):
        for approval in ("manager", "none"):
            self.group.approval = approval
            request = self.stray()
            theirs = request.with_user(self.manager)
            with self.assertRaisesRegex(UserError, "choose the buyer of this cart"):
                theirs.submit()
            with self.assertRaises(UserError):
                theirs.release()
            self.assertEqual(request.state, "open")
            self.assertIn("nobody@example.com", theirs.problem_text)
            self.assertFalse(theirs.may_submit)
            others = request.with_user(self.accountant)
            self.assertIn("Nobody is known as the buyer", others.problem_text)

    def test_who_named_the_buyer_does_not_approve(self):
        self.group.approver_ids = self.manager | self.second
        theirs = self.named()
        request = theirs.with_env(self.env)
        self.assertEqual(request.assigned_by_id, self.manager)
        self.assertEqual(request.state, "pending")
        step = self.env.ref("amazon_punchin.activity_step")
        asked = request.activity_ids.filtered(lambda one: one.activity_type_id == step)
        self.assertEqual(asked.user_id, self.second)
        self.assertFalse(theirs.awaits_me or theirs.may_release)
        self.assertNotIn(request, theirs.search([("awaits_me", "=", True)]))
        with self.assertRaisesRegex(AccessError, "somebody else has to approve"):
            theirs.release()
        self.assertIn("You said whose cart", theirs.release_check)
        others = request.with_user(self.second)
        self.assertNotIn("You said whose cart", others.release_check)
        request.with_user(self.second).release()
        self.assertEqual(request.state, "released")

    def test_what_the_buyer_submits_is_his(self):
        """A company with one manager gets its stray carts approved."""
        self.second.active = False
        theirs = self.named()
        request = theirs.with_env(self.env)
        self.assertTrue(theirs.may_reply)
        theirs.return_to_buyer("Is it yours?")
        request.with_user(self.employee).submit()
        self.assertFalse(request.assigned_by_id)
        self.assertTrue(theirs.awaits_me)
        theirs.release()
        self.assertEqual(request.state, "released")

    def test_substitute_of_who_named_the_buyer_does_not_approve_for_him(self):
        self.second.active = False
        self.absent(self.manager, self.colleague)
        theirs = self.named()
        with self.assertRaises(AccessError):
            theirs.with_user(self.colleague).release()

    def test_group_may_allow_it(self):
        self.group.self_approval = True
        theirs = self.named()
        theirs.release()
        self.assertEqual(theirs.state, "released")

    def test_nobody_writes_who_named_the_buyer(self):
        request = self.stray()
        request.with_user(self.manager).user_id = self.employee
        for user in (self.employee, self.manager, self.administrator):
            with self.assertRaises(AccessError):
                request.with_user(user).assigned_by_id = self.second
