import base64
from contextlib import contextmanager
from dataclasses import replace
from unittest.mock import patch
from urllib.parse import urlsplit

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .. import cxml, transport
from ..models.session import hashed
from .common import NOW, SECRET, PurchaseCommon

SHOP = "https://www.amazon.com/shop?session=1&x=2"


@tagged("post_install", "-at_install")
class PunchoutCommon(PurchaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.env["amazon.punchin.group"].search([]) - cls.group).use_punchout = False
        cls.group.write(
            {
                "punchout_url": "https://abintegrations.amazon.com/punchout",
                "location_ids": cls.location.ids,
            }
        )

    def browse_amazon(self, user=None):
        """Opens Amazon on no record; the request, and the document on its way."""
        requests = self.env["amazon.punchin.request"].with_user(user or self.employee)
        action = requests.action_browse()
        self.assertEqual(action["type"], "ir.actions.act_url", action)
        request = self.env["amazon.punchin.request"].browse(
            int(action["url"].rpartition("/")[2])
        )
        return request, request.sudo().session_ids[:1]

    def setup_of(self, session):
        message = session._setup_message()
        return message, cxml.read(message._bytes())

    @contextmanager
    def amazon_says(self, body=None, error=None):
        reply = transport.Reply(200, "text/xml", body or b"", 0.1)
        model = type(self.env["amazon.punchin.message"])
        with (
            patch.object(
                transport,
                "post",
                **({"side_effect": error} if error else {"return_value": reply}),
            ) as post,
            patch.object(model, "_commit"),
            patch.object(model, "_rollback"),
        ):
            yield post

    def answer(self, code=200, text="", url=SHOP):
        if url and code == 200:
            return cxml.write(
                cxml.PunchOutSetupResponse(
                    payload_id="1@amazon.com",
                    timestamp=NOW,
                    status=cxml.Status(200, "success"),
                    start_page_url=url,
                )
            )
        return cxml.write(
            cxml.Response(
                payload_id="1@amazon.com",
                timestamp=NOW,
                status=cxml.Status(code, "x", text),
            )
        )

    def open_shop(self, session, **answer):
        message = session._setup_message()
        with self.amazon_says(self.answer(**answer)) as post:
            message._as_odoobot()._deliver()
        session.invalidate_recordset()
        return post

    def bring(self, session, cart, name="cxml-base64"):
        """What the browser's form does at the door; `(code, text)`."""
        body = cxml.write(cart) if isinstance(cart, cxml.PunchOutOrderMessage) else cart
        value = base64.b64encode(body).decode() if "base64" in name.lower() else body
        messages = self.env["amazon.punchin.message"].sudo()
        model = type(messages)
        with patch.object(model, "_commit"), patch.object(model, "_rollback"):
            return messages._receive_cart(session, {name: value})


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


class TestCartDoor(PunchoutCommon):
    """The cart comes back to the request from which Amazon was opened, once."""

    def visit(self, user=None):
        request, session = self.browse_amazon(user)
        cookie = self.setup_of(session)[1].buyer_cookie
        self.open_shop(session)
        return request, session, cookie

    def test_cart_comes_to_its_request(self):
        request, session, cookie = self.visit()
        cart = self.cart(buyer_cookie=cookie)
        name = request.name
        self.assertEqual(self.bring(session, cart), ("cart_ok", ""))
        self.assertEqual(request.name, name)
        self.assertEqual(len(request.line_ids), 3)
        self.assertEqual((request.state, request.stage), ("open", "cart_received"))
        self.assertEqual(request.origin, "punchout")
        self.assertEqual(session.state, "returned")
        self.assertIn(self.employee, request.activity_ids.user_id)
        message = session.cart_id
        self.assertEqual(message.request_ids, request)
        self.assertEqual(message._bytes(), cxml.write(cart))

    def test_cart_without_an_address_goes_where_the_buyer_said(self):
        office = self.location.copy({"name": "Office", "address_code": "OFFICE"})
        self.group.location_ids |= office
        requests = self.env["amazon.punchin.request"].with_user(self.employee)
        request = requests.create({"group_id": self.group.id, "location_id": office.id})
        request.action_browse()
        session = request.sudo().session_ids[:1]
        cookie = self.setup_of(session)[1].buyer_cookie
        cart = replace(self.cart(buyer_cookie=cookie), ship_to=None)
        self.assertEqual(self.bring(session, cart)[0], "cart_ok")
        self.assertEqual(request.location_id, office)
        other = requests.create({"group_id": self.group.id, "location_id": office.id})
        other.action_browse()
        session = other.sudo().session_ids[:1]
        cookie = self.setup_of(session)[1].buyer_cookie
        self.assertEqual(
            self.bring(session, self.cart(buyer_cookie=cookie))[0], "cart_ok"
        )
        self.assertEqual(other.location_id, self.location, "what the cart names wins")

    def test_again_changes_nothing(self):
        request, session, cookie = self.visit()
        cart = self.cart(buyer_cookie=cookie)
        for _each in range(3):
            self.assertEqual(self.bring(session, cart)[0], "cart_ok")
        self.assertEqual(len(request.line_ids), 3)
        other = self.cart([self.item("B0Z", 1, "1.00")], buyer_cookie=cookie)
        self.assertEqual(self.bring(session, other)[0], "cart_taken")
        self.assertEqual(self.bring(session, cart)[0], "cart_ok")
        self.assertEqual(len(request.line_ids), 3)

    def test_forms_of_all_kinds(self):
        for name in (
            "cxml-base64",
            "CXML-BASE64",
            "cxml-urlencoded",
            "cXML-urlencoded",
        ):
            request, session, cookie = self.visit()
            body = cxml.write(self.cart(buyer_cookie=cookie))
            if "base64" not in name.lower():
                body = body.decode()
            self.assertEqual(self.bring(session, body, name)[0], "cart_ok", name)
            self.assertEqual(len(request.line_ids), 3)

    def test_left_without_a_cart(self):
        request, session, cookie = self.visit()
        empty = cxml.PunchOutOrderMessage(
            **self.head(
                buyer_cookie=cookie,
                status=cxml.Status(204),
                total=self.amount(0),
            )
        )
        for _each in range(2):
            self.assertEqual(self.bring(session, empty)[0], "cart_left")
        self.assertEqual(session.state, "left")
        self.assertFalse(request.cart_date)
        self.assertIn("without a cart", request.browse_note)
        again, second, cookie = self.visit()
        self.assertEqual(again, request, "the number stays")
        cart = self.cart(buyer_cookie=cookie)
        self.assertEqual(self.bring(second, cart)[0], "cart_ok")

    def test_first_of_two_windows_wins(self):
        request, first, cookie = self.visit()
        second = self.visit()[1:]
        cart = self.cart(buyer_cookie=cookie)
        self.assertEqual(self.bring(first, cart)[0], "cart_ok")
        late = self.cart(buyer_cookie=second[1])
        self.assertEqual(self.bring(second[0], late)[0], "cart_taken")
        self.assertEqual(len(request.line_ids), 3)

    def test_cart_of_another_request_and_tampered_mark(self):
        mine, session, cookie = self.visit()
        theirs, other, other_cookie = self.visit(self.colleague)
        for mark, code in (
            (other_cookie, "cart_other_request"),
            ("x" + cookie[1:], "cart_tampered"),
            ("", "cart_tampered"),
            (session.buyer_cookie, "cart_tampered"),
        ):
            cart = self.cart(buyer_cookie=mark)
            self.assertEqual(self.bring(session, cart)[0], code)
        self.assertFalse(mine.line_ids or theirs.line_ids)

    def test_wrong_address_first_loses_nothing(self):
        """Who knows one address could spoil a number; the right way still counts."""
        mine, session, cookie = self.visit()
        other = self.visit(self.colleague)[1]
        cart = self.cart(buyer_cookie=cookie)
        self.assertEqual(self.bring(other, cart)[0], "cart_other_request")
        self.assertEqual(self.bring(session, cart)[0], "cart_ok")
        self.assertEqual(len(mine.line_ids), 3)

    def test_tampered_first_loses_nothing(self):
        mine, session, cookie = self.visit()
        wrong = self.cart(buyer_cookie="wrong")
        values = {name: getattr(wrong, name) for name in wrong.__slots__}
        right = cxml.PunchOutOrderMessage(
            payload_id=wrong.payload_id,
            timestamp=wrong.timestamp,
            header=wrong.header,
            **{**values, "buyer_cookie": cookie},
        )
        self.assertEqual(self.bring(session, wrong)[0], "cart_tampered")
        self.assertEqual(self.bring(session, right)[0], "cart_ok")
        self.assertEqual(len(mine.line_ids), 3)

    def test_visit_is_over(self):
        request, session, cookie = self.visit()
        session._unguarded().expires_on = "2020-01-01 00:00:00"
        cart = self.cart(buyer_cookie=cookie)
        for _each in range(2):
            self.assertEqual(self.bring(session, cart)[0], "cart_session_over")
        self.assertIn("over", request.browse_note)
        self.assertFalse(request.line_ids)

    def test_request_is_closed(self):
        request, session, cookie = self.visit()
        request.with_user(self.employee).cancel("not needed")
        cart = self.cart(buyer_cookie=cookie)
        self.assertEqual(self.bring(session, cart)[0], "cart_closed")
        self.assertFalse(request.line_ids)

    def test_unreadable(self):
        request, session, _cookie = self.visit()
        messages = self.env["amazon.punchin.message"].sudo()
        bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><cXML/>'
        for form in (
            {},
            {"cxml-base64": "not base64 §§"},
            {"cxml-urlencoded": "<html>"},
            {"cxml-base64": base64.b64encode(bomb).decode()},
            {"cxml-base64": base64.b64encode(self.answer()).decode()},
            {"other": "field"},
        ):
            model = type(messages)
            with patch.object(model, "_commit"), patch.object(model, "_rollback"):
                code, text = messages._receive_cart(session, form)
            self.assertEqual(code, "cart_unreadable", form)
            self.assertTrue(text)
        kept = messages.search(
            [("session_id", "=", session.id), ("direction", "=", "in")]
        )
        self.assertEqual(set(kept.mapped("state")), {"refused"})
        self.assertFalse(request.cart_date)

    def test_our_own_error_is_tried_again(self):
        request, session, cookie = self.visit()
        cart = self.cart(buyer_cookie=cookie)
        model = type(self.env["amazon.punchin.request"])
        with (
            patch.object(model, "_take_cart", side_effect=ZeroDivisionError("ours")),
            self.assertLogs("odoo.addons.amazon_punchin", "ERROR"),
        ):
            self.assertEqual(self.bring(session, cart)[0], "cart_delayed")
        self.assertEqual(self.bring(session, cart)[0], "cart_ok")
        self.assertEqual(len(request.line_ids), 3)

    def test_draft_rfq_is_replaced_by_the_cart(self):
        buyer = self.employee
        buyer.group_ids |= self.env.ref("purchase.group_purchase_user")
        rfq = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "order_line": [
                    (0, 0, {"product_id": self.group.default_product_id.id})
                ],
            }
        )
        self.assertTrue(rfq.with_user(buyer).may_browse_amazon)
        self.assertFalse(rfq.with_user(self.accountant).may_browse_amazon)
        action = rfq.with_user(buyer).action_browse_amazon()
        again = rfq.with_user(buyer).action_browse_amazon()
        self.assertEqual(action["url"], again["url"], "the request is used again")
        theirs = rfq.with_user(self.manager).action_browse_amazon()
        rfq.with_user(buyer).action_browse_amazon()
        self.env["amazon.punchin.request"].with_user(buyer).create(
            {"group_id": self.group.id}
        )._unguarded().rfq_id = rfq
        again = rfq.with_user(self.manager).action_browse_amazon()
        self.assertEqual(theirs["url"], again["url"], "each buyer has one of the own")
        request = self.env["amazon.punchin.request"].browse(
            int(action["url"].rpartition("/")[2])
        )
        self.assertEqual(request.rfq_id, rfq)
        self.assertIn(rfq.name, request.note)
        self.assertEqual(rfq.state, "draft", "nothing is lost before the cart is here")
        session = request.sudo().session_ids[:1]
        cookie = self.setup_of(session)[1].buyer_cookie
        self.assertEqual(
            self.bring(session, self.cart(buyer_cookie=cookie))[0], "cart_ok"
        )
        self.assertEqual(rfq.state, "cancel")
        self.assertFalse(rfq.with_user(buyer).may_browse_amazon)
        other = self.env["purchase.order"].create({"partner_id": self.place.id})
        self.assertFalse(other.with_user(buyer).may_browse_amazon)
        with self.assertRaises(UserError):
            other.with_user(buyer).action_browse_amazon()
