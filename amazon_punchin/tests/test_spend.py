from odoo.fields import Command, Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestSpend(PurchaseCommon):
    """Test orders stay out of every figure of what was spent (scenario 13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["amazon.punchin.request"].search([])._unguarded().is_test = True

    def bought(self, user, asin="B0A"):
        request = self.punch_in(self.cart([self.item(asin, 1, 100)]), user.email)
        request.with_user(user).submit()
        request.with_user(self.manager).release()
        self.env.flush_all()
        return request

    def purchases(self):
        """A real one, a test, and one of a sandbox group that went live."""
        real = self.bought(self.employee)
        sandbox = self.bought(self.employee)
        sandbox._unguarded().marketplace = "sandbox"
        self.group.back_to_test()
        test = self.bought(self.employee, "B0T")
        self.assertEqual((real.is_test, test.is_test), (False, True))
        self.env.flush_all()
        return real, test, sandbox

    def test_purchase_analysis(self):
        """Odoo's own report, which knows nothing of tests."""
        real, test, sandbox = self.purchases()
        orders = (real | test | sandbox).purchase_ids
        self.assertEqual(set(orders.mapped("state")), {"purchase"})
        report = self.env["purchase.report"].with_user(self.manager)
        rows = report._read_group(
            [("order_id", "in", orders.ids)], ["order_id"], ["untaxed_total:sum"]
        )
        ordered = real.purchase_id.amount_untaxed
        self.assertEqual(
            [(one.id, total) for one, total in rows], [(real.purchase_id.id, ordered)]
        )
        other = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        other.order_line = [
            Command.create(
                {"product_id": self.group.default_product_id.id, "product_qty": 1}
            )
        ]
        self.env.flush_all()
        self.assertTrue(report.search([("order_id", "=", other.id)]))

    def test_amounts_ordered(self):
        real, *_others = self.purchases()
        given_up = self.bought(self.employee)
        given_up._unguarded().is_test = False
        given_up.with_user(self.manager).cancel("Mistake")
        action = self.env.ref("amazon_punchin.request_action_ordered")
        domain = safe_eval(action.domain)
        for user in (self.manager, self.accountant):
            requests = self.env["amazon.punchin.request"].with_user(user)
            [(total,)] = requests._read_group(domain, [], ["amount_total_estimate:sum"])
            self.assertAlmostEqual(total, real.amount_total_estimate, msg=user.login)
        for other in ("request_action", "request_action_my"):
            modes = self.env.ref(f"amazon_punchin.{other}").view_mode
            self.assertFalse({"pivot", "graph"} & set(modes.split(",")), other)

    def test_prices_and_items(self):
        """What is offered to be bought again, and what it cost (E9)."""
        self.purchases()
        domain = Domain("supplier_part_id", "in", ("B0A", "B0T"))
        domain &= Domain("marketplace", "=", "us")
        for model in ("amazon.punchin.item", "amazon.punchin.price"):
            found = self.env[model].with_user(self.employee).search(domain)
            self.assertEqual(found.mapped("supplier_part_id"), ["B0A"], model)

    def test_orders_without_tests(self):
        """A filter on purchase orders, also for whoever has no right on requests."""
        real, test, _sandbox = self.purchases()
        plain = self.env["res.users"].create(
            {
                "name": "Plain",
                "login": "apr_plain",
                "group_ids": [
                    Command.link(self.env.ref("purchase.group_purchase_user").id)
                ],
            }
        )
        orders = self.env["purchase.order"].with_user(plain)
        ours = Domain("id", "in", (real | test).purchase_ids.ids)
        for value, expected in ((False, real), (True, test)):
            found = orders.search(ours & Domain("amazon_is_test", "=", value))
            self.assertEqual(found, expected.purchase_id)
