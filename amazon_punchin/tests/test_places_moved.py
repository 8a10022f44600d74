from dataclasses import replace

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .. import cxml
from .common import PurchaseCommon

PIER = cxml.Address(
    name="Acme",
    street=("9 Pier Road",),
    city="Seattle",
    state="WA",
    postal_code="98109",
    country_code="US",
)


@tagged("post_install", "-at_install")
class TestPlacesMoved(PurchaseCommon):
    """Places that become others: linked, and given up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pier = cls.env["amazon.punchin.location"].create(
            {"name": "Pier", "partner_id": cls.place.copy({"name": "Pier"}).id}
        )

    def at_the_pier(self, **values):
        address = replace(PIER, **values)
        return self.punch_in(replace(self.cart(), ship_to=address))

    def test_one_link_settles_all_carts_that_wait_with_the_address(self):
        first, second = self.at_the_pier(), self.at_the_pier(name="Another sign")
        elsewhere = self.at_the_pier(street=("10 Pier Road",))
        decided = self.at_the_pier()
        decided.with_user(self.employee).cancel("Mistake")
        requests = first + second + elsewhere + decided
        self.assertFalse(any(requests.mapped("address_matched")))
        first.with_user(self.manager).location_id = self.pier
        first.with_user(self.manager).link_address()
        self.assertEqual(requests.mapped("address_matched"), [True, True, False, False])
        self.assertEqual(second.location_id, self.pier)
        self.assertIn(first.name, second.message_ids[0].body)

    def test_a_place_in_use_stays(self):
        with self.assertRaisesRegex(UserError, "Office"):
            self.location.active = False
        request = self.punch_in()
        request.location_id = self.pier
        with self.assertRaisesRegex(UserError, request.name):
            (self.pier + self.location).action_archive()
        request.location_id = self.location
        self.pier.action_archive()
        self.assertFalse(self.pier.active)
        with self.assertRaises(UserError), mute_logger("odoo.sql_db"):
            self.location.unlink()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.location.copy(
                {"partner_id": self.pier.partner_id.id, "address_code": "WH"}
            )

    def replacing(self, place, **values):
        """The question to which the warning of a place in use leads."""
        here = place.with_user(self.administrator)
        action = here.action_archive()
        self.assertTrue(here.active)
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.administrator)
            .with_context(**action["context"])
            .create(values)
        )
        self.assertIn("is still in use on", wizard.reason)
        return wizard

    def test_a_place_is_given_up(self):
        group = self.group
        group.location_ids = self.location + self.pier
        waiting, sent = self.punch_in(), self.released()
        self.assertEqual(waiting.location_id, self.location)
        wizard = self.replacing(self.location, replacement_id=self.pier.id)
        self.assertEqual(wizard.location_id, self.location)
        wizard.hand_over = False
        wizard.action_replace()
        self.assertFalse(self.location.active)
        self.assertEqual(group.default_location_id, self.pier)
        self.assertEqual(group.location_ids, self.pier)
        self.assertEqual(waiting.location_id, self.pier)
        self.assertEqual(sent.location_id, self.location, "as it was ordered")
        self.assertIn("gave up", waiting.message_ids[0].body)

    def test_carts_with_the_old_address_wait_unless_it_is_handed_over(self):
        self.pier.partner_id.street = PIER.street[0]
        self.location.aliases = (
            "7 Old Alias 98109 Seattle US\n9 Pier Road 98109 Seattle US"
        )
        old = cxml.Address(
            street=("1 Test Street",),
            city="Seattle",
            postal_code="98109",
            country_code="US",
        )
        alias = replace(old, street=("7 Old Alias",))
        coded = replace(old, street=("Elsewhere",), address_id="WH")
        self.location.with_user(self.administrator).replace_with(self.pier)
        for address in (old, alias, coded):
            self.assertFalse(self.group._locations()._match(address))
        self.location.active = True
        self.group.default_location_id = self.location
        self.replacing(self.location, replacement_id=self.pier.id).action_replace()
        for address in (old, alias, coded):
            self.assertEqual(self.group._locations()._match(address), self.pier)
        self.assertEqual(self.pier.address_code, "WH")
        self.assertEqual(
            self.pier.aliases.splitlines(),
            ["7 Old Alias 98109 Seattle US", "1 Test Street 98109 Seattle US"],
            "what is the place's own address needs no alias",
        )

    def test_a_place_with_an_id_of_its_own_learns_the_old_one(self):
        self.pier.address_code = "PIER"
        self.replacing(self.location, replacement_id=self.pier.id).action_replace()
        self.assertEqual(self.pier.address_code, "PIER")
        coded = replace(PIER, address_id="WH")
        self.assertEqual(self.group._locations()._match(coded), self.pier)
        request = self.at_the_pier(address_id="WH")
        self.assertTrue(request.address_matched)

    def test_who_gives_up_what_for_what(self):
        with self.assertRaises(AccessError):
            self.location.with_user(self.manager).replace_with(self.pier)
        here = self.location.with_user(self.administrator)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["amazon.punchin.location"].create(
            {
                "name": "There",
                "company_id": other.id,
                "partner_id": other.partner_id.id,
            }
        )
        for wrong in (here, foreign, here.browse()):
            with self.assertRaises(UserError):
                here.replace_with(wrong)
        self.group.auto_order = False
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        with self.assertRaisesRegex(UserError, f"{request.name}: the order .* Wait"):
            here.replace_with(self.pier)
