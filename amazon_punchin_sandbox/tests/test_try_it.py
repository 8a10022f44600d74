from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import ADMIN, MANAGER, SandboxCase


@tagged("at_install", "-post_install")
class TestTryIt(SandboxCase):
    @users(ADMIN)
    def test_one_click_sets_up_a_group(self):
        wizard = self.env["amazon.punchin.sandbox.try.it"].create({})
        action = wizard.action_set_up()
        self.assertEqual(action["url"], "/amazon_punchin_sandbox/shop")
        group = self.env["amazon.punchin.group"].search([], order="id desc", limit=1)
        self.assertEqual((group.marketplace, group.mode), ("sandbox", "live"))
        self.assertFalse(group._missing_settings())
        self.assertTrue(group.punchout_url.endswith(group.sandbox_key))
        email = self.env.user.email
        carts = self.env["amazon.punchin.sandbox.cart"]
        cart = carts.create_cart(group.id, email, [("B0SBXJPY01", 1)])
        self.assertTrue(cart.submit())
        self.assertTrue(cart.currency_id.active)

    @users(ADMIN)
    def test_a_second_click_reuses_what_there_is(self):
        wizard = self.env["amazon.punchin.sandbox.try.it"]
        first, second = (wizard.create({})._set_up() for _ in range(2))
        self.assertNotEqual(first, second)
        for name in ("partner_id", "default_location_id", "payment_method_id"):
            self.assertEqual(first[name], second[name])
        self.assertNotEqual(first.from_identity, second.from_identity)

    @users(ADMIN)
    def test_a_company_without_an_address_gets_one(self):
        company = self.env["res.company"].sudo().create({"name": "Bare"})
        self.env.user.sudo().company_ids |= company
        model = self.env["amazon.punchin.sandbox.try.it"].with_context(
            allowed_company_ids=company.ids
        )
        group = model.create({})._set_up()
        self.assertEqual(group.company_id, company)
        self.assertEqual(group.default_location_id.company_id, company)
        self.assertTrue(group.default_location_id.partner_id.street)

    @users(MANAGER)
    def test_administrators_only(self):
        with self.assertRaises(AccessError):
            self.env["amazon.punchin.sandbox.try.it"].create({})
