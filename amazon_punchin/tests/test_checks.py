from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models import group_health
from .checks_common import ChecksCommon


@tagged("post_install", "-at_install")
class TestChecks(ChecksCommon):
    """How the health check goes about it; what it finds: :mod:`.test_findings`."""

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

    def test_a_twin_of_another_company_is_not_named(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
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

    def test_a_row_that_waits_says_so_until_it_is_answered(self):
        """Its scheduled action is off: the row stays, and another one says why."""
        self.env.ref("amazon_punchin.cron_probe").active = False
        self.group.run_checks()
        for _again in range(2):
            rows = self.look()
            for code in group_health.ON_THE_WIRE:
                self.assertEqual(rows[code].finding, "health_waiting")
                self.assertEqual(rows[code].status, "todo")
                self.assertIn("whether scheduled actions run", rows[code].detail)
            self.assertEqual(rows["crons"].finding, "health_crons_off")
        self.assertTrue(self.group._is_waiting())
        self.assertEqual(self.group.health, "problem", "waiting is not green")

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
        rights = "base.group_system,amazon_punchin.group_admin"
        able = new_test_user(self.env, "apr_able", rights, name="Ada Able")
        group = self.group.with_user(able)
        pages = set(etree.fromstring(group.get_view()["arch"]).xpath("//page/@name"))
        for code in sorted(group._fixes()):
            action = group._fix_action(code)
            self.assertTrue(action.get("res_model") or action.get("url"), code)
            context = action.get("context")
            page = context and "open_page" in context and context["open_page"]
            self.assertTrue(not page or page in pages, code)
        self.assertEqual(group._fix_action("roles")["context"], {"open_page": "buyers"})
        self.place.country_id = self.env.ref("base.fr")
        self.employee.name = "Zoë"
        self.assertEqual(group._fix_action("country")["res_id"], self.place.id)
        found = group._fix_action("characters")
        self.assertEqual(found["res_id"], self.employee.partner_id.id)

    def test_who_cannot_mend_it_is_told_whom_to_ask(self):
        """No page where nothing can be changed."""
        new_test_user(self.env, "apr_able", "base.group_system", name="Ada Able")
        others = self.env.ref("base.group_system").all_user_ids - self.env.user
        (others.filtered(lambda one: one.name != "Ada Able")).active = False
        admin = self.group.with_user(self.administrator)
        for code in ("crons", "currency", "email", "phone"):
            self.place.phone = False
            with self.assertRaisesRegex(AccessError, "Ask .*Ada Able"):
                admin._fix_action(code)
        manager = self.group.with_user(self.manager)
        with self.assertRaisesRegex(AccessError, self.administrator.name[:8]):
            manager._fix_action("approvers")
