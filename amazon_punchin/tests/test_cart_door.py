import base64
from dataclasses import replace
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .. import cxml
from .punchout_common import PunchoutCommon


@tagged("post_install", "-at_install")
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

    def test_cart_never_stands_without_its_request(self):
        """Once it is committed a cron may take it, and a link that comes later would
        meet that cron: an error in Odoo's log."""
        request, session, cookie = self.visit()
        messages = self.env["amazon.punchin.message"].sudo()
        cart = cxml.write(self.cart(buyer_cookie=cookie))
        of_cart = [
            ("session_id", "=", session.id),
            ("document_type", "=", "PunchOutOrderMessage"),
        ]
        seen = []

        def commit(_message):
            seen.extend(found.request_ids for found in messages.search(of_cart))

        model = type(messages)
        with patch.object(model, "_commit", commit), patch.object(model, "_rollback"):
            form = {"cxml-base64": base64.b64encode(cart).decode()}
            self.assertEqual(messages._receive_cart(session, form)[0], "cart_ok")
        self.assertTrue(seen)
        self.assertEqual(set(seen), {request})

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

    def test_an_rfq_that_may_not_be_cancelled_keeps_no_cart_out(self):
        rfq = self.env["purchase.order"].create({"partner_id": self.vendor.id})
        request, session, cookie = self.visit()
        request._unguarded().rfq_id = rfq
        with patch.object(
            type(rfq), "button_cancel", side_effect=UserError("It is being audited.")
        ):
            came = self.bring(session, self.cart(buyer_cookie=cookie))
        self.assertEqual(came[0], "cart_ok")
        self.assertEqual(len(request.line_ids), 3)
        self.assertEqual(rfq.state, "draft")
        self.assertEqual(session.cart_id.state, "attention")
        for words in (rfq.name, "It is being audited."):
            self.assertIn(words, session.cart_id.error)

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
