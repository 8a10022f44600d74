from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .checks_common import ChecksCommon


@tagged("post_install", "-at_install")
class TestChecklist(ChecksCommon):
    """The steps of the set-up, and what they lead to."""

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

    def test_punchout_is_tried_before_punchin(self):
        """R8; and each part of the test order has the next letter."""

        def parts():
            found = self.group.checklist_ids.sorted("sequence")
            return [
                (one.number, one.code) for one in found if one.number.startswith("9")
            ]

        both = ["test_order", "opened", "setup", "cart", "accepted", "confirmed"]
        numbers = ["9", "9a", "9b", "9c", "9d", "9e"]
        self.assertEqual(parts(), list(zip(numbers, both, strict=True)))
        self.group.use_punchout = False
        both.remove("opened")
        self.assertEqual(parts(), list(zip(numbers[:-1], both, strict=True)))

    def test_what_is_done_at_amazon_opens_there(self):
        steps = {one.code: one for one in self.group.checklist_ids}
        self.assertTrue(steps["group"].is_at_amazon)
        self.assertFalse(steps["locations"].is_at_amazon)
        action = steps["group"].with_user(self.administrator).action_open_amazon()
        self.assertEqual(action["url"], "https://business.amazon.com")
        self.move_to_sandbox()
        steps["group"].invalidate_recordset()
        self.assertFalse(steps["group"].is_at_amazon, "the sandbox has no such pages")

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

    def test_the_mode_is_no_field_to_write(self):
        """Neither by RPC or import, nor by a default of the own."""
        self.group.back_to_test()
        group = self.group.with_user(self.administrator)
        for values in ({"mode": "live"}, {"live_database_uuid": "that of a copy"}):
            with self.assertRaisesRegex(UserError, "by its buttons"):
                group.write(values)
        group.write({"mode": "test", "name": "Renamed"})
        values = {
            "name": "Another",
            "endpoint_id": self.endpoint.id,
            "marketplace": "us",
            "partner_id": self.vendor.id,
            "default_location_id": self.location.id,
        }
        with self.assertRaises(UserError), self.env.cr.savepoint():
            group.with_context(default_mode="live").create(values)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            group.create({**values, "mode": "live"})
        self.assertEqual(group.create(values).mode, "test")

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
