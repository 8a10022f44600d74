from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

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

    def test_a_place_is_given_up(self):
        group = self.group
        group.location_ids = self.location + self.pier
        waiting, sent = self.punch_in(), self.released()
        self.assertEqual(waiting.location_id, self.location)
        here = self.location.with_user(self.administrator)
        with self.assertRaisesRegex(UserError, "Archive and Replace"):
            here.action_archive()
        wizard = (
            self.env["amazon.punchin.replace.wizard"]
            .with_user(self.administrator)
            .with_context(active_id=here.id)
            .create({"replacement_id": self.pier.id})
        )
        wizard.action_replace()
        self.assertFalse(self.location.active)
        self.assertEqual(group.default_location_id, self.pier)
        self.assertEqual(group.location_ids, self.pier)
        self.assertEqual(waiting.location_id, self.pier)
        self.assertEqual(sent.location_id, self.location, "as it was ordered")
        self.assertIn("gave up", waiting.message_ids[0].body)

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
