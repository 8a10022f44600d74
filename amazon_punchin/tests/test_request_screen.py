from lxml import etree

from odoo.tests import tagged

from .. import cxml
from .policy_common import PolicyCommon


@tagged("post_install", "-at_install")
class TestRequestScreen(PolicyCommon):
    """What the form, the cards and the lines show of a request (E6, M1, M2)."""

    def test_every_line_leads_to_its_item(self):
        """By the address that the cart names, else by the ASIN."""
        named = "https://www.amazon.com/gp/product/B0A"
        items = (
            self.item(
                "B0A", 1, 1, 1, extrinsics=(cxml.Extrinsic("detailPageURL", named),)
            ),
            self.item("B0 &", 1, 1, 2),
        )
        lines = self.punch_in(self.cart(items)).line_ids.with_user(self.employee)
        self.assertEqual(
            lines.mapped("item_url"), [named, "https://www.amazon.com/dp/B0%20%26"]
        )

    def test_condition_is_shown_where_anything_is_not_new(self):
        request = self.punch_in().with_user(self.employee)
        self.assertFalse(request.names_conditions)
        for condition, told in (("New", False), ("Used - Good", True), ("", False)):
            request.line_ids[1]._unguarded().condition = condition
            self.assertEqual(request.names_conditions, told, condition)

    def test_price_is_held_against_the_last_one(self):
        """By an approver who may not see the colleague's purchase."""
        self.group.approver_ids = self.colleague
        self.released(self.cart([self.item("B0A", 1, "12.50")]))
        test = self.released(self.cart([self.item("B0A", 1, "99")]))
        test._unguarded().is_test = True
        self.punch_in(self.cart([self.item("B0A", 1, "77")]))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.released(self.cart([self.item("B0B", 1, "1")]))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_request_line SET company_id = %s"
            " WHERE request_id = %s",
            [other.id, theirs.id],
        )
        self.env.invalidate_all()
        request = self.punch_in()
        lines = request.line_ids.with_user(self.colleague)
        self.assertEqual(lines.mapped("last_price"), [12.5, 0, 12.5])
        request.with_user(self.employee).submit()
        request.with_user(self.colleague).release()
        self.assertEqual(set(lines.mapped("last_price")), {0})

    def test_form_asks_no_more_of_a_long_cart(self):
        form = self.env["amazon.punchin.request"].get_view(view_type="form")["arch"]
        names = {
            one.get("name")
            for one in etree.fromstring(form).xpath("//field[@name='line_ids']//field")
        }
        counts = []
        for size in (5, 5, 60):
            items = [self.item(f"B{n}", 2, n, n) for n in range(1, size + 1)]
            self.released(self.cart(items))
            request = self.punch_in(self.cart(items)).with_prefetch()
            mine = request.with_user(self.manager)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            mine.web_read({"line_ids": {"fields": dict.fromkeys(names, {})}})
            counts.append(self.cr.sql_log_count - before)
        self.assertIn("last_price", names)
        self.assertLessEqual(counts[2], counts[1] + 2, counts)

    def test_card_offers_what_one_may_do(self):
        """An approver, a further approver, and neither."""
        boss = self.further()
        request = self.punch_in()
        request.with_user(self.employee).submit()
        names = ("may_release", "may_reject", "may_reply", "may_consent")
        for user, expected in (
            (self.manager, (False, True, True, False)),
            (boss, (False, True, True, True)),
            (self.employee, (False, False, False, False)),
        ):
            seen = request.with_user(user)
            self.assertEqual(tuple(seen[name] for name in names), expected, user.login)
        theirs = request.with_user(self.manager)
        self.assertIn(f"consent of {boss.name}", theirs.consent_note)
        request.with_user(boss).consent()
        self.assertFalse(theirs.consent_note)
        self.assertTrue(request.with_user(self.manager).may_release)
        form = self.env["amazon.punchin.request"].get_view(view_type="kanban")["arch"]
        card = etree.fromstring(form)
        for name, condition in (("action_release", "may_release"),):
            [button] = card.xpath(f"//button[@name='{name}']")
            self.assertIn(condition, button.get("t-if"))
