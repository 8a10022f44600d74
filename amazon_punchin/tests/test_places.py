from dataclasses import replace

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged, users
from odoo.tools import mute_logger

from .. import cxml
from ..models import postal
from ..models.plain_text import lost, plain
from ..models.side_by_side import side_by_side
from .common import PurchaseCommon

LEEDS = cxml.Address(
    name="Acme",
    address_id="LS-1",
    deliver_to=("Branch",),
    street=("5 Mill Lane", "Unit 7"),
    city="Leeds",
    state="WY",
    postal_code="LS1 4AP",
    country_code="GB",
    country_name="United Kingdom",
)


@tagged("post_install", "-at_install")
class TestPlaces(PurchaseCommon):
    """Where the goods go, and how Amazon gets to know it (R49-R58)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_place = cls.place.copy(
            {
                "name": "Müller & Söhne Lager",
                "street": "Königstraße 5",
                "city": "Köln",
                "zip": "50667",
                "state_id": False,
                "country_id": cls.env.ref("base.de").id,
                "phone": "+49 221 1",
            }
        )
        cls.other = cls.env["amazon.punchin.location"].create(
            {"name": "Köln", "partner_id": cls.other_place.id}
        )

    def at(self, address):
        return self.punch_in(replace(self.cart(), ship_to=address))

    def sent(self, request):
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        return cxml.read(self.order_message(request)._bytes())

    # Text -----------------------------------------------------------------------

    def test_plain_text(self):
        for text, expected in (
            ("Straße Ø", "Strasse O"),
            ("Crème  brûlée", "Creme brulee"),
            ("a\x07b\tc\u200b", "a b c"),
            ("Tower 😀 9", "Tower 9"),
            ("<b>|x|</b>", "b x /b"),
        ):
            self.assertEqual(plain(text), expected)
        self.assertEqual(plain("Müller Öl", german=True), "Mueller Oel")
        self.assertEqual(plain("Mu\u0308ller", german=True), "Mueller")
        self.assertEqual(plain("one two three", 9), "one two")
        self.assertEqual(plain("x" * 70, 60), "x" * 60)
        self.assertEqual(lost("東京 Tower 😀"), "東京")

    def test_what_is_marked_is_escaped(self):
        html = side_by_side("<b>A</b> Main Street", "Main street 7", ("Odoo", "Amazon"))
        self.assertNotIn("<b>A", html)
        self.assertEqual(html.count("<mark"), 2)
        self.assertIn(">7</mark>", html)

    def test_preview_is_what_is_sent(self):
        """Acceptance scenario 11: umlauts, long lines, control characters."""
        self.employee.name = "Jürgen Weiß\x0b " + "Long " * 20
        self.other_place.street2 = "Hinterhaus " * 9
        request = self.punch_in()
        request.with_user(self.employee).location_id = self.other
        preview = request.with_user(self.employee).ship_to_preview
        self.assertTrue(preview.isascii())
        self.assertIn("Koenigstrasse 5", preview)
        document = self.sent(request)
        self.assertEqual(preview, postal.text(document.ship_to))
        self.assertTrue(all(len(one) <= 60 for one in document.ship_to.street))
        self.assertTrue(all(len(one) <= 50 for one in document.ship_to.deliver_to))
        self.assertEqual(document.contacts[0].name, document.ship_to.deliver_to[0])
        self.assertTrue(document.contacts[0].name.startswith("Juergen Weiss Long"))
        self.assertIn(self.other.order_preview.splitlines()[-1], preview)

    def test_states_are_two_letters_or_none(self):
        self.place.state_id = self.env["res.country.state"].create(
            {"name": "Odd", "code": "ODD", "country_id": self.env.ref("base.us").id}
        )
        self.assertIn("no_state", self.location._problems()[self.location.id])
        self.assertIsNone(self.group._address(self.place, "WH").state)
        self.place.state_id = self.env.ref("base.state_us_48")
        self.assertEqual(self.group._address(self.place, "WH").state, "WA")
        self.assertNotIn("no_state", self.location._problems()[self.location.id])

    def test_strict_group_stops_and_names_the_field(self):
        """Acceptance scenario 24."""
        self.group.special_characters = "stop"
        request = self.punch_in()
        request.location_id = self.other
        request.with_user(self.employee).submit()
        with self.assertRaisesRegex(UserError, "street.*Königstraße 5.*Koenigstrasse"):
            request.with_user(self.manager).release()
        self.assertIn("Köln", request.with_user(self.employee).problem_text)
        self.group.special_characters = "change"
        request.with_user(self.manager).release()
        self.assertEqual(request.state, "released")

    def test_letters_without_latin_form_always_stop(self):
        self.place.write({"street": "千代田区 1-1", "name": "Lager"})
        request = self.punch_in()
        request.with_user(self.employee).submit()
        with self.assertRaisesRegex(UserError, "千代田区.*Latin letters"):
            request.with_user(self.manager).release()
        self.assertIn("unwritable", self.location._problems()[self.location.id])

    def test_a_buyer_without_latin_name_goes_by_the_email(self):
        self.employee.name = "田中"
        document = self.sent(self.punch_in())
        self.assertEqual(document.ship_to.deliver_to[0], "apr_employee")

    # Matching -------------------------------------------------------------------

    def test_code_then_alias_then_address(self):
        places = self.location | self.other
        home = cxml.Address(
            street=("1 TEST street",),
            city="seattle",
            postal_code="98109",
            country_code="US",
        )
        self.assertEqual(places._match(home), self.location)
        self.other.aliases = "1 Test Street, 98109 Seattle, US"
        self.assertEqual(places._match(home), self.other)
        coded = replace(home, address_id="WH")
        self.assertEqual(places._match(coded), self.location)
        cologne = cxml.Address(
            street=("Koenigstr. 5",), postal_code="50667", city="KOELN"
        )
        self.assertFalse(places._match(cologne))
        cologne = cxml.Address(
            street=("KOENIGSTRASSE 5",),
            postal_code="50667",
            city="Koln",
            country_code="DE",
        )
        self.assertFalse(places._match(cologne))
        cologne = replace(cologne, city="Koeln")
        self.assertEqual(places._match(cologne), self.other)
        self.assertFalse(places._match(cxml.Address()))

    def test_two_places_that_fit_are_none(self):
        twin = self.place.copy({"name": "Twin"})
        twin = self.location.copy({"partner_id": twin.id, "address_code": False})
        home = cxml.Address(
            street=("1 Test Street",),
            city="Seattle",
            postal_code="98109",
            country_code="US",
        )
        self.assertFalse((self.location | twin)._match(home))

    # Link once, remember --------------------------------------------------------

    def test_linked_once_is_remembered(self):
        request = self.at(LEEDS)
        self.assertEqual(request.location_id, self.location)
        self.assertFalse(request.address_matched)
        request.with_user(self.employee).submit()
        with self.assertRaisesRegex(UserError, "not known in Odoo"):
            request.with_user(self.manager).release()
        self.assertIn("<mark", request.with_user(self.manager).address_comparison)
        manager = request.with_user(self.manager)
        self.assertTrue(manager.may_link_address)
        manager.location_id = self.other
        manager.link_address()
        self.assertEqual(self.other.aliases, "5 Mill Lane Unit 7 LS1 4AP Leeds GB")
        self.assertEqual(self.other.address_code, "LS-1")
        manager.release()
        self.assertEqual(request.state, "released")
        again = self.at(replace(LEEDS, address_id=None))
        self.assertEqual(again.location_id, self.other)
        self.assertTrue(again.address_matched)
        self.other.invalidate_recordset()
        self.assertEqual(self.other.times_used, 2)
        self.assertIn("5 Mill Lane", self.other.amazon_text)

    def test_a_link_moves_from_one_place_to_the_other(self):
        self.location.aliases = "5 Mill Lane Unit 7 LS1 4AP Leeds GB\nelsewhere"
        request = self.at(replace(LEEDS, street=("6 Mill Lane",)))
        request._unguarded().ship_to = {
            **request.ship_to,
            "street": list(LEEDS.street),
        }
        request.location_id = self.other
        request.with_user(self.manager).link_address()
        self.assertEqual(self.location.aliases, "elsewhere")

    @mute_logger("odoo.addons.base.models.ir_access", "odoo.addons.base.models.ir_rule")
    def test_only_managers_link_and_create(self):
        request = self.at(LEEDS)
        for user in (self.employee, self.colleague, self.accountant):
            mine = request.with_user(user)
            with self.assertRaises(AccessError):
                mine.link_address()
            with self.assertRaises(AccessError):
                mine.create_location("Leeds", "+44 1")
            with self.assertRaises(AccessError):
                self.other.with_user(user).aliases = "x"
        with self.assertRaises(AccessError):
            self.other.with_user(self.manager).aliases = "x"
        self.assertFalse(request.address_matched)
        request.with_user(self.administrator).link_address()
        self.assertTrue(request.address_matched)

    def test_a_place_from_the_cart_needs_a_phone(self):
        self.group.location_ids = self.location
        request = self.at(LEEDS)
        manager = request.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "phone"):
            manager.create_location("Leeds", " ")
        wizard = (
            self.env["amazon.punchin.location.wizard"]
            .with_user(self.manager)
            .with_context(active_id=request.id)
        )
        with Form(wizard) as form:
            self.assertEqual(form.name, "Branch")
            form.phone = "+44 113 1"
            form.accepts_weekend = True
        form.record.action_create()
        place = request.location_id
        self.assertEqual(place.partner_id.street2, "Unit 7")
        self.assertEqual(place.partner_id.country_id.code, "GB")
        self.assertEqual(place.partner_id.type, "delivery")
        self.assertEqual(
            place.partner_id.commercial_partner_id, self.company.partner_id
        )
        self.assertEqual(place.address_code, "LS-1")
        self.assertTrue(place.accepts_weekend)
        self.assertTrue(request.address_matched)
        self.assertIn(place, self.group.location_ids)
        self.assertNotIn("no_phone", place._problems()[place.id])
        self.assertEqual(self.at(LEEDS).location_id, place)

    # Rights and companies -------------------------------------------------------

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

    # In use ---------------------------------------------------------------------

    def test_a_place_in_use_stays(self):
        with self.assertRaisesRegex(UserError, "Office"):
            self.location.action_archive()
        request = self.punch_in()
        request.location_id = self.other
        with self.assertRaisesRegex(UserError, request.name):
            self.other.action_archive()
        request.location_id = self.location
        self.other.action_archive()
        self.assertFalse(self.other.active)
        with self.assertRaises(UserError), mute_logger("odoo.sql_db"):
            self.location.unlink()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.location.copy(
                {"partner_id": self.other_place.id, "address_code": "WH"}
            )

    def test_cancellations_are_counted_per_place(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}, rejects={2: 10}))
        self.released()
        self.location.invalidate_recordset()
        self.assertEqual(self.location.times_used, 2)
        self.assertEqual(self.location.cancel_count, 1)
        self.assertTrue(self.location.last_used)

    # Countries, payment, groups -------------------------------------------------

    def test_another_country_is_told(self):
        self.group.default_location_id = self.other
        self.assertIn("Köln", self.group.place_warning)
        request = self.punch_in()
        self.assertFalse(request.place_note)
        request.location_id = self.other
        self.assertIn("Germany", request.place_note)
        self.assertNotIn("Germany", request.problem_text or "")

    def test_another_state_is_told(self):
        request = self.at(replace(self.cart().ship_to, state="CA"))
        self.assertIn("priced for CA", request.place_note)

    def test_a_cart_that_names_its_payment(self):
        for told, differs in (
            ("pay by invoice", False),
            ("Visa 1234", True),
            (None, False),
        ):
            extra = (cxml.Extrinsic("PaymentMethod", told),) if told else ()
            item = self.item("B0A", 1, 5, extrinsics=extra)
            request = self.punch_in(self.cart((item,)))
            self.assertEqual("Visa" in (request.place_note or ""), differs)
            message = request.document_ids.filtered(
                lambda one: one.document_type == "PunchOutSetupRequest"
            )
            self.assertEqual(message.state, "attention" if differs else "done")

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

    # Size -----------------------------------------------------------------------

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
