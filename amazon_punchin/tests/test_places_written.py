from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import postal
from ..models.plain_text import lost, plain
from ..models.side_by_side import side_by_side
from .places_common import PlacesCommon


@tagged("post_install", "-at_install")
class TestPlacesWritten(PlacesCommon):
    """How Amazon gets to know an address: in plain letters, and seen before (R56)."""

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
