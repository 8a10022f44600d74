from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .. import transport
from ..models import group_health, group_health_traffic, group_health_wire
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestChecks(PurchaseCommon):
    """Each problem provoked on purpose, named with its remedy (R171)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.phone = "+1 206 555 0100"
        cls.group.punchout_url = "https://www.amazon.com/punchout"
        cls.group.location_ids = cls.location
        soon = fields.Datetime.now() + timedelta(minutes=1)
        for name in group_health_traffic.CRONS:
            cls.env.ref(f"amazon_punchin.{name}").nextcall = soon

    def look(self, group=None):
        """:return: dict of code to row"""
        group = group or self.group
        group._look_at_settings()
        return {one.code: one for one in group.health_ids}

    def assertFound(self, code, what, status, *words, group=None):
        row = self.look(group)[code]
        self.assertEqual(
            (row.finding, row.status), (f"health_{code}_{what}", status), row.detail
        )
        self.assertTrue(row.title)
        for word in words:
            self.assertIn(word, row.detail)
        return row

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

    # On the wire ----------------------------------------------------------------

    def probe(self, inbox=None, outward=None):
        """:return: dict of code to row, with the wire answering as told"""

        def look(url, **_how):
            told = inbox if "/amazon_punchin/" in url else outward
            if isinstance(told, Exception):
                raise told
            return told

        posted = {"look": look, "post": lambda url, _body, **how: look(url)}
        with (
            patch.multiple(group_health_wire.transport, **posted),
            patch.object(type(self.env["amazon.punchin.message"]), "_commit"),
        ):
            found = self.group.sudo()._probe()
        self.env["amazon.punchin.check"]._keep(list(self.group._health_rows(found)))
        return {one.code: one for one in self.group.health_ids}

    def reply(self, status=405, body=b"<cXML/>", days=90, seconds=0, public=True):
        now = datetime.now(UTC)
        return transport.Reply(
            status=status,
            content_type="text/xml",
            body=body,
            duration=0.1,
            date=now + timedelta(seconds=seconds),
            certificate_until=now + timedelta(days=days, hours=1),
            is_public=public,
        )

    def answer(self, code):
        messages = self.env["amazon.punchin.message"]
        return messages._status_answer(code, "Said", endpoint=self.endpoint)

    def test_way_in(self):
        for told, what, status, word in (
            (self.reply(), "ok", "ok", "endpoint"),
            (self.reply(public=False), "private", "warning", "not public"),
            (self.reply(404, b"<html>"), "no_database", "problem", "dbfilter"),
            (self.reply(200, b"<html>"), "stranger", "problem", "firewall"),
            (
                transport.TransportError("connect", "No connection."),
                "unreachable",
                "problem",
                "No connection.",
            ),
        ):
            row = self.probe(inbox=told, outward=self.reply())["inbox"]
            self.assertEqual(row.finding, f"health_inbox_{what}")
            self.assertEqual(row.status, status)
            self.assertIn(word, row.detail)

    def test_certificate(self):
        bad = transport.TransportError("tls", "The certificate is not trusted.")
        for told, what, status in (
            (self.reply(), "ok", "ok"),
            (self.reply(days=5), "expiring", "warning"),
            (bad, "bad", "problem"),
        ):
            row = self.probe(inbox=told, outward=self.reply())["certificate"]
            self.assertEqual(row.finding, f"health_certificate_{what}")
            self.assertEqual(row.status, status)
        self.endpoint.base_url = "http://erp.example.com"
        row = self.probe(inbox=self.reply(), outward=self.reply())["certificate"]
        self.assertEqual(row.finding, "health_certificate_none")

    def test_clock(self):
        rows = self.probe(inbox=self.reply(), outward=self.reply(seconds=300))
        self.assertEqual(rows["clock"].finding, "health_clock_off")
        self.assertIn("NTP", rows["clock"].detail)

    def test_way_out(self):
        failed = transport.TransportError("dns", "The name cannot be resolved.")
        (self.group._may_buy() - self.employee).email = False
        self.group.responsible_id.email = False
        self.group.punchout_url = False
        rows = self.probe(inbox=self.reply(), outward=self.reply())
        self.assertEqual(rows["connection"].finding, "health_connection_reached")
        self.group.punchout_url = "https://www.amazon.com/punchout"
        for told, what, word in (
            (failed, "failed", "resolved"),
            (self.reply(200, b"<html>"), "not_cxml", "addresses"),
            (self.reply(200, self.answer(403)), "refused", "cXML 403"),
            (self.reply(200, self.answer(200)), "ok", "www.amazon.com"),
        ):
            row = self.probe(inbox=self.reply(), outward=told)["connection"]
            self.assertEqual(row.finding, f"health_connection_{what}")
            self.assertIn(word, row.detail)
        trials = self.env["amazon.punchin.message"].search(
            [("group_id", "=", self.group.id), ("direction", "=", "out")]
        )
        self.assertEqual(len(trials), 4)
        self.assertNotIn("correct horse", "".join(trials.mapped("body_text")))
        self.assertIn(self.employee.email, trials[0].body_text, "no other has one")
        self.assertFalse(self.group.document_count, "a trial binds no setting")
        self.group.order_url = False
        self.group.punchout_url = False
        row = self.probe(inbox=self.reply())["connection"]
        self.assertEqual(row.finding, "health_connection_no_url")

    def test_failing_probe_is_told(self):
        self.group._test_soon(group_health.ON_THE_WIRE)
        messages = type(self.env["amazon.punchin.message"])
        with (
            patch.object(type(self.group), "_probe", side_effect=ZeroDivisionError),
            patch.object(type(self.env["ir.cron"]), "_commit_progress"),
            patch.object(messages, "_commit"),
            patch.object(messages, "_rollback"),
            self.assertLogs("odoo.addons.amazon_punchin.models.group_health", "ERROR"),
        ):
            self.env["amazon.punchin.group"]._cron_probe()
        self.assertFalse(self.group._is_waiting())
        self.assertEqual(self.group.health, "problem")

    # Lights, steps, modes -------------------------------------------------------

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

    def test_steps_tick_themselves(self):
        steps = {one.code: one for one in self.group.checklist_ids}
        self.assertEqual(steps["cart"].status, "todo")
        self.assertEqual(steps["shared_payment"].status, "problem")
        self.assertIn("Office", steps["shared_payment"].detail)
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}))
        self.group.checklist_ids.invalidate_recordset()
        for code in ("cart", "accepted", "confirmed", "test_order"):
            self.assertEqual(steps[code].status, "ok", code)
            self.assertTrue(steps[code].is_seen)
            self.assertTrue(steps[code].seen_on)

    def test_steps_are_ticked_by_name(self):
        step = self.group.checklist_ids.filtered(lambda one: one.code == "banner")
        mine = step.with_user(self.administrator)
        mine.action_tick()
        mine.note = "Seen on Monday"
        self.assertEqual((step.status, step.done_by_id), ("ok", self.administrator))
        self.assertIn(self.administrator.name, step.done_text)
        mine.action_untick()
        self.assertEqual(step.status, "todo")
        for user in (self.manager, self.employee):
            with self.assertRaises(AccessError):
                step.with_user(user).action_tick()
            with self.assertRaises(AccessError):
                step.with_user(user).note = "x"
        with self.assertRaises(AccessError):
            mine.write({"done_on": fields.Datetime.now()})
        self.look()
        with self.assertRaises(AccessError):
            self.group.health_ids[0].with_user(self.administrator).action_tick()

    def test_steps_follow_the_policy(self):
        codes = self.group.checklist_ids.mapped("code")
        self.assertNotIn("direct_group", codes)
        self.group.write({"buying_policy": "both", "use_punchin": False})
        codes = self.group.checklist_ids.mapped("code")
        self.assertIn("direct_group", codes)
        self.assertNotIn("banner", codes)
        roles = self.group.checklist_ids.filtered(lambda one: one.code == "roles")
        self.assertEqual(roles.finding, "checklist_roles_punchout")

    def test_going_live_needs_the_checklist_or_a_reason(self):
        self.group.back_to_test()
        group = self.group.with_user(self.administrator)
        with self.assertRaisesRegex(UserError, "Shared addresses"):
            group.go_live()
        with self.assertRaises(UserError):
            group.go_live("  ")
        self.group.checklist_ids._unguarded().write({"done_on": fields.Datetime.now()})
        group.go_live()
        self.assertEqual(group.mode, "live")
        group.back_to_test()
        self.group.checklist_ids._unguarded().write({"done_on": False})
        wizard = self.env["amazon.punchin.live.wizard"].with_user(self.administrator)
        asked = wizard.create({"group_id": group.id, "reason": "Tested elsewhere"})
        self.assertIn("Shared addresses", asked.missing)
        asked.action_go_live()
        self.assertEqual(group.mode, "live")
        self.assertIn("Tested elsewhere", group.message_ids[0].body)

    def test_test_order_follows_the_request(self):
        self.group.back_to_test()
        steps = {one.code: one for one in self.group.test_step_ids}
        self.assertEqual({one.status for one in steps.values()}, {"todo"})
        request = self.punch_in()
        self.group.test_step_ids.invalidate_recordset()
        self.assertEqual(steps["landed"].status, "ok")
        self.assertEqual(steps["completed"].status, "todo")
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        self.group.test_step_ids.invalidate_recordset()
        self.assertEqual(steps["released"].status, "ok")
        self.assertEqual(steps["accepted"].status, "todo")

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
