from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PurchaseCommon


class CodingCommon(PurchaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"]
        cls.supplies, cls.furniture = accounts.create(
            [
                {"name": name, "code": code, "account_type": "expense"}
                for name, code in (("Supplies", "APR611"), ("Furniture", "APR612"))
            ]
        )
        cls.plan = cls.env["account.analytic.plan"].create({"name": "Department"})
        cls.sales = cls.env["account.analytic.account"].create(
            {"name": "Sales", "plan_id": cls.plan.id}
        )
        cls.distribution = {str(cls.sales.id): 100.0}
        cls.other_company = cls.env["res.company"].create({"name": "Other Corp"})

    def rule(self, **values):
        return self.env["amazon.punchin.coding.rule"].create(
            {"name": "Office", "account_id": self.supplies.id, **values}
        )


@tagged("post_install", "-at_install")
class TestCoding(CodingCommon):
    """Rules propose, people decide, and both reach the order and the bill."""

    def test_people_choose_among_the_accounts_that_are_offered(self):
        """The domain of the field binds whoever writes without the form, too."""
        request = self.punch_in()
        mine, bank = request.with_user(self.employee), self.supplies.copy()
        bank.account_type = "asset_cash"
        for record in (mine, mine.line_ids[0]):
            with self.assertRaisesRegex(UserError, "no account for what was bought"):
                record.account_id = bank
            record.account_id = self.supplies
        self.assertEqual(request.line_ids[0].account_id, self.supplies)

    def test_each_condition(self):
        request = self.punch_in(
            self.cart([self.item("B0A", 2, "10"), self.item("B0B", 1, "500")])
        )
        first, second = request.line_ids
        first._unguarded().write({"sold_by": "PaperCo LLC", "name": "Black pens"})
        second._unguarded().write({"sold_by": "Desks & Co", "unspsc": "56101700"})
        elsewhere = self.location.copy({"address_code": "X", "name": "Elsewhere"})
        for values, expected in (
            ({}, first | second),
            ({"asin": "B0X, b0b"}, second),
            ({"unspsc_prefix": "56, 99"}, second),
            ({"seller": "paperco"}, first),
            ({"key_words": "stapler, PENS"}, first),
            ({"user_ids": [Command.set(self.employee.ids)]}, first | second),
            ({"user_ids": [Command.set(self.colleague.ids)]}, first.browse()),
            ({"location_id": self.location.id}, first | second),
            ({"location_id": elsewhere.id}, first.browse()),
            ({"amount_from": 20.01}, second),
            ({"amount_to": 20}, first),
            ({"group_id": self.group.id}, first | second),
        ):
            rule = self.rule(**values)
            hits = request.line_ids.filtered(lambda line, r=rule: r._accepts(line, 1.0))
            self.assertEqual(hits, expected, values)

    def test_rule_codes_what_arrives_and_says_why(self):
        tax = self.env["account.tax"].create(
            {"name": "Use tax", "amount": 8, "type_tax_use": "purchase"}
        )
        self.group.tax_mode = "odoo"
        rule = self.rule(
            analytic_distribution=self.distribution,
            tax_ids=[Command.set(tax.ids)],
            key_words="B0A",
        )
        self.rule(sequence=20, account_id=self.furniture.id)
        request = self.punch_in()
        first, second, _third = request.line_ids
        mine = first.with_user(self.employee)
        self.assertEqual(mine.account_id, self.supplies)
        self.assertEqual(mine.coding_reason, "Rule Office")
        self.assertEqual(second.account_id, self.furniture)
        self.assertEqual(rule.hit_count, 2)
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        ordered = first.purchase_line_id
        self.assertEqual(ordered.tax_ids, tax)
        self.assertEqual(ordered.analytic_distribution, self.distribution)
        bill = ordered._prepare_account_move_line()
        self.assertEqual(bill["account_id"], self.supplies.id)
        self.assertEqual(bill["tax_ids"], [Command.set(tax.ids)])
        self.assertEqual(bill["analytic_distribution"], self.distribution)

    def test_coding_reaches_the_bill(self):
        """By Amazon's invoice, and where an accountant makes the bill by hand."""
        tax = self.env["account.tax"].create(
            {"name": "Use tax", "amount": 8, "type_tax_use": "purchase"}
        )
        self.group.tax_mode = "odoo"
        self.rule(
            analytic_distribution=self.distribution,
            tax_ids=[Command.set(tax.ids)],
            key_words="B0A",
        )
        request = self.released()
        self.deliver(self.ship_notice(request, {1: 3, 3: 2}))
        tax_of_goods = round(3 * 14.99 * 0.08, 2)
        self.deliver(self.invoice(request, {1: 3}, tax=tax_of_goods))
        [first] = request.invoice_ids.move_id.invoice_line_ids.filtered(
            lambda line: line.purchase_line_id
        )
        order = request.purchase_id
        order.with_user(self.accountant).action_create_invoice()
        by_hand = order.invoice_ids - request.invoice_ids.move_id
        [third] = by_hand.invoice_line_ids.filtered(
            lambda line: line.purchase_line_id.amazon_line_number == 3
        )
        for line in first, third:
            self.assertEqual(line.tax_ids, tax)
            self.assertEqual(line.account_id, self.supplies)
            self.assertEqual(line.analytic_distribution, self.distribution)
        self.assertEqual(request.invoice_ids.match_state, "matched")
        self.assertAlmostEqual(request.invoice_ids.move_id.amount_tax, tax_of_goods)

    def test_what_was_bought_before_is_coded_the_same(self):
        before = self.punch_in()
        before.line_ids[0].with_user(self.employee).account_id = self.furniture
        self.assertEqual(before.line_ids[0].coding_reason, "Set by hand")
        undecided = self.punch_in(email=self.colleague.email)
        self.assertFalse(undecided.line_ids[0].account_id, "only what was released")
        before.with_user(self.employee).submit()
        before.with_user(self.manager).release()
        request = self.punch_in(email=self.colleague.email)
        line = request.line_ids[0].with_user(self.colleague)
        self.assertEqual(line.account_id, self.furniture)
        self.assertEqual(line.coding_reason, f"As on {before.name}")
        self.assertFalse(request.line_ids[1].account_id)

    def test_proposals_leave_alone_what_a_person_set(self):
        request = self.punch_in()
        first, second, _third = request.line_ids
        first.with_user(self.employee).account_id = self.furniture
        self.rule()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).propose_again()
        request.with_user(self.employee).propose_again()
        self.assertEqual(first.account_id, self.furniture)
        self.assertEqual(second.account_id, self.supplies)

    def test_other_companies_have_no_say(self):
        account = self.furniture.with_company(self.other_company).create(
            {
                "name": "Theirs",
                "code": "X1",
                "account_type": "expense",
                "company_ids": [Command.set(self.other_company.ids)],
            }
        )
        rules = self.env["amazon.punchin.coding.rule"]
        theirs = rules.create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "account_id": account.id,
            }
        )
        self.assertFalse(self.punch_in().line_ids.account_id)
        with self.assertRaises(AccessError):
            theirs.with_user(self.manager).read(["name"])
        with self.assertRaises(UserError):
            self.rule(account_id=account.id)

    def test_price_included_taxes_are_refused(self):
        tax = self.env["account.tax"].create(
            {
                "name": "In",
                "amount": 8,
                "type_tax_use": "purchase",
                "price_include_override": "tax_included",
            }
        )
        with self.assertRaises(ValidationError):
            self.rule(tax_ids=[Command.set(tax.ids)])

    def test_one_message_names_every_line_that_lacks_something(self):
        self.group.write(
            {"require_account": True, "required_plan_ids": [Command.set(self.plan.ids)]}
        )
        request = self.punch_in().with_user(self.employee)
        request.line_ids[0].account_id = self.supplies
        with self.assertRaises(UserError) as caught:
            request.submit()
        self.assertIn("account for: 2 (Item B0B & more), 3 (", str(caught.exception))
        self.assertIn("Department for: 1 (", str(caught.exception))
        with self.assertRaises(UserError):
            request.with_user(self.employee).copy().apply_to_all()

    def test_employee_codes_all_lines(self):
        """With no right on purchases or accounts, by what the web client calls."""
        self.group.write(
            {"require_account": True, "required_plan_ids": [Command.set(self.plan.ids)]}
        )
        request = self.punch_in().with_user(self.employee)
        env = request.env
        for model, record in (
            ("account.account", self.supplies),
            ("account.analytic.account", self.sales),
        ):
            found = env[model].name_search(record.name)
            self.assertIn(record.id, [one for one, _name in found])
        self.assertTrue(env["account.analytic.plan"].get_relevant_plans())
        with self.assertRaises(AccessError):
            self.sales.with_user(self.employee).name = "Mine"
        with self.assertRaises(UserError):
            request.apply_to_all()
        spec = {
            "account_id": {"fields": {"display_name": {}}},
            "coding_reason": {},
            "line_ids": {
                "fields": {
                    "account_id": {"fields": {"display_name": {}}},
                    "analytic_distribution": {},
                }
            },
        }
        spec.pop("coding_reason")
        request.web_save(
            {
                "account_id": self.supplies.id,
                "analytic_distribution": self.distribution,
            },
            spec,
        )
        request.onchange({"account_id": self.furniture.id}, ["account_id"], spec)
        request.apply_to_all()
        self.assertEqual(
            request.web_read(spec)[0]["line_ids"][2]["account_id"]["id"],
            self.supplies.id,
        )
        request.submit()
        self.assertEqual(request.state, "pending")
        request.with_user(self.manager).release()
        with self.assertRaises(UserError):
            request.with_user(self.manager).apply_to_all()
        self.assertEqual(request.state, "released")

    def test_new_fields_are_locked(self):
        line = self.punch_in().line_ids[0].with_user(self.manager)
        for name in (
            "tax_ids",
            "product_categ_id",
            "account_by_hand",
            "coding_rule_id",
            "coding_line_id",
        ):
            with self.assertRaises(AccessError, msg=name):
                line.write({name: False})

    def test_rule_is_tested_on_a_past_request(self):
        request = self.punch_in()
        rule = self.rule(asin="B0B")
        action = rule.with_user(self.manager).action_test()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .create({"coding_rule_id": rule.id, "request_id": request.id})
        )
        self.assertEqual(wizard.result, "Fits line 2 (Item B0B & more).")
        self.assertFalse(request.line_ids.account_id)
        with self.assertRaises(AccessError):
            rule.with_user(self.employee).name = "No"
        rule.with_user(self.manager).name = "Yes"
