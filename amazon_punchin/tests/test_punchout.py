from urllib.parse import urlsplit

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .. import transport
from ..models.session import hashed
from .common import SECRET
from .punchout_common import SHOP, PunchoutCommon


@tagged("post_install", "-at_install")
class TestPunchout(PunchoutCommon):
    """From Odoo to Amazon, and what Amazon answers."""

    def test_set_up_request_says_who_comes_and_where_to(self):
        request, session = self.browse_amazon()
        message, setup = self.setup_of(session)
        self.assertEqual(request.stage, "browsing")
        self.assertEqual(message.state, "queued")
        self.assertEqual(message.kind, "Request to open the shop")
        self.assertEqual(setup.user_email, self.employee.email)
        self.assertEqual(setup.contacts[0].email, self.employee.email)
        self.assertEqual(setup.operation, "create")
        self.assertEqual(setup.deployment_mode, "production")
        self.assertEqual(setup.ship_to.address_id, "WH")
        self.assertRegex(setup.buyer_cookie, r"^[\w-]{43}$")
        path = urlsplit(setup.browser_form_post_url).path
        self.assertRegex(path, r"^/amazon_punchin/cart/[\w-]{43}$")
        self.assertTrue(
            setup.browser_form_post_url.startswith("https://erp.example.com/")
        )
        self.assertEqual(hashed(setup.buyer_cookie), session.buyer_cookie)
        self.assertEqual(hashed(path.rpartition("/")[2]), session.return_token)

    def test_nothing_random_stays_at_rest(self):
        request, session = self.browse_amazon()
        message, setup = self.setup_of(session)
        post = self.open_shop(session)
        sent = post.call_args.args[1]
        self.assertIn(setup.buyer_cookie.encode(), sent)
        self.assertIn(SECRET.encode(), sent)
        token = setup.browser_form_post_url.rpartition("/")[2]
        for kept in (message._bytes(), str(request.read()), str(session.read())):
            for secret in (setup.buyer_cookie, token, SECRET):
                self.assertNotIn(secret, str(kept))
        self.assertEqual(session.state, "open")
        self.assertEqual(session.start_page_url, SHOP)
        self.assertEqual(post.call_args.kwargs["deadline"], 10)

    def test_request_without_cart_is_used_again(self):
        request, first = self.browse_amazon()
        again, second = self.browse_amazon()
        self.assertEqual(again, request)
        self.assertNotEqual(first, second)
        request._take_cart(self.cart())
        self.assertNotEqual(self.browse_amazon()[0], request)

    def test_every_refusal_is_a_sentence_with_a_remedy(self):
        request = self.browse_amazon()[0]
        for code, answer in (
            ("punchout_credentials", {"code": 401, "text": "Unknown"}),
            ("punchout_credentials", {"code": 403, "text": "Unknown"}),
            ("punchout_refused", {"code": 400, "text": "User not found"}),
            ("punchout_busy", {"code": 500, "text": "Sorry"}),
            ("punchout_no_start_page", {"url": None}),
            ("punchout_start_page_host", {"url": "https://www.amazon.com.evil.test/"}),
            ("punchout_start_page_host", {"url": "http://www.amazon.com/"}),
            ("punchout_start_page_host", {"url": "javascript:alert(1)"}),
        ):
            with self.subTest(code):
                session = self.browse_amazon()[1]
                self.open_shop(session, **answer)
                self.assertEqual((session.state, session.problem), ("refused", code))
                self.assertFalse(session.start_page_url)
                title, text, steps = request._advise(session)
                self.assertTrue(title and text and steps)
                self.assertIn(self.manager.name, f"{text} {steps}")
                self.assertNotIn("%(", f"{title} {text} {steps}")

    def test_no_answer_is_not_asked_again(self):
        for problem, body, error in (
            (
                "punchout_unreachable",
                None,
                transport.TransportError("timeout", "It is late.", host="x"),
            ),
            ("punchout_not_cxml", b"<html>Not found</html>", None),
            (
                "punchout_no_start_page",
                b'<cXML payloadID="1"><Response><Status code="200"/>'
                b"<PunchOutSetupResponse/></Response></cXML>",
                None,
            ),
        ):
            with self.subTest(problem):
                session = self.browse_amazon()[1]
                message = session._setup_message()
                with self.amazon_says(body, error) as post:
                    for _each in range(2):
                        message._as_odoobot()._deliver()
                session.invalidate_recordset()
                self.assertEqual(session.problem, problem)
                self.assertEqual(post.call_count, 1)
                self.assertIn(message.state, ("failed", "refused"))
                self.assertFalse(message.next_attempt_at)

    def test_nobody_waits_longer_than_a_minute(self):
        session = self.browse_amazon()[1]
        self.env.cr.execute(
            "UPDATE amazon_punchin_session SET create_date = create_date - "
            "interval '2 minutes' WHERE id = %s",
            [session.id],
        )
        session.invalidate_recordset()
        post = self.open_shop(session)
        self.assertFalse(post.called)
        self.assertEqual(session.problem, "punchout_late")
        self.assertEqual(session._setup_message().state, "cancelled")

    def test_copy_of_the_database_asks_nobody(self):
        session = self.browse_amazon()[1]
        self.group.live_database_uuid = "another"
        post = self.open_shop(session)
        self.assertFalse(post.called)
        self.assertEqual(session.problem, "punchout_not_sent")
        self.assertIn("copy", session.problem_text)

    def test_who_may_open_amazon(self):
        request = self.browse_amazon()[0]
        for user in (self.colleague, self.manager):
            with self.assertRaises(AccessError):
                request.with_user(user).action_browse()
        with self.assertRaises(UserError):
            self.browse_amazon(self.accountant)
        self.group.use_punchout = False
        with self.assertRaises(UserError):
            self.browse_amazon()
        with self.assertRaises(UserError):
            request.with_user(self.employee).action_browse()

    def test_not_a_buyer_of_the_group(self):
        self.group.write({"all_users": False, "user_ids": [(4, self.colleague.id)]})
        with self.assertRaises(UserError):
            self.browse_amazon()
        self.assertTrue(self.browse_amazon(self.colleague))

    def test_without_an_email_amazon_knows_nobody(self):
        self.employee.email = False
        with self.assertRaisesRegex(UserError, "e-mail"):
            self.browse_amazon()

    def test_not_after_the_cart(self):
        request = self.browse_amazon()[0]
        request._take_cart(self.cart())
        with self.assertRaises(UserError):
            request.with_user(self.employee).action_browse()

    def test_question_only_where_there_is_a_choice(self):
        other = self.env["amazon.punchin.location"].create(
            {"name": "Second", "partner_id": self.place.id, "address_code": "WH2"}
        )
        self.group.location_ids |= other
        requests = self.env["amazon.punchin.request"].with_user(self.employee)
        action = requests.action_browse()
        self.assertEqual(action["res_model"], "amazon.punchin.browse.wizard")
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.employee)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.group_id, self.group)
        self.assertEqual(wizard.location_id, self.location)
        wizard.location_id = other
        wizard.note = "for the workshop"
        request = requests.browse(int(wizard.action_open()["url"].rpartition("/")[2]))
        self.assertEqual(request.location_id, other)
        self.assertEqual(request.note, "for the workshop")
        again = (
            self.env[action["res_model"]]
            .with_user(self.employee)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(again.location_id, other, "the last one is remembered")
        self.group.location_ids = self.location
        self.assertEqual(
            requests.action_browse()["type"], "ir.actions.act_url", "one place"
        )

    def test_sessions_are_nobody_elses(self):
        session = self.browse_amazon()[1]
        for user in (self.employee, self.manager, self.accountant):
            with self.assertRaises(AccessError):
                session.with_user(user).read(["state"])
        for name in ("return_token", "buyer_cookie", "start_page_url"):
            with self.assertRaises(AccessError):
                session.with_user(self.administrator).read([name])
        with self.assertRaises(AccessError):
            session.with_user(self.administrator).write({"state": "open"})
