from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .. import cxml
from .places_common import LEEDS, PlacesCommon


@tagged("post_install", "-at_install")
class TestPlacesMatched(PlacesCommon):
    """Which place a cart means, and how Odoo learns it: link once, remember (R49-R52,
    wish 17)."""

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

    def test_an_unknown_address_is_overridden_with_a_reason(self):
        """R51: the order goes where Odoo says, and the request says why."""
        request = self.at(LEEDS)
        request.with_user(self.employee).submit()
        manager = request.with_user(self.manager)
        with self.assertRaises(UserError):
            manager.override("address", "  ")
        with self.assertRaises(AccessError):
            request.with_user(self.employee).override("address", "It is fine")
        manager.override("address", "They moved last week")
        manager.release()
        self.assertIn("They moved last week", str(request.message_ids.mapped("body")))
        sent = cxml.read(self.order_message(request)._bytes())
        self.assertEqual(sent.ship_to.street, ("1 Test Street",))
        self.assertFalse(self.at(LEEDS).address_matched, "nothing was learned")

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

    def test_another_state_is_told(self):
        request = self.at(replace(self.cart().ship_to, state="CA"))
        self.assertIn("priced for CA", request.place_note)

    def test_a_group_may_take_new_addresses_from_carts(self):
        """R16: off unless asked for, and never without a phone (R52)."""
        self.assertFalse(self.at(LEEDS).address_matched)
        self.group.allow_new_addresses = True
        self.company.phone = False
        self.assertFalse(self.at(LEEDS).address_matched, "no phone")
        phone = cxml.Phone(country_code="44", area_code="113", number="1")
        request = self.at(replace(LEEDS, phone=phone))
        place = request.location_id
        self.assertTrue(request.address_matched)
        self.assertEqual(
            (place.name, place.address_code, place.partner_id.phone),
            ("Branch", "LS-1", "+44 113 1"),
        )
        self.assertEqual(self.at(LEEDS).location_id, place)
        twin = place.copy({"name": "Twin", "address_code": False})
        unsure = self.at(replace(LEEDS, address_id=None, phone=phone))
        self.assertFalse(unsure.address_matched, "two places fit, none is added")
        self.assertFalse(place.search([("id", ">", twin.id)]))
        twin.unlink()
        self.group.location_ids = self.location + place
        other = replace(LEEDS, street=("6 Mill Lane",), address_id="LS-2", phone=phone)
        self.assertFalse(self.at(other).address_matched, "listed places are all")
