from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged, users

from .common import ADMIN, EMPLOYEE, MANAGER, SandboxCase

MODELS = ("item", "cart", "cart.line", "order", "order.line", "document")


@tagged("at_install", "-post_install")
class TestRights(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "sbx_nobody", groups="base.group_user")
        cls.order = cls._ordered(("B0SBXPEN01", 3))

    def _model(self, name):
        return self.env[f"amazon.punchin.sandbox.{name}"]

    @users("sbx_nobody")
    def test_others_see_nothing(self):
        for name in MODELS:
            with self.subTest(model=name), self.assertRaises(AccessError):
                self._model(name).search([])

    @users(EMPLOYEE, MANAGER)
    def test_buyers_see_the_catalogue_and_their_own_carts(self):
        self.assertTrue(self._model("item").search([]))
        with self.assertRaises(AccessError):
            self._model("item").create({"name": "x", "asin": "B0X", "category": "x"})
        mine = self._model("cart").search([])
        self.assertEqual(set(mine.mapped("email")) - {self.env.user.email}, set())
        for name in ("order", "order.line", "document", "document.line"):
            with self.subTest(model=name), self.assertRaises(AccessError):
                self._model(name).search([])

    @users(MANAGER)
    def test_nobody_shops_for_somebody_else(self):
        with self.assertRaises(AccessError):
            self._model("cart").create_cart(
                self.group.id, "sbx_employee@example.com", [("B0SBXPEN01", 1)]
            )
        cart = self._model("cart").create_cart(
            self.group.id, self.env.user.email, [("B0SBXPEN01", 1)]
        )
        with self.assertRaises(AccessError):
            cart.email = "sbx_employee@example.com"
            cart.flush_recordset()
            self.env.invalidate_all()
            cart.read(["email"])
        with self.assertRaises(AccessError):
            self.order.cart_id.with_env(self.env).submit()

    @users(EMPLOYEE)
    def test_what_is_administrators_is_not_shown(self):
        cart = self.order.cart_id.with_env(self.env)
        cart.read(["state", "attempts", "answer_text", "start_page_url"])
        for name in (
            "setup_id",
            "document_ids",
            "order_ids",
            "cart_port",
            "cart_token",
        ):
            with self.subTest(field=name), self.assertRaises(AccessError):
                cart.read([name])
        with self.assertRaises(AccessError):
            self.group.with_env(self.env).read(["sandbox_key"])

    @users(ADMIN)
    def test_an_administrator_shops_for_anybody_but_forges_nothing(self):
        cart = self._model("cart").create_cart(
            self.group.id, "nobody@example.com", [("B0SBXPEN01", 1)]
        )
        cart.submit()
        order = self.order.with_env(self.env)
        order.delay_minutes = 5
        for record, vals in (
            (order, {"order_ref": "P1"}),
            (order.line_ids[0], {"quantity": 1}),
            (order.document_ids[0], {"state": "queued"}),
            (cart, {"start_page_url": "https://example.com"}),
            (cart.line_ids[0], {"auxiliary_id": "x"}),
        ):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.write(vals)
        for record in (order, order.document_ids, cart):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.unlink()

    @users(ADMIN)
    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].sudo().create({"name": "Other company"})
        self.env.user.sudo().company_ids |= other
        own = self.order.cart_id.company_id
        for name in ("cart", "order", "document"):
            model = self._model(name)
            self.assertTrue(model.with_company(own).search([]))
            alone = model.with_context(allowed_company_ids=other.ids)
            self.assertFalse(alone.search([]))
