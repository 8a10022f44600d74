from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import group_health_traffic
from .checks_common import ChecksCommon


@tagged("post_install", "-at_install")
class TestChecks(ChecksCommon):
    """Each problem provoked on purpose, named with its remedy (R171)."""

    def test_all_well(self):
        ill = [
            (one.code, one.detail)
            for one in self.look().values()
            if one.status not in ("ok", "todo") and one.code != "email"
        ]
        self.assertFalse(ill)

    def test_every_finding_has_its_words(self):
        """A finding without an advice would be a raw key on the screen."""
        self.group.run_checks()
        for row in self.group.check_ids:
            self.assertTrue(row.title and row.detail, row.code)
            self.assertNotIn("%(", row.title + row.detail)

    def test_address(self):
        self.endpoint.base_url = "http://erp.example.com"
        self.assertFound("address", "plain", "problem", "https")
        for private in ("https://10.1.2.3", "https://odoo", "https://odoo.local"):
            self.endpoint.base_url = private
            self.assertFound("address", "private", "problem", private)
        self.endpoint.base_url = "https://erp.example.com"
        self.assertFound("address", "ok", "ok")

    def test_credentials(self):
        self.group.order_url = False
        self.assertFound("credentials", "missing", "problem", "Purchase Order URL")
        self.group.order_url = "https://https-ats.amazonsedi.com/0c4f"
        twin = self.group.copy({"name": "Twin"})
        twin.write(
            {
                "from_identity": self.group.from_identity,
                "shared_secret": self.group.shared_secret,
                "order_url": "https://https-ats.amazonsedi.com/1",
                "punchout_url": "https://www.amazon.com/punchout",
            }
        )
        self.assertFound("credentials", "shared", "problem", "Twin")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        twin.unlink()
        self.env["amazon.punchin.group"].create(
            {
                "name": "Secret Plans",
                "company_id": other.id,
                "endpoint_id": self.endpoint.id,
                "from_identity": self.group.from_identity,
                "shared_secret": self.group.shared_secret,
                "default_location_id": self.env["amazon.punchin.location"]
                .create(
                    {
                        "name": "There",
                        "company_id": other.id,
                        "partner_id": other.partner_id.id,
                    }
                )
                .id,
            }
        )
        row = self.assertFound("credentials", "shared", "problem", "another company")
        self.assertNotIn("Secret Plans", row.detail)

    def test_order_url(self):
        self.group.order_url = "https://https-ats.amazonsedi.com/"
        self.assertFound("order_url", "generic", "warning", "compare")

    def test_defaults(self):
        self.group.payment_method_id = False
        self.assertFound("defaults", "missing", "problem", "Payment Method")
        self.group.payment_method_id = self.payment_method
        self.vendor.active = False
        self.assertFound("defaults", "archived", "problem", self.vendor.name)

    def test_currency(self):
        self.env.ref("base.GBP").active = False
        fresh = self.group.copy({"name": "London", "marketplace": "uk"})
        self.assertFound("currency", "inactive", "problem", "GBP", group=fresh)

    def test_account(self):
        self.group.amazon_account = "one@example.com"
        self.group.copy({"name": "B", "amazon_account": "two@example.com"})
        self.assertFound("account", "two", "warning", "two@example.com")

    def test_secret(self):
        self.group.secret_changed_on = fields.Datetime.now() - timedelta(days=400)
        self.assertFound("secret", "old", "warning", "400", "Rotate Secret")
        self.group.rotate_secret("another", send_with="previous")
        self.assertFound("secret", "overlap", "warning", "Send with the New Secret")

    def test_mode(self):
        self.group.back_to_test()
        self.env.cr.execute(
            "UPDATE amazon_punchin_group SET create_date = now() - interval '40 days'"
            " WHERE id = %s",
            [self.group.id],
        )
        self.group.invalidate_recordset()
        self.assertFound("mode", "left_on", "warning", "40", "Go live")

    def test_copy(self):
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "copied")
        self.assertFound("copy", "copied", "problem", "Back to Test")

    def test_locations(self):
        self.place.phone = False
        self.assertFound("phone", "missing", "problem", "Warehouse")
        self.place.write({"phone": "1", "street": False})
        self.assertFound("complete", "missing", "problem", "Warehouse")
        self.place.street = "Königstraße 1"
        self.assertFound("characters", "odd", "warning", "Warehouse")
        self.place.write({"street": "1 Rue", "country_id": self.env.ref("base.fr").id})
        self.assertFound("country", "abroad", "warning", "amazon.com")

    def test_people(self):
        self.group.write(
            {"all_users": False, "user_ids": [Command.set(self.employee.ids)]}
        )
        self.employee.email = False
        self.assertFound("email", "missing", "warning", self.employee.name)
        self.employee.email = self.colleague.email
        self.assertFound("email", "shared", "problem", self.employee.name)
        self.group.user_ids = self.accountant
        self.assertFound("members", "no_right", "warning", self.accountant.name)
        self.group.user_ids = False
        self.assertFound("members", "none", "problem", "Buyers")
        with patch.object(
            type(self.group), "_with_right", lambda group, _name: group.env["res.users"]
        ):
            self.assertFound("approvers", "none", "problem", "Approval")

    def test_roles(self):
        self.assertFound("roles", "ok", "ok")
        members = self.env["amazon.punchin.member"].search(
            [("group_id", "=", self.group.id), ("user_id", "=", self.employee.id)]
        )
        members.has_no_direct_role = False
        name = self.employee.name
        self.assertFound("roles", "unticked", "warning", name, "Requisitioner")
        action = self.group.with_user(self.administrator)._fix_action("roles")
        self.assertEqual(action["context"], {"default_page": "buyers"})
        self.group.marketplace = "sandbox"
        self.assertFound("roles", "sandbox", "ok")

    def test_documents(self):
        self.assertFound("messages", "none", "ok")
        message = self.store(self.cart(), state="failed")
        self.assertFound("outbox", "stuck", "warning", "1", "Messages")
        self.env.cr.execute(
            "UPDATE amazon_punchin_message SET create_date = now() - interval '90 days'"
            " WHERE id = %s",
            [message.id],
        )
        self.assertFound("messages", "silent", "warning", "90")

    def test_crons(self):
        cron = self.env.ref("amazon_punchin.cron_apply")
        cron.nextcall = fields.Datetime.now() - timedelta(hours=3)
        self.assertFound("crons", "late", "warning", cron.name)
        cron.active = False
        self.assertFound("crons", "off", "problem", cron.name)

    def test_benches(self):
        with patch.object(
            group_health_traffic,
            "insecure_hosts",
            return_value=frozenset({"bench.example.com:80"}),
        ):
            self.assertFound("benches", "open", "problem", "bench.example.com:80")

    def test_light(self):
        fresh = self.group.copy({"name": "Fresh"})
        self.assertEqual(fresh.health, "todo")
        self.look()
        rows = self.group.health_ids._unguarded()
        rows.found_status = "ok"
        self.assertEqual(self.group._health_light(), "ok")
        rows[0].found_status = "warning"
        self.group.invalidate_recordset()
        self.assertEqual(self.group._health_light(), "warning")
        self.assertIn(
            self.group,
            self.env["amazon.punchin.group"].search([("health", "in", ["warning"])]),
        )

    def test_checking_twice_changes_nothing(self):
        self.look()
        before = self.group.health_ids.read(["finding", "write_date"])
        self.look()
        self.assertEqual(self.group.health_ids.read(["finding", "write_date"]), before)

    def test_queries_do_not_grow_with_locations(self):
        def measure(groups):
            groups.invalidate_recordset()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            groups._look_at_settings()
            return self.env.cr.sql_log_count - before

        groups = self.group
        for number in range(49):
            groups |= self.group.copy({"name": f"Group {number}"})
        groups._look_at_settings()  # the rows are there
        few = measure(groups)
        one = measure(self.group)
        places = self.env["res.partner"].create(
            [{"name": f"Place {n}", "phone": "1", "city": "X"} for n in range(499)]
        )
        self.env["amazon.punchin.location"].create(
            [{"name": one.name, "partner_id": one.id} for one in places]
        )
        groups._look_at_settings()
        many = measure(groups)
        self.assertLessEqual(many, few + 5, "the locations are read once")
        self.assertLessEqual(many, one + 49 * 3, f"{one} for one, {many} for fifty")

    def test_an_error_in_one_group_keeps_no_other_waiting(self):
        bad = self.group.copy({"name": "Bad"})
        model, look = type(self.group), type(self.group)._find_in_places

        def stumble(group, known):
            if group == bad:
                group.env.cr.execute("SELECT 1 / 0")
            return look(group, known)

        with (
            patch.object(model, "_find_in_places", stumble),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.amazon_punchin.models.group_health", "ERROR"),
        ):
            self.env["amazon.punchin.group"]._cron_check()
        self.assertEqual(bad.health, "problem")
        self.assertIn("health_test_error", bad.health_ids.mapped("finding"))
        self.assertNotIn("health_test_error", self.group.health_ids.mapped("finding"))
        self.look(bad)
        self.assertNotIn("health_test_error", bad.health_ids.mapped("finding"))

    def test_a_problem_that_cannot_be_told_keeps_no_other_from_people(self):
        other = self.group.copy({"name": "Another", "from_identity": "Another"})
        groups = self.group | other
        groups.write({"mode": "live", "order_url": False})
        model, ask = type(self.group), type(self.group)._ask_to_mend

        def stumble(group):
            if group == groups.sorted()[0]:
                group.env.cr.execute("SELECT 1 / 0")
            return ask(group)

        with (
            patch.object(model, "_ask_to_mend", stumble),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.amazon_punchin.models.group_health", "ERROR"),
        ):
            self.env["amazon.punchin.group"]._cron_check()
        told = groups.filtered("activity_ids")
        self.assertEqual(told, groups.sorted()[1])

    def test_companies_are_apart(self):
        self.look()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.administrator.copy(
            {
                "login": "apr_checks_elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        checks = self.env["amazon.punchin.check"].with_user(stranger)
        self.assertFalse(checks.search([]))
        with self.assertRaises(AccessError):
            checks.browse(self.group.check_ids[0].id).action_tick()
        for act in ("run_checks", "test_connection"):
            with self.assertRaises(AccessError):
                getattr(self.group.with_user(stranger), act)()

    def test_every_fix_opens_a_place(self):
        self.look()
        group = self.group.with_user(self.administrator)
        for code in sorted(group._fixes()):
            action = group._fix_action(code)
            self.assertTrue(action.get("res_model"), code)
