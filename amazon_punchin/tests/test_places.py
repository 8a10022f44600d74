from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged, users

from .places_common import LEEDS, PlacesCommon


@tagged("post_install", "-at_install")
class TestPlaces(PlacesCommon):
    """Where the goods go: who sees and chooses it, what is known of it (R49-R58)."""

    def test_employees_see_where_they_may_deliver(self):
        self.env["amazon.punchin.group"].search([]).filtered(
            lambda one: one != self.group
        ).active = False
        every = self.env["amazon.punchin.location"].search([])
        mine = every.browse().with_user(self.employee)
        self.assertEqual(mine.search([]), every)
        self.group.location_ids = self.location
        self.assertEqual(mine.search([]), self.location)
        self.group.write({"all_users": False, "user_ids": [Command.clear()]})
        self.assertFalse(mine.search([]))
        for user in (self.manager, self.accountant, self.administrator):
            seen = mine.with_user(user).search([])
            self.assertEqual(seen, every)

    def test_nobody_delivers_where_the_group_does_not(self):
        self.group.location_ids = self.location
        request = self.punch_in()
        with self.assertRaisesRegex(UserError, "does not deliver to Köln"):
            request.with_user(self.employee).location_id = self.other
            request.flush_recordset()

    def test_nothing_leaks_to_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.env["res.partner"].create(
            {"name": "Depot", "street": "1 Test Street", "company_id": company.id}
        )
        place = self.env["amazon.punchin.location"].create(
            {"name": "Depot", "partner_id": partner.id, "company_id": company.id}
        )
        stranger = new_test_user(
            self.env,
            "apr_stranger",
            "amazon_punchin.group_admin",
            email="apr_stranger@example.com",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        request = self.at(LEEDS)
        for user in (self.manager, self.administrator):
            with self.assertRaises(AccessError):
                place.with_user(user).read(["name"])
        theirs = self.env["amazon.punchin.location"].with_user(stranger)
        self.assertEqual(theirs.search([]), place)
        with self.assertRaises(AccessError):
            request.with_user(stranger).link_address()
        with self.assertRaises(AccessError):
            (self.location | place).with_user(stranger)._locations_sheet()
        with self.assertRaises(AccessError):
            self.group.with_user(stranger)._members_sheet()
        with self.assertRaises(UserError):
            self.group.location_ids = place
        with self.assertRaises(UserError):
            request.location_id = place

    def test_cancellations_are_counted_per_place(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}, rejects={2: 10}))
        self.released()
        self.location.invalidate_recordset()
        self.assertEqual(self.location.times_used, 2)
        self.assertEqual(self.location.cancel_count, 1)
        self.assertTrue(self.location.last_used)

    def test_another_country_is_told(self):
        self.assertFalse(self.group.place_warning)
        self.group.default_location_id = self.other
        self.assertIn("Köln", self.group.place_warning)
        request = self.punch_in()
        self.assertFalse(request.place_note)
        request.location_id = self.other
        self.assertIn("Germany", request.place_note)
        self.assertNotIn("Germany", request.problem_text or "")

    def test_the_place_proposes_the_group(self):
        branch = self.group.copy(
            {
                "name": "Branch",
                "from_identity": "OdooPunchIn2",
                "location_ids": self.other.ids,
                "default_location_id": self.other.id,
            }
        )
        self.group.location_ids = self.location
        for group in self.group | branch:
            group.write(
                {
                    "shared_secret": "correct horse",
                    "punchout_url": "https://www.amazon.com/eprocurement/punchout",
                }
            )
        form = Form(
            self.env["amazon.punchin.browse.wizard"]
            .with_user(self.employee)
            .with_context(default_group_id=self.group.id)
        )
        self.assertEqual(form.location_id, self.location)
        form.location_id = self.other
        self.assertEqual(form.group_id, branch)
        self.assertEqual(form.location_id, self.other)

    def test_problems_of_many_places_cost_constant_queries(self):
        def queries(count):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Place {n}", "city": "Ö", "parent_id": self.vendor.id}
                    for n in range(count)
                ]
            )
            places = self.env["amazon.punchin.location"].create(
                [{"name": one.name, "partner_id": one.id} for one in partners]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = places._problems()
            self.assertEqual(len(found), count)
            places.mapped("times_used")
            places.mapped("comparison")
            return self.cr.sql_log_count - before

        small, large = queries(5), queries(500)
        self.assertLessEqual(large, small + 4)
        self.assertLess(small, 25)

    @users("apr_manager")
    def test_addresses_for_amazon(self):
        places = (self.location | self.other).with_user(self.env.user)
        self.assertTrue(places._locations_sheet().startswith(b"PK"))
        with self.assertRaises(AccessError):
            places.write({"accepts_weekend": True})
