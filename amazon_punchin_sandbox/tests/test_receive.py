from dataclasses import replace
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.amazon_punchin import cxml

from .common import IDENTITY, SECRET, SandboxCase

ODD_IDS = ("a+b/c==,1", " lead and trail ", "ü–字,2")


@tagged("at_install", "-post_install")
class TestReceive(SandboxCase):
    def test_an_order_is_put_on_the_desk(self):
        cart = self._submitted(("B0SBXPEN01", 3), ("B0SBXPAP01", 10), ("B0SBXPEN01", 2))
        answer = self._receive(self._order_request(cart))
        self.assertEqual(answer.status.code, 200)
        order = cart.order_ids
        self.assertEqual((order.order_ref, order.state), ("P00042", "received"))
        self.assertEqual(order.email, cart.email)
        self.assertFalse(order.is_test)
        self.assertEqual(order.line_ids.mapped("line_number"), [1, 2, 3])
        self.assertEqual(order.line_ids.cart_line_id, cart.line_ids)
        self.assertEqual(sum(order.line_ids.mapped("amount_tax")), cart.amount_tax)
        self.assertIn("Seattle", order.ship_to)

    def test_the_body_is_kept_without_the_secret(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        self._receive(self._order_request(cart))
        body = cart.order_ids.request_document_id._bytes("body")
        self.assertIn(b"P00042", body)
        self.assertNotIn(SECRET.encode(), body)
        text = cart.order_ids.request_document_id.body_text
        self.assertGreater(text.count("\n"), 20, "a person can read it")

    def test_auxiliary_ids_are_kept_byte_for_byte(self):
        cart = self._submitted(*(("B0SBXPEN01", 1) for _ in ODD_IDS))
        for line, odd in zip(cart.line_ids.sorted("id"), ODD_IDS, strict=True):
            line._unguarded().auxiliary_id = odd
        self._receive(self._order_request(cart))
        self.assertEqual(
            tuple(cart.order_ids.line_ids.mapped("auxiliary_id")),
            tuple(cart.line_ids.sorted("id").mapped("auxiliary_id")),
        )
        self.assertTrue(all(line.cart_line_id for line in cart.order_ids.line_ids))

    def test_a_line_that_no_cart_knows_is_kept_and_shown(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        document = self._order_request(cart)
        item = replace(document.items[0], supplier_part_auxiliary_id="trimmed")
        self._receive(replace(document, items=(item,)))
        order = self.orders.search([("payload_id", "=", document.payload_id)])
        self.assertFalse(order.cart_id)
        self.assertFalse(order.line_ids.cart_line_id)
        self.assertTrue(order.line_ids.amount_tax)

    def test_a_repeat_is_counted_and_answered_the_same(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        document = self._order_request(cart)
        first = self._receive(document)
        self.assertEqual(self._receive(document), first)
        self.assertEqual(cart.order_ids.times_received, 2)
        self.assertEqual(len(cart.order_ids), 1)

    def test_strangers_are_sent_away(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        document = self._order_request(cart)
        other = (cxml.Credential("NetworkId", "Somebody"),)
        header = replace(document.header, sender=other, from_=other)
        told = {
            self._receive(document, secret="wrong").status,
            self._receive(document, secret=None).status,
            self._receive(replace(document, header=header)).status,
        }
        self.assertEqual([status.code for status in told], [401])
        self.assertFalse(cart.order_ids)

    def test_the_previous_secret_holds_during_its_overlap(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        self.group.rotate_secret("new secret", overlap_days=1)
        self.assertEqual(self._receive(self._order_request(cart)).status.code, 200)

    def test_what_cannot_be_read(self):
        for body in (b"", b"no xml", b"<html/>"):
            self.assertEqual(self._receive(body).status.code, 406)
        cart = self._submitted(("B0SBXPEN01", 1))
        body = cxml.write(self._order_request(cart), secret=SECRET)
        broken = body.replace(b'quantity="1"', b'quantity="NaN"')
        self.assertEqual(self._receive(broken).status.code, 406)
        self.assertFalse(cart.order_ids)

    def test_what_amazon_does_not_take(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        update = self._order_request(cart, type="update", payload_id="update.1")
        answer = self._receive(update)
        self.assertEqual(answer.status.code, 400)
        self.assertIn("001-001", answer.status.message)
        setup = cxml.PunchOutSetupRequest(payload_id="s.1", header=update.header)
        self.assertEqual(self._receive(setup).status.code, 450)
        kept = self.documents.search([("payload_id", "in", ["update.1", "s.1"])])
        self.assertEqual(set(kept.mapped("state")), {"refused"})
        self.assertFalse(cart.order_ids)

    def test_faults_can_be_played(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        document = self._order_request(cart)
        for answer, code in (("error", 500), ("refuse", 400)):
            self.group.sandbox_answer = answer
            self.assertEqual(self._receive(document).status.code, code)
            self.assertFalse(cart.order_ids)
        self.group.sandbox_answer = "ok"
        self.assertEqual(self._receive(document).status.code, 200)
        self.assertEqual(len(cart.order_ids), 1)

    def test_a_test_order_is_told_apart(self):
        order = self._ordered(("B0SBXPEN01", 1), deployment_mode="test")
        self.assertTrue(order.is_test)
        (value,) = self._values(order.desk_confirm())
        self.assertEqual(value.deployment_mode, "test")

    def test_yen(self):
        order = self._ordered(("B0SBXJPY01", 3))
        self.assertEqual(order.currency_id.name, "JPY")
        self.assertEqual(order.amount_total, 3540)

    def test_an_order_in_an_unknown_currency_is_refused(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        total = cxml.Money(Decimal(1), "XYZ")
        answer = self._receive(self._order_request(cart, total=total))
        self.assertEqual(answer.status.code, 400)

    def test_decisions_reach_the_cart(self):
        for code, text, decision in (
            (200, "approved", "approved"),
            (403, "Too expensive", "rejected"),
        ):
            cart = self._submitted(("B0SBXPEN01", 1))
            answer = self._decide(cart.payload_id, code, text)
            self.assertEqual(answer.status.code, 200)
            self.assertEqual((cart.decision, cart.decision_text), (decision, text))
        self.assertEqual(self._decide("nobody's", 200, "approved").status.code, 400)

    def _decide(self, payload_id, code, text):
        identity = (cxml.Credential("NetworkId", IDENTITY),)
        update = cxml.StatusUpdateRequest(
            payload_id=f"decision.{payload_id}",
            header=cxml.Header(from_=identity, to=identity, sender=identity),
            document_reference=payload_id,
            status=cxml.Status(code, "", text),
        )
        return self._receive(update)
