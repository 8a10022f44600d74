from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .punchout_common import PunchoutCommon


class BuyAgainCommon(PunchoutCommon):
    def items(self, user):
        items = self.env["amazon.punchin.item"].with_user(user)
        return {
            one.supplier_part_id: one
            for one in items.search([("supplier_part_id", "=like", "B0%")])
            if one.supplier_part_id in ("B0A", "B0B", "B0C")
        }

    def buy(self, asin, price, user):
        request = self.punch_in(self.cart([self.item(asin, 2, price)]), user.email)
        request.with_user(user).submit()
        request.with_user(self.manager).release()
        self.env.flush_all()
        return request


@tagged("post_install", "-at_install")
class TestBuyAgain(BuyAgainCommon):
    """What was bought, at which price; not who bought it."""

    def test_mine_and_the_companys(self):
        first = self.buy("B0A", "10.00", self.employee)
        first._unguarded().decided_on = "2026-01-01 10:00:00"
        self.buy("B0A", "12.50", self.colleague)
        self.buy("B0B", "3.00", self.colleague)
        self.punch_in(self.cart([self.item("B0C", 1, "1.00")]))
        self.env.flush_all()
        items = self.items(self.employee)
        self.assertEqual(set(items), {"B0A", "B0B"}, "what is only asked for is not")
        item = items["B0A"]
        self.assertEqual((item.last_price, item.times_bought), (12.5, 2))
        self.assertEqual((item.quantity, item.my_times), (4, 1))
        mine = item.search([("my_times", ">", 0)])
        self.assertEqual(mine & (item | items["B0B"]), item)
        self.assertNotIn("user_id", item._fields)
        with self.assertRaises(AccessError):
            first.with_user(self.colleague).read(["name"])
        prices = self.env["amazon.punchin.price"].with_user(self.colleague)
        action = item.action_price_history()
        self.assertEqual(action["display_name"], f"Prices of {item.title}")
        found = prices.search(action["domain"])
        self.assertEqual(sorted(found.mapped("price_unit")), [10, 12.5])

    def test_test_purchases_and_refused_items_are_none(self):
        request = self.buy("B0A", "10.00", self.employee)
        self.deliver(self.confirmation(request, {}, rejects={1: 2}))
        test = self.buy("B0B", "10.00", self.employee)
        test._unguarded().is_test = True
        self.env.flush_all()
        self.assertFalse(self.items(self.employee))
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        self.assertEqual((item.times_bought, item.my_times), (1, 1))

    def test_favourites_are_ones_own(self):
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        item.action_toggle_favourite()
        self.assertTrue(item.is_favourite)
        self.assertIn(item, item.search([("is_favourite", "=", True)]))
        theirs = item.with_user(self.colleague)
        self.assertFalse(theirs.is_favourite)
        self.assertFalse(theirs.search([("is_favourite", "=", True)]) & theirs)
        self.buy("B0A", "11.00", self.employee)
        self.assertTrue(self.items(self.employee)["B0A"].is_favourite)
        item.action_toggle_favourite()
        self.assertFalse(item.is_favourite)
        mine = self.env["amazon.punchin.favourite"].with_user(self.employee)
        key = {
            "company_id": self.company.id,
            "marketplace": "us",
            "supplier_part_id": "B0A",
        }
        favourite = mine.create(key)
        with self.assertRaises(AccessError):
            favourite.with_user(self.colleague).unlink()

    def test_opens_in_a_visit_whose_cart_comes_back(self):
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        action = item.action_open_at_amazon()
        request = self.env["amazon.punchin.request"].browse(
            int(action["url"].rpartition("/")[2])
        )
        self.assertEqual((request.user_id, request.origin), (self.employee, "punchout"))
        session = request.sudo().session_ids
        _message, setup = self.setup_of(session)
        self.assertEqual(setup.selected_part_id, "B0A")
        session._unguarded().state = "open"
        self.assertIn("B0A", request.browse_note)
        _request, session = self.browse_amazon()
        self.assertEqual(_request, request, "the same request is used again")
        _message, setup = self.setup_of(session)
        self.assertIsNone(setup.selected_part_id, "the shop itself")

    def test_asks_where_there_is_a_choice_of_places(self):
        self.buy("B0A", "10.00", self.employee)
        self.group.location_ids |= self.location.copy(
            {"name": "Branch", "address_code": "BR"}
        )
        item = self.items(self.employee)["B0A"]
        question = item.action_open_at_amazon()
        wizard = (
            self.env[question["res_model"]]
            .with_user(self.employee)
            .with_context(**question["context"])
            .create({})
        )
        self.assertEqual(wizard.available_group_ids, self.group)
        url = wizard.action_open()["url"]
        request = self.env["amazon.punchin.request"].browse(int(url.rpartition("/")[2]))
        _message, setup = self.setup_of(request.sudo().session_ids)
        self.assertEqual(setup.selected_part_id, "B0A")

    def test_the_plain_page_where_no_visit_can_begin(self):
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        page = "https://www.amazon.com/dp/B0A"
        self.group.opens_items = False
        self.assertEqual(item.action_open_at_amazon()["url"], page)
        self.group.write({"opens_items": True, "use_punchout": False})
        self.assertEqual(item.action_open_at_amazon()["url"], page)

    def test_other_companies(self):
        self.buy("B0A", "10.00", self.employee)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "apr_stranger",
            "amazon_punchin.group_user",
            company_id=other.id,
            company_ids=other.ids,
        )
        for model in ("amazon.punchin.item", "amazon.punchin.price"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.item"].with_user(self.accountant).search([])

    def test_arriving_by_day(self):
        request = self.released()
        self.deliver(self.ship_notice(request, {1: 3}))
        shipment = request.shipment_ids.with_user(self.employee)
        self.assertEqual(shipment.user_id, self.employee)
        self.assertIn("B0A", shipment.summary)


@tagged("post_install", "-at_install")
class TestRecommended(BuyAgainCommon):
    """Favourites that a department or the company shares (wish 19)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plan = cls.env["account.analytic.plan"].create({"name": "Department"})
        cls.marketing, cls.sales = cls.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                for name in ("Marketing", "Sales")
            ]
        )

    def book(self, request, account):
        distribution = {str(account.id): 100}
        request.line_ids._unguarded().analytic_distribution = distribution

    def recommend(self, item, **values):
        wizard = self.env["amazon.punchin.recommend.wizard"].with_user(item.env.user)
        wizard = wizard.with_context(active_id=item.id).create(values)
        wizard.action_recommend()
        self.env.invalidate_all()
        return wizard

    def test_to_the_company(self):
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        self.assertEqual(self.recommend(item).audience, "company")
        theirs = item.with_user(self.colleague)
        self.assertTrue(theirs.is_recommended)
        self.assertEqual(theirs.recommended_by, self.employee.name)
        self.assertEqual(theirs.search([("is_recommended", "=", True)]), theirs)
        self.assertFalse(theirs.is_favourite)
        self.assertTrue(item.is_favourite)
        self.assertFalse(item.is_recommended, "to oneself")
        self.recommend(item, audience="me")
        self.assertFalse(theirs.is_recommended)
        self.assertTrue(item.is_favourite)

    def test_to_a_department(self):
        mine = self.buy("B0A", "10.00", self.employee)
        self.book(mine, self.marketing)
        self.book(self.buy("B0B", "10.00", self.colleague), self.sales)
        item = self.items(self.employee)["B0A"]
        wizard = self.recommend(item)
        self.assertEqual(wizard.audience, "department")
        self.assertEqual(wizard.account_id, self.marketing)
        theirs = item.with_user(self.colleague)
        self.assertFalse(theirs.is_recommended)
        self.book(self.buy("B0C", "10.00", self.colleague), self.marketing)
        self.env.invalidate_all()
        self.assertEqual(theirs.recommended_by, self.employee.name)
        self.assertEqual(theirs.department_times, 1)
        found = theirs.search([("department_times", ">", 0)])
        self.assertEqual(set(found.mapped("supplier_part_id")), {"B0A", "B0B", "B0C"})
        found = item.search([("department_times", ">", 0)])
        self.assertEqual(set(found.mapped("supplier_part_id")), {"B0A", "B0C"})

    def test_a_rule_names_the_department_of_a_beginner(self):
        accounts = self.env["account.analytic.account"].with_user(self.colleague)
        self.assertFalse(accounts._of_buyer())
        self.env["amazon.punchin.coding.rule"].create(
            {
                "name": "Sales buys",
                "company_id": self.company.id,
                "user_ids": self.colleague.ids,
                "analytic_distribution": {str(self.sales.id): 100},
            }
        )
        self.assertEqual(accounts._of_buyer(), self.sales)

    def test_without_a_department_nobody_is_meant(self):
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        with self.assertRaises(ValidationError):
            self.recommend(item, audience="department", account_id=False)

    def test_nobody_recommends_for_somebody_else(self):
        self.buy("B0A", "10.00", self.employee)
        self.recommend(self.items(self.employee)["B0A"])
        favourites = self.env["amazon.punchin.favourite"]
        found = favourites.search([("user_id", "=", self.employee.id)])
        with self.assertRaises(AccessError):
            found.with_user(self.colleague).write({"audience": "me"})
        self.assertFalse(favourites.with_user(self.colleague).search([]))
