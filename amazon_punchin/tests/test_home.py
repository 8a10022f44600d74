from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import format_date

from ..models.advice import guidance
from ..models.advice_buying import ARTICLES
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
        self.assertEqual(tiles["waiting"]["detail"], "Sent for approval today")
        for tile in [*tiles.values(), *self.tiles(self.manager).values()]:
            self.assertTrue(tile["detail"], f"{tile['key']} says nothing")

    def test_since_when_the_first_waits(self):
        for days in (3, 0):
            request = self.punch_in()
            request.with_user(self.employee).submit()
            request._unguarded().asked_on -= timedelta(days=days)
        day = format_date(self.env, fields.Date.today() - timedelta(days=3))
        waiting = self.tiles(self.employee)["waiting"]
        self.assertEqual(waiting["detail"], f"The first since {day}")

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

    def test_the_light_is_the_worst_of_the_groups(self):
        twin = self.group.copy({"name": "Twin"})
        others = self.env["amazon.punchin.group"].search([]) - self.group - twin
        others.active = False
        (self.group | twin)._look_at_settings()
        rows = (self.group | twin).health_ids._unguarded()
        for worst in ("ok", "warning", "problem"):
            rows.found_status = "ok"
            twin.health_ids._unguarded()[0].found_status = worst
            self.env.invalidate_all()
            told = self.home(self.administrator)["health"]
            self.assertEqual(told["light"], worst)
            self.assertEqual(told["text"], "" if worst == "ok" else "Twin")

    def test_what_was_promised_and_is_not_shipped(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3, 2: 10}))
        first, second, _third = request.line_ids
        second._unguarded().delivery_date = "2100-01-01"
        self.assertFalse(self.tiles(self.manager)["late"]["count"])
        first._unguarded().delivery_date = "2026-01-01"
        self.assertEqual(self.tiles(self.manager)["late"]["count"], 1)
        self.deliver(self.ship_notice(request, {1: 3}))
        first._unguarded().delivery_date = "2026-01-01"
        self.assertFalse(self.tiles(self.manager)["late"]["count"])
        second._unguarded().write({"delivery_date": "2026-01-01", "qty_rejected": 4})
        self.assertEqual(second.qty_to_ship, 6)
        self.assertEqual(self.tiles(self.manager)["late"]["count"], 1, "the other six")
        second._unguarded().qty_shipped = 6
        self.assertFalse(self.tiles(self.manager)["late"]["count"])

    def test_menu_by_role(self):
        """In the order of the wish, with nothing that the role cannot use."""
        everybody = ["Home", "Requests", "Invoices", "Credits & Returns", "Help"]
        buying = {"To Approve", "Arriving", "Buy Again"}
        order = ["Home", "Requests", "To Approve", "Arriving", "Buy Again"]
        order += ["Invoices", "Credits & Returns", "Reporting", "Configuration", "Help"]
        for user, more in (
            (self.employee, buying),
            (self.manager, buying | {"Reporting", "Configuration"}),
            (self.accountant, {"Reporting"}),
        ):
            menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            app = menus[self.env.ref("amazon_punchin.menu_root").id]
            names = [menus[one]["name"] for one in app["children"]]
            seen = {*everybody, *more}
            self.assertEqual(
                [name for name in names if name != "Sandbox"],
                [name for name in order if name in seen],
                user.login,
            )

    def test_documents_that_failed(self):
        """For administrators alone; nobody else sees documents."""
        self.assertNotIn("documents", self.tiles(self.administrator))
        message = self.store(self.cart(), state="failed")
        self.assertEqual(self.tiles(self.administrator)["documents"]["count"], 1)
        self.assertNotIn("documents", self.tiles(self.manager))
        message._unguarded().state = "done"
        self.assertNotIn("documents", self.tiles(self.administrator))

    def test_named_approver_sees_what_waits(self):
        self.group.approver_ids = self.colleague
        self.punch_in().with_user(self.employee).submit()
        self.assertEqual(self.tiles(self.colleague)["approve"]["count"], 1)
        self.assertNotIn("approve", self.tiles(self.employee))

    def test_whoever_is_asked_for_consent_sees_it(self):
        """Not the approver of the group, but of a policy."""
        self.env["amazon.punchin.policy"].with_user(self.manager).create(
            {
                "name": "Dear",
                "company_id": self.company.id,
                "check": "price",
                "limit_amount": 1,
                "action": "approver",
                "approver_id": self.colleague.id,
            }
        )
        request = self.punch_in()
        request.with_user(self.employee).submit()
        tile = self.tiles(self.colleague)["approve"]
        self.assertEqual(tile["count"], 1)
        requests = request.with_user(self.colleague)
        self.assertEqual(requests.search(tile["action"]["domain"]), request)
        requests.consent()
        self.assertNotIn("approve", self.tiles(self.colleague))

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
