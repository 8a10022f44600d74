from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.advice import guidance
from ..models.advice_buying import ARTICLES
from .common import PurchaseCommon
from .punchout_common import PunchoutCommon


@tagged("post_install", "-at_install")
class TestHome(PunchoutCommon):
    """Each tile counts with the rights of whoever looks, and opens what it counted."""

    def home(self, user):
        return self.env["amazon.punchin.home"].with_user(user).get_home()

    def tiles(self, user):
        home = self.home(user)
        return {
            tile["key"]: tile
            for section in home["sections"]
            for tile in section["tiles"]
        }

    def test_tiles_of_the_buyer(self):
        self.punch_in()
        self.punch_in().with_user(self.employee).submit()
        self.released()
        self.punch_in(email=self.colleague.email)
        tiles = self.tiles(self.employee)
        self.assertEqual(set(tiles), {"carts", "waiting", "coming", "needed"})
        for key in ("carts", "waiting", "coming"):
            self.assertEqual(tiles[key]["count"], 1, key)
        self.assertIn("days", tiles["carts"]["detail"])

    def test_each_tile_opens_what_it_counted(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}))
        self.deliver(self.ship_notice(request, {1: 3}))
        self.deliver(self.invoice(request, {1: 3}, prices={1: 99}))
        self.punch_in()
        self.punch_in().with_user(self.employee).submit()
        everybody = (self.employee, self.manager, self.accountant, self.administrator)
        for user in everybody:
            for key, tile in self.tiles(user).items():
                action = tile["action"]
                records = self.env[action["res_model"]].with_user(user)
                self.assertEqual(
                    records.search_count(action["domain"]),
                    tile["count"],
                    f"{key} of {user.login}",
                )

    def test_sections_by_role(self):
        self.assertEqual(len(self.home(self.employee)["sections"]), 1)
        self.assertIn("approve", self.tiles(self.manager))
        accountant = self.home(self.accountant)
        self.assertIsNone(accountant["shop"])
        self.assertEqual(
            [one["key"] for one in accountant["sections"][0]["tiles"]],
            ["invoices", "bills", "exceptions"],
        )
        self.assertIsNone(self.home(self.employee)["health"])

    def test_named_approver_sees_what_waits(self):
        self.group.approver_ids = self.colleague
        self.punch_in().with_user(self.employee).submit()
        self.assertEqual(self.tiles(self.colleague)["approve"]["count"], 1)
        self.assertNotIn("approve", self.tiles(self.employee))

    def test_what_the_button_does(self):
        shop = self.home(self.employee)["shop"]
        self.assertEqual((shop["open"], shop["asks"]), (True, False))
        self.assertIn(self.group.name, shop["note"])
        self.group.location_ids = False
        places = self.env["amazon.punchin.location"].search_count(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(self.home(self.employee)["shop"]["asks"], places > 1)
        self.group.use_punchout = False
        self.assertFalse(self.home(self.employee)["shop"]["open"])

    def test_notes_quote_amazon_as_text(self):
        request = self.punch_in()
        request._todo("Look", 'Amazon says <img src="x" onerror="1">\n<b>now</b>')
        note = request.activity_ids.filtered(lambda one: one.summary == "Look").note
        self.assertIn("&lt;b&gt;now", note)
        self.assertNotIn("<img", note)

    def test_few_queries_whatever_there_is(self):
        self.tiles(self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.tiles(self.manager)
        first = self.env.cr.sql_log_count - before
        for _each in range(3):
            self.released()
            self.punch_in()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.tiles(self.manager)
        self.assertLessEqual(self.env.cr.sql_log_count - before, first + 2)


@tagged("post_install", "-at_install")
class TestBuyAgain(PurchaseCommon):
    """What was bought, at which price; not who bought it."""

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

    def test_opens_at_amazon_and_nowhere_else(self):
        self.buy("B0A", "10.00", self.employee)
        item = self.items(self.employee)["B0A"]
        self.assertEqual(
            item.action_open_at_amazon()["url"], "https://www.amazon.com/dp/B0A"
        )

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
class TestWhy(PunchoutCommon):
    """Why can I not buy? (R45, R161)"""

    def unmet(self, user):
        why = self.env["amazon.punchin.why"].with_user(user)
        conditions = why._conditions()
        for one in conditions:
            self.assertNotIn("%(", f"{one}")
            self.assertTrue(one["met"] or (one["text"] and one["steps"]), one)
        general = ("why_right", "why_email", "why_group")
        return {
            one["code"]
            for one in conditions
            if one["met"] is False
            and (one["code"] in general or self.group.name in one["title"])
        }

    def test_nothing_stands_in_the_way(self):
        self.assertFalse(self.unmet(self.employee))

    def test_each_condition(self):
        guest = new_test_user(self.env, "apr_guest", "base.group_user", email=False)
        self.assertLessEqual({"why_right", "why_email"}, self.unmet(guest))
        self.group.write({"all_users": False, "user_ids": self.colleague.ids})
        self.assertIn("why_member", self.unmet(self.employee))
        self.assertNotIn("why_member", self.unmet(self.colleague))
        self.group.order_url = False
        self.assertIn("why_complete", self.unmet(self.colleague))
        self.employee.email = self.colleague.email
        self.assertIn("why_email", self.unmet(self.employee))
        self.env["amazon.punchin.group"].search([]).active = False
        self.assertIn("why_group", self.unmet(self.colleague))

    def test_articles_speak(self):
        for code in ARTICLES:
            title, text, steps = guidance(self.env, code)
            self.assertTrue(title and text and steps, code)
