from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.pasted_settings import read
from .common import SECRET, PurchaseCommon

PUNCHOUT = "https://www.amazon.com/eprocurement/punchout"
ORDER = "https://https-ats.amazonsedi.com/0c4f-aa"
FOUND = {
    "from_identity": "Punch1",
    "shared_secret": "s3c!ret",
    "punchout_url": PUNCHOUT,
    "order_url": ORDER,
}


@tagged("post_install", "-at_install")
class TestSetup(PurchaseCommon):
    """An administrator connects a group without help (R19, R20, R32)."""

    def test_paste_in_any_order_and_form(self):
        for text in (
            f"From Identity: Punch1\nShared Secret: s3c!ret\nPunchout URL: {PUNCHOUT}"
            f"\nPurchase Order Request URL: {ORDER}",
            f"PURCHASE ORDER REQUEST URL\t{ORDER}\nshared secret\ts3c!ret\t\n"
            f"punchout url\t{PUNCHOUT}\nfrom identity\tPunch1",
            f"Shared Secret\r\n\r\n•••••• Show\r\ns3c!ret\r\n{ORDER}\r\n{PUNCHOUT}\r\n"
            "From Identity\r\nPunch1",
            f"FromIdentity=Punch1 SharedSecret=s3c!ret {PUNCHOUT}, {ORDER}.",
        ):
            self.assertEqual(read(text), FOUND, text)
        for text in (None, "", "Hello", "Shared Secret:"):
            self.assertEqual(read(text), {})

    def test_paste_wizard(self):
        wizards = self.env["amazon.punchin.paste.wizard"].with_user(self.administrator)
        text = f"Shared Secret: s3c!ret\nFrom Identity: Punch1\n{PUNCHOUT}\n{ORDER}"
        wizard = wizards.create({"group_id": self.group.id, "text": text})
        self.assertEqual({name: self.group[name] for name in FOUND}, FOUND)
        self.assertFalse(wizard.text)
        with self.assertRaisesRegex(UserError, "From Identity"):
            wizards.create({"group_id": self.group.id, "text": "nothing here"})
        with self.assertRaises(AccessError):
            self.group.with_user(self.manager).paste_settings(text)

    def test_generic_url_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "generic punchout URL"):
            self.group.write({"punchout_url": ORDER, "order_url": ORDER})
        with self.assertRaisesRegex(ValidationError, "https"):
            self.group.order_url = "http://https-ats.amazonsedi.com/x"

    @mute_logger("odoo.sql_db")
    def test_order_url_is_each_groups_own(self):
        """R21; also an archived group keeps its own."""
        twin = self.group.copy({"name": "Twin"})
        for archived in (False, True):
            self.group.active = not archived
            with (
                self.assertRaisesRegex(IntegrityError, "order_url"),
                self.cr.savepoint(),
            ):
                twin.order_url = self.group.order_url
                twin.flush_recordset()
        told = type(self.group)._order_url_unique.get_error_message(self.group)
        self.assertIn("each group has its own at Amazon", told)

    def test_what_a_group_uses_belongs_to_its_company(self):
        """Vendor, place, payment method and company agree (R10-R12)."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        place = self.env["amazon.punchin.location"].create(
            {"name": "There", "company_id": other.id, "partner_id": partner.id}
        )
        method = self.payment_method.copy({"company_id": other.id})
        for values in (
            {"partner_id": partner.id},
            {"default_location_id": place.id},
            {"location_ids": place.ids},
            {"payment_method_id": method.id},
        ):
            with self.assertRaisesRegex(UserError, "compan"), self.cr.savepoint():
                self.group.write(values)
                self.group.flush_recordset()

    def test_who_may_not_is_told_whom_to_ask(self):
        """R3"""
        ask = "Ask .*apr_administrator"
        (self.env.ref("amazon_punchin.group_admin").all_user_ids - self.env.user).write(
            {"active": False}
        )
        self.administrator.active = True
        for user in (self.employee, self.manager):
            with self.assertRaisesRegex(AccessError, ask):
                self.group.with_user(user).run_checks()
            with self.assertRaisesRegex(AccessError, ask):
                self.endpoint.with_user(user).action_show_credentials()

    def test_form_never_holds_the_secret(self):
        group = self.group.with_user(self.administrator)
        self.assertNotIn(SECRET, group.secret_entry)
        with Form(group) as form:
            form.purchasing_system_name = "Other"
        self.assertEqual(self.group.shared_secret, SECRET)
        with Form(group) as form:
            form.secret_entry = "typed anew"
        self.assertEqual(self.group.shared_secret, "typed anew")
        self.assertTrue(self.group.secret_changed_on)

    def test_show_keeps_a_note_of_who_looked(self):
        group = self.group.with_user(self.administrator)
        action = group.action_show_secret()
        wizards = self.env[action["res_model"]].with_user(self.administrator)
        shown = wizards.browse(action["res_id"]).web_read({"secret": {}})
        self.assertEqual(shown[0]["secret"], SECRET)
        body = self.group.message_ids[0].body
        self.assertIn(self.administrator.name, body)
        self.assertNotIn(SECRET, body)
        for user in (self.manager, self.employee):
            with self.assertRaises(AccessError):
                self.group.with_user(user).action_show_secret()
        self.assertFalse(
            [
                one
                for one in self.group.message_ids
                if SECRET in (one.body or "") + str(one.tracking_value_ids)
            ]
        )

    def test_no_call_tells_a_secret(self):
        """Not even an administrator's: Show does, and keeps a note (R32)."""
        self.administrator.group_ids += self.env.ref("base.group_allow_export")
        self.group.rotate_secret("newer")
        self.endpoint.write({"inbound_auth": "bearer", "inbound_password": SECRET})
        group = self.group.with_user(self.administrator)
        endpoint = self.endpoint.with_user(self.administrator)
        wizard = self.env["amazon.punchin.secret.wizard"].with_user(self.administrator)
        about = {"group_id": {"fields": {}}, "secret": {}}
        for call in (
            lambda: group.read(["shared_secret"]),
            lambda: group.web_read({"previous_secret": {}}),
            lambda: group.search([("shared_secret", "=like", "n%")]),
            lambda: group.search([], order="shared_secret"),
            lambda: group.formatted_read_group([], ["shared_secret"]),
            lambda: group.export_data(["name", "shared_secret"]),
            lambda: endpoint.export_data(["group_ids/shared_secret"]),
            lambda: endpoint.export_data(["inbound_password"]),
            lambda: endpoint.read(["inbound_password"]),
            lambda: wizard.create({"group_id": group.id}),
            lambda: wizard.onchange({"group_id": group.id}, ["group_id"], about),
        ):
            with self.assertRaises(AccessError):
                call()
        known = str(group.read()) + str(endpoint.read())
        known += str(endpoint.export_data(["name", "group_ids/secret_entry"]))
        self.assertNotIn(SECRET, known)
        self.assertNotIn("newer", known)
        group.shared_secret = "entered by an administrator"
        self.assertEqual(self.group.shared_secret, "entered by an administrator")

    def test_an_overlap_ends_some_day(self):
        self.group.with_user(self.administrator).rotate_secret("newer", 10**9)
        year = fields.Datetime.now() + timedelta(days=366)
        self.assertLess(self.group.previous_secret_until, year)

    def test_rotation_until_a_date(self):
        group = self.group.with_user(self.administrator)
        group.rotate_secret("newer", overlap_days=3, send_with="previous")
        self.assertTrue(group._secret_holds(SECRET))
        self.assertTrue(group._secret_holds("newer"))
        self.assertEqual(group._secret_to_send(), SECRET)
        group.send_with_new_secret()
        self.assertEqual(group._secret_to_send(), "newer")
        self.group.previous_secret_until = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(group._secret_holds(SECRET))
        text = "".join(self.group.message_ids.mapped("body"))
        self.assertNotIn("newer", text)
        self.assertNotIn(SECRET, text)
        for wrong in ("newer", "", "  "):
            with self.assertRaises(UserError):
                group.rotate_secret(wrong)

    def test_rotation_until_first_use(self):
        self.group.rotate_secret("newer", until="use")
        # the clock of a test's transaction stands still
        self.group.secret_changed_on -= timedelta(minutes=5)
        self.assertTrue(self.group._secret_holds(SECRET))
        self.assertEqual(
            self.group._vals_of_secret(SECRET), {"bears_new_secret": False}
        )
        self.store(self.cart(), **self.group._vals_of_secret(SECRET))
        self.assertTrue(self.group._secret_holds(SECRET), "the old one was used")
        self.store(self.cart(), **self.group._vals_of_secret("newer"))
        self.assertFalse(self.group._secret_holds(SECRET))
        self.assertTrue(self.group._secret_holds("newer"))

    def test_overlap_ends_by_button(self):
        group = self.group.with_user(self.administrator)
        group.rotate_secret("newer", send_with="previous")
        group.end_overlap()
        self.assertFalse(group._secret_holds(SECRET))
        self.assertFalse(self.group.previous_secret)
        self.assertEqual(group._secret_to_send(), "newer")

    def test_connect_makes_what_misses(self):
        company = self.env["res.company"].create({"name": "Bare"})
        user = new_test_user(
            self.env,
            "apr_bare",
            "amazon_punchin.group_admin,base.group_partner_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
            email=False,
        )
        wizards = self.env["amazon.punchin.connect.wizard"].with_user(user)
        text = f"Shared Secret: s3c!ret\nFrom Identity: Punch1\n{PUNCHOUT}\n{ORDER}9"
        wizard = wizards.create(
            {
                "name": "Head office",
                "street": "410 Terry Ave N",
                "zip": "98109",
                "city": "Seattle",
                "state_id": self.env.ref("base.state_us_48").id,
                "country_id": self.env.ref("base.us").id,
                "phone": "1",
                "email": "bare@example.com",
                "text": text,
            }
        )
        group = wizard.group_id.sudo()
        self.assertEqual(group.company_id, company)
        self.assertEqual(group.mode, "test")
        self.assertFalse(group._missing_settings())
        self.assertEqual(group.default_location_id.name, "Head office")
        self.assertEqual(group.shared_secret, "s3c!ret")
        self.assertEqual(user.email, "bare@example.com")
        self.assertEqual(wizard.action_connect()["res_id"], group.id)

    def test_vendor_and_buyers_by_button(self):
        group = self.group.with_user(self.administrator)
        group.partner_id = False
        self.assertIn("Vendor", group._missing_settings())
        group.action_create_vendor()
        self.assertEqual(group.partner_id.name, "Amazon Business")
        group.all_users = False
        group.action_add_all_users()
        self.assertIn(self.employee, group.user_ids)
        self.assertNotIn(self.accountant, group.user_ids)

    def test_mail_to_the_advisor_has_no_secret(self):
        group = self.group.with_user(self.administrator)
        action = group.action_prepare_email()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.administrator)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn(self.endpoint.url, composer.body)
        self.assertIn(self.manager.name, composer.body)
        self.assertNotIn(SECRET, composer.body)
        self.assertNotIn("%", composer.subject)

    def test_support_contact_is_named_where_it_goes_wrong(self):
        self.assertEqual(self.group._helper(), self.manager.name)
        self.group.support_contact_id = self.env["res.partner"].create(
            {"name": "Pat Helper", "phone": "555 0199"}
        )
        self.group.payment_method_id = False
        request = self.punch_in()
        problems = " ".join(request._release_problems())
        self.assertIn("Pat Helper, 555 0199", problems)
        why = self.env["amazon.punchin.why"].with_user(self.employee)._conditions()
        told = [" ".join((one["text"], *one["steps"])) for one in why]
        self.assertIn("Pat Helper", " ".join(told))

    def test_scheme_gets_values(self):
        endpoint = self.endpoint.with_user(self.administrator)
        with Form(endpoint) as form:
            form.inbound_auth = "basic"
        self.assertEqual(endpoint.inbound_username, "amazon")
        first = self.endpoint.inbound_password
        self.assertGreater(len(first), 30)
        self.assertNotIn(first, endpoint.password_entry)
        with Form(endpoint) as form:
            form.name = "Renamed"
        self.assertEqual(self.endpoint.inbound_password, first)
        endpoint.action_generate_credentials()
        self.assertNotEqual(self.endpoint.inbound_password, first)
        endpoint.action_show_credentials()
        self.assertIn("looked at", self.group.message_ids[0].body)
        self.assertNotIn(self.endpoint.inbound_password, self.group.message_ids[0].body)

    def test_carts_of_the_other_mode_are_flagged(self):
        request = self.punch_in()
        self.assertFalse(request.mode_conflict)
        test = self.punch_in(self.cart(deployment_mode="test"))
        found = self.env["amazon.punchin.request"]
        self.assertEqual(test.mode_conflict, "test_cart")
        self.assertTrue(test.is_test)
        self.group.back_to_test()
        self.assertEqual(request.mode_conflict, "live_cart")
        self.assertIn(request, found.search([("mode_conflict", "=", "live_cart")]))
        self.assertNotIn(test, found.search([("mode_conflict", "=", "live_cart")]))

    def test_the_sandbox_gets_an_endpoint_that_it_can_post_to(self):
        """It bears no HTTP credentials."""
        groups = self.env["amazon.punchin.group"].with_user(self.administrator)
        every = self.env["amazon.punchin.endpoint"].search([])
        every.write({"inbound_password": "x", "inbound_username": "amazon"})
        every.inbound_auth = "basic"
        self.assertIn(groups._find_or_create_endpoint("us"), every)
        fresh = groups._find_or_create_endpoint("sandbox")
        self.assertNotIn(fresh, every)
        self.assertEqual(fresh.inbound_auth, "secret")
        self.assertEqual(groups._find_or_create_endpoint("sandbox"), fresh)
