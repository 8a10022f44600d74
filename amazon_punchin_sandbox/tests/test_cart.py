from decimal import Decimal

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from odoo.addons.amazon_punchin import cxml

from ..papers import punchin
from .common import ADMIN, EMPLOYEE, SandboxCase


@tagged("at_install", "-post_install")
class TestCart(SandboxCase):
    @users(EMPLOYEE)
    def test_a_buyer_makes_and_submits_a_cart(self):
        carts = self.env["amazon.punchin.sandbox.cart"]
        email = self.env.user.email
        cart = carts.create_cart(self.group.id, email, [("B0SBXPEN01", 3)])
        self.assertEqual(cart.state, "draft")
        self.assertEqual(cart.location_id, self.location)
        self.assertEqual(cart.amount_goods, 44.97)
        action = cart.action_submit()
        self.assertTrue(action["url"].endswith(f"/transfer/{cart.id}"))
        self.assertEqual(cart.state, "submitted")
        self.assertTrue(cart.payload_id.endswith("@amazon.com"))

    def test_submitting_stores_and_calls_nobody(self):
        before = self.documents.search_count([])
        cart = self._submitted(("B0SBXPEN01", 1))
        self.assertEqual(self.documents.search_count([]), before + 1)
        setup = cart.setup_id
        self.assertEqual((setup.state, setup.attempts), ("queued", 0))
        self.assertEqual(setup.payload_id, cart.payload_id)
        cron = self.env.ref("amazon_punchin_sandbox.cron_post")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers)

    def test_the_same_item_may_stand_on_two_lines(self):
        cart = self._submitted(("B0SBXPEN01", 3), ("B0SBXPAP01", 10), ("B0SBXPEN01", 2))
        ids = cart.line_ids.sorted("id").mapped("auxiliary_id")
        self.assertEqual(len(set(ids)), 3)
        self.assertEqual([one.rpartition(",")[2] for one in ids], ["1", "2", "3"])

    def test_the_cart_is_told_as_amazon_tells_it(self):
        cart = self._submitted(("B0SBXPEN01", 3), ("B0SBXPAP01", 10))
        value = cxml.read(cxml.write(punchin.cart(cart)))
        self.assertEqual(value.payload_id, cart.payload_id)
        self.assertEqual(value.buyer_cookie, "")
        self.assertEqual(value.total, cxml.Money(Decimal("109.87"), "USD"))
        self.assertEqual(value.shipping.amount, Decimal("5.99"))
        self.assertEqual(value.ship_to.address_id, "SBX-DOCK")
        self.assertEqual(value.ship_to.state, "WA")
        self.assertEqual(len(value.header.sender), 2)
        pens, paper = value.items
        self.assertEqual(pens.supplier_part_id, "B0SBXPEN01")
        self.assertEqual(pens.detail.classifications[0].code, "44121704")
        self.assertEqual(paper.quantity, Decimal(10))
        self.assertEqual(
            pens.tax.money.amount + paper.tax.money.amount, value.tax.money.amount
        )
        self.assertEqual(
            pens.shipping.amount + paper.shipping.amount, value.shipping.amount
        )
        self.assertEqual(
            paper.supplier_part_auxiliary_id, cart.line_ids.sorted("id")[1].auxiliary_id
        )

    def test_the_setup_request_is_told_as_amazon_tells_it(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        link = "http://127.0.0.1:1234/cart/x"
        value = cxml.read(cxml.write(punchin.setup(cart.setup_id, link)))
        parties = {one.identity for one in value.header.from_ + value.header.to}
        self.assertEqual(parties, {self.group.from_identity})
        self.assertEqual(value.header.user_agent, "Amazon Business PunchIn 1.0")
        self.assertEqual((value.buyer_cookie, value.operation), ("", "create"))
        self.assertEqual(value.user_email, cart.email)
        self.assertEqual(value.poom_url, link)
        self.assertEqual(value.deployment_mode, "test")

    def test_yen_and_vat(self):
        cart = self._submitted(("B0SBXJPY01", 2), ("B0SBXJPY02", 1))
        value = cxml.read(cxml.write(punchin.cart(cart)))
        self.assertEqual(str(value.total.amount), "3217")
        self.assertEqual(str(value.tax.money.amount), str(int(cart.amount_tax)))
        self.assertEqual(value.tax.details[0].percentage_rate, Decimal(10))
        self.assertIn("ゲルインクボールペン", value.items[0].detail.description)

    def test_one_currency_in_a_cart(self):
        with self.assertRaisesRegex(ValidationError, "one currency"):
            self._cart(("B0SBXPEN01", 1), ("B0SBXEUR01", 1))

    def test_what_cannot_be_submitted(self):
        with self.assertRaisesRegex(UserError, "empty"):
            self._cart().submit()
        cart = self._submitted(("B0SBXPEN01", 1))
        with self.assertRaisesRegex(UserError, "already"):
            cart.submit()
        self.group.shared_secret = False
        with self.assertRaisesRegex(UserError, "Shared Secret"):
            self._cart(("B0SBXPEN01", 1)).submit()

    def test_only_sandbox_groups(self):
        real = self._group("Real", marketplace="us", from_identity="Real")
        with self.assertRaisesRegex(ValidationError, "real Amazon"):
            self.carts.create_cart(real, "a@example.com", [("B0SBXPEN01", 1)])

    def test_unknown_item(self):
        with self.assertRaisesRegex(UserError, "does not sell B0NONE"):
            self._cart(("B0NONE", 1))

    @users(EMPLOYEE)
    def test_the_catalogue_fills_the_open_cart(self):
        items = self.env["amazon.punchin.sandbox.item"]
        pen = items.search([("asin", "=", "B0SBXPEN01")])
        action = pen.action_add_to_cart()
        self.assertEqual(pen.action_add_to_cart()["res_id"], action["res_id"])
        cart = self.env["amazon.punchin.sandbox.cart"].browse(action["res_id"])
        self.assertEqual(cart.line_ids.mapped("quantity"), [2])
        lamp = items.search([("asin", "=", "B0SBXEUR02")])
        self.assertNotEqual(lamp.action_add_to_cart()["res_id"], cart.id)

    @users(EMPLOYEE, ADMIN)
    def test_a_submitted_cart_stays_as_it_is(self):
        email = self.env.user.email
        cart = self.carts.with_env(self.env).create_cart(
            self.group.id, email, [("B0SBXPEN01", 1)]
        )
        cart.line_ids.quantity = 2
        cart.submit()
        for vals in ({"email": "x@example.com"}, {"state": "draft"}, {"line_ids": []}):
            with self.assertRaises(AccessError):
                cart.write(vals)
        with self.assertRaises(AccessError):
            cart.line_ids.quantity = 3
        with self.assertRaises(AccessError):
            cart.unlink()

    def test_a_cart_can_be_copied_and_submitted_anew(self):
        cart = self._submitted(("B0SBXPEN01", 4))
        again = cart.copy()
        self.assertEqual((again.state, again.payload_id), ("draft", False))
        self.assertEqual(again.line_ids.quantity, 4)
        self.assertFalse(again.line_ids.auxiliary_id)
