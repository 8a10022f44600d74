from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestMass(PurchaseCommon):
    """Many requests at once: one that fails undoes none of the others."""

    def pending(self, count, **values):
        requests = self.env["amazon.punchin.request"]
        for _ in range(count):
            request = self.punch_in(**values)
            request.with_user(request.user_id).submit()
            requests |= request
        return requests

    def said(self, action):
        return action["params"]["message"]

    def test_release_of_many(self):
        good, bad = self.pending(2), self.pending(1)
        own = self.pending(1, email=self.manager.email)
        bad._unguarded().address_matched = False
        action = (good | bad | own).with_user(self.manager).action_release()
        self.assertEqual(set(good.mapped("state")), {"released"})
        self.assertEqual(set((bad | own).mapped("state")), {"pending"})
        self.assertFalse(bad.purchase_ids)
        text = self.said(action)
        self.assertIn("2 approved and released.", text)
        self.assertIn(f"{bad.name} was left as it is: The delivery address", text)
        self.assertIn(f"{own.name} was left as it is: You bought", text)
        self.assertEqual(action["params"]["type"], "warning")

    def test_reject_of_many(self):
        requests = self.pending(2)
        requests[0].with_user(self.manager).release()
        wizard = (
            self.env["amazon.punchin.reject.wizard"]
            .with_user(self.manager)
            .with_context(active_ids=requests.ids)
            .create({"reason": "No budget"})
        )
        text = self.said(wizard.action_reject())
        self.assertEqual(requests.mapped("state"), ["released", "rejected"])
        self.assertIn("1 rejected.", text)
        self.assertIn(requests[0].name, text)

    def test_orders_of_many_are_made_and_sent(self):
        self.group.auto_order = False
        requests = self.pending(3)
        requests[:2].with_user(self.manager).action_release()
        requests[0].with_user(self.manager).create_purchase_order()
        action = requests.with_user(self.manager).action_send_order()
        self.assertEqual(len(self.order_message(requests)), 2)
        self.assertIn("2 ordered at Amazon.", self.said(action))
        self.assertIn(requests[2].name, self.said(action))

    def test_cards_cost_the_same_however_many(self):
        """What a kanban card asks for is read for all cards together."""
        self.group.write({"approval": "amount", "approval_amount": 1})
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["amazon.punchin.policy"].create(
            {
                "name": "All",
                "action": "approver",
                "approver_id": self.administrator.id,
            }
        )
        names = [
            "may_consent",
            "policy_result_ids",
            "summary",
            "clock_text",
            "days_left",
            "awaits_me",
            "may_submit",
            "may_send",
            "may_create_purchase",
            "needs_approval",
            "next_delivery",
        ]

        def count(requests, user):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            requests.with_user(user).read(names)
            return self.cr.sql_log_count - before

        requests = self.pending(8)
        requests._unguarded().currency_id = euro
        for user in (self.manager, self.administrator):
            count(requests, user)
            few = count(requests[:2], user)
            self.assertLessEqual(count(requests, user), few + 2)

    def test_filters_find_what_they_say(self):
        view = self.env.ref("amazon_punchin.request_view_search")
        domains = {
            node.get("name"): node.get("domain")
            for node in etree.fromstring(view.arch).iter("filter")
        }
        self.group.auto_order = False
        waiting, unsent = self.pending(1), self.pending(1)
        unsent.with_user(self.manager).release()
        self.group.auto_order = True
        soon = self.punch_in()
        soon._unguarded().expires_on = fields.Datetime.now() + timedelta(days=1.5)
        gone = self.punch_in()
        gone._unguarded().expires_on = fields.Datetime.now() - timedelta(days=1)
        sent, given_up = self.released(), self.released()
        given_up.with_user(self.manager).cancel("x")
        requests = self.env["amazon.punchin.request"].with_user(self.manager)
        ours = waiting | unsent | sent | given_up | soon | gone
        for name, expected in (
            ("awaits_me", waiting),
            ("to_approve", waiting),
            ("not_sent", unsent),
            ("unconfirmed", sent),
            ("still_live", given_up),
            ("my_requests", requests),
            ("expiring", soon),
            ("expired", gone),
        ):
            domain = safe_eval(domains[name], {"uid": self.manager.id})
            found = requests.search([("id", "in", ours.ids), *domain])
            self.assertEqual(found, expected, name)
