from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestDecide(HttpCase, PurchaseCommon):
    """The page to which the buttons of the mail lead: confirmed once, by who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.purchase = cls().punch_in()
        cls.purchase.with_user(cls.employee).submit()
        cls.path = f"/amazon_punchin/decide/{cls.purchase.id}"

    def page(self, user, status=200, query=""):
        self.authenticate(user.login, user.login)
        answer = self.url_open(self.path + query)
        self.assertEqual(answer.status_code, status)
        return html.fromstring(answer.text)

    def post(self, page, status=200, **values):
        [token] = page.xpath("//input[@name='csrf_token']/@value")
        answer = self.url_open(self.path, data={"csrf_token": token, **values})
        self.assertEqual(answer.status_code, status)
        self.env.invalidate_all()
        return html.fromstring(answer.text)

    def buttons(self, page):
        return page.xpath("//button[@name='answer']/@value")

    def test_pages_for_colleagues_are_none_of_a_portal(self):
        portal = self.colleague.copy(
            {
                "login": "apr_portal",
                "password": "apr_portal",
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        for path in ("why", "help"):
            for user, status in ((portal, 404), (self.employee, 200)):
                self.authenticate(user.login, user.login)
                answer = self.url_open(f"/amazon_punchin/{path}")
                self.assertEqual(answer.status_code, status, (path, user.login))

    def test_mail_leads_here(self):
        mail = self.env["mail.message"].search(
            [
                ("model", "=", self.purchase._name),
                ("res_id", "=", self.purchase.id),
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", self.manager.partner_id.ids),
                ("subject", "ilike", "asks for"),
            ]
        )
        links = html.fromstring(mail.body).xpath("//a/@href")
        self.assertTrue([one for one in links if one.endswith(self.path)])
        self.assertTrue([one for one in links if one.endswith("?answer=reject")])

    def test_approver_confirms_once(self):
        page = self.page(self.manager)
        self.assertIn("Item B0A", page.text_content())
        self.assertEqual(self.buttons(page), ["approve", "reject"])
        self.assertEqual(self.purchase.state, "pending", "a link decides nothing")
        done = self.post(page, answer="approve")
        self.assertEqual(self.purchase.state, "released")
        self.assertEqual(self.purchase.approver_id, self.manager)
        self.assertEqual(len(self.purchase.purchase_ids), 1)
        self.assertFalse(self.buttons(done))
        self.assertIn("Released", done.text_content())
        again = self.post(page, answer="approve")
        self.assertIn("Released", again.text_content())
        self.assertEqual(len(self.purchase.purchase_ids), 1)

    def test_rejecting_asks_for_a_reason(self):
        page = self.page(self.manager, query="?answer=reject")
        again = self.post(page, answer="reject", reason=" ")
        self.assertEqual(self.purchase.state, "pending")
        self.assertIn("Say why", again.text_content())
        done = self.post(page, answer="reject", reason="<b>Too dear</b>")
        self.assertEqual(self.purchase.state, "rejected")
        self.assertIn("<b>Too dear</b>", done.text_content())

    def test_what_stands_in_the_way_is_said(self):
        self.purchase.line_ids[0]._unguarded().condition = "Used - Good"
        page = self.page(self.manager)
        self.assertIn("Line 1 is a used item", page.text_content())
        again = self.post(page, answer="approve")
        self.assertIn("cannot be released", again.text_content())
        self.assertEqual(self.purchase.state, "pending")

    def test_others_get_no_button_or_no_page(self):
        mine = self.page(self.employee)
        self.assertFalse(self.buttons(mine))
        self.page(self.colleague, status=404)
        self.authenticate(None, None)
        answer = self.url_open(self.path, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_a_forged_form_does_nothing(self):
        self.authenticate(self.manager.login, self.manager.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(self.path, data={"answer": "approve"})
        self.assertEqual(answer.status_code, 400)
        token = self.page(self.employee)
        self.assertFalse(token.xpath("//input[@name='csrf_token']"))
        self.assertEqual(self.purchase.state, "pending")

    def test_further_approver_consents_or_says_no(self):
        """With the finding and the buyer's reason before the eyes."""
        policies = self.env["amazon.punchin.policy"]
        policies.create(
            {
                "name": "Dear",
                "check": "price",
                "limit_amount": 100,
                "action": "approver",
                "approver_id": self.colleague.id,
            }
        )
        policies.create({"name": "Pens", "asin": "B0B", "action": "reason"})
        self.purchase = self.punch_in()
        self.path = f"/amazon_punchin/decide/{self.purchase.id}"
        reasons = self.purchase.policy_result_ids.filtered(
            lambda one: one.action == "reason"
        )
        reasons.with_user(self.employee).reason = "<b>New colleagues</b>"
        self.purchase.with_user(self.employee).submit()
        page = self.page(self.colleague)
        for text in ("Dear", "above the limit of", "<b>New colleagues</b>"):
            self.assertIn(text, page.text_content())
        self.assertEqual(self.buttons(page), ["consent", "reject"])
        done = self.post(page, answer="consent")
        self.assertFalse(self.buttons(done))
        self.assertIn("nothing for you to decide", done.text_content())
        self.assertEqual(self.buttons(self.page(self.manager)), ["approve", "reject"])
