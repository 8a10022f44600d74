from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestWizardRights(PurchaseCommon):
    """A question tells its reader nothing that he may not read elsewhere, and what he
    typed stays his own."""

    def wizards(self):
        """The questions of all of our addons that are installed."""
        return [
            model
            for name, model in self.env.items()
            if name.startswith("amazon.punchin.") and model._transient
        ]

    def test_no_question_looks_with_other_rights(self):
        self.assertTrue(self.wizards())
        raised = [
            str(field)
            for model in self.wizards()
            for field in model._fields.values()
            if field.compute and field.compute_sudo
        ]
        self.assertEqual(raised, [])

    def test_every_question_is_its_own_users(self):
        rules = self.env["ir.rule"].search([("groups", "=", False)])
        own = rules.filtered(
            lambda one: (
                one.domain_force == '[("create_uid", "=", user.id)]'
                and all((one.perm_read, one.perm_write, one.perm_unlink))
            )
        )
        names = {model._name for model in self.wizards()}
        self.assertEqual(names - set(own.model_id.mapped("model")), set())

    def test_nobody_reads_a_request_through_a_question(self):
        request = self.punch_in(email=self.colleague.email)
        mine = self.env["amazon.punchin.cancel.wizard"].with_user(self.employee)
        mine = mine.create({"request_id": request.id, "reason": "Let me see"})
        self.env.invalidate_all()
        for name in ("origin", "order_names", "amazon_order_url", "was_sent"):
            with self.assertRaises(AccessError, msg=name):
                mine.read([name])
        places = self.env["amazon.punchin.problem.wizard"].with_user(self.employee)
        with self.assertRaises(AccessError):
            self.assertFalse(places.new({"request_id": request.id}).quantity)

    def test_nobody_sends_what_a_colleague_typed(self):
        request = self.punch_in()
        theirs = self.env["amazon.punchin.cancel.wizard"].with_user(self.employee)
        theirs = theirs.create({"request_id": request.id, "reason": "Mine"})
        other = theirs.with_user(self.colleague)
        for act in (
            lambda: other.read(["reason"]),
            lambda: other.write({"reason": "Yours"}),
            other.unlink,
        ):
            with self.assertRaises(AccessError):
                act()
