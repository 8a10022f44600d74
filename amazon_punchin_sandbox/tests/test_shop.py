from lxml import html

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged

from .common import ADMIN, EMPLOYEE, MANAGER, SandboxCase

ROOT = "/amazon_punchin_sandbox"


@tagged("post_install", "-at_install")
class TestShop(SandboxCase, HttpCase):
    """The shop's pages, as a browser asks for them."""

    def setUp(self):
        super().setUp()
        self.group.active = True
        self.authenticate(EMPLOYEE, EMPLOYEE)
        self.items = self.env["amazon.punchin.sandbox.item"]

    def _get(self, path, **params):
        return self.url_open(f"{ROOT}/{path}", params=params)

    def _tree(self, path, **params):
        return html.fromstring(self._get(path, **params).content)

    def _post(self, path, **data):
        data["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open(f"{ROOT}/{path}", data=data)
        self.env.invalidate_all()
        return answer

    def _names(self, **params):
        tree = self._tree("shop", **params)
        return [one.text_content().strip() for one in tree.find_class("sbx-item-name")]

    def _mine(self):
        email = f"{EMPLOYEE}@example.com"
        return self.carts.search([("email", "=", email), ("state", "=", "draft")])

    def test_the_catalogue_is_worth_a_visit(self):
        items = self.items.search([])
        self.assertGreaterEqual(len(items), 40)
        self.assertGreaterEqual(set(items.currency_id.mapped("name")), {"USD", "EUR"})
        self.assertGreater(len(set(items.mapped("category"))), 4)
        self.assertGreater(len(set(items.mapped("uom_code"))), 4)
        self.assertLessEqual({"New", "Used"}, set(items.mapped("condition")))

    def test_every_item_is_drawn(self):
        drawn = self.url_open(f"{ROOT}/static/src/shop/pictures.svg")
        symbols = set(html.fromstring(drawn.content).xpath("//symbol/@id"))
        self.assertLessEqual(set(self.items.search([]).mapped("picture")), symbols)

    def test_search_and_categories(self):
        pens = self._names(q="pens ballpoint")
        self.assertEqual(pens, ["Ballpoint Pens, Medium Point, Black, Box of 60"])
        self.assertEqual(self._names(q="b0sbxpen01"), pens)
        self.assertFalse(self._names(q="no such thing"))
        self.assertFalse(self._names(q="%"), "a wildcard is a character")
        chairs = self._names(category="Furniture", store="EUR")
        self.assertTrue(all("regal" in one.lower() for one in chairs))
        self.assertLess(len(self._names(category="Books")), 5)
        self.assertTrue(self._names(page="x"))
        self.assertFalse(self._names(page="99999999999999"))

    def test_the_shop_runs_as_its_language(self):
        for code, direction in (("en_US", "ltr"), ("ar_001", "rtl")):
            self.env["res.lang"]._activate_lang(code)
            self.env.user.search([("login", "=", EMPLOYEE)]).lang = code
            self.authenticate(EMPLOYEE, EMPLOYEE)
            self.assertEqual(self._tree("shop").get("dir"), direction)

    def test_what_sellers_write_is_text(self):
        name = self.items.search([("asin", "=", "B0SBXWIP01")]).name
        self.assertIn("<script>", name)
        for page in (
            self._tree("shop", q="wipes"),
            self._tree("item/B0SBXWIP01"),
            html.fromstring(self._post("add", asin="B0SBXWIP01").content),
        ):
            self.assertIn(name, page.text_content())
            scripts = page.xpath("//script/text()")
            self.assertFalse([one for one in scripts if 'sandbox")' in one])

    def test_words_are_text(self):
        page = self._get("shop", q="<script>alert(1)</script>")
        self.assertNotIn("<script>alert(1)", page.text)

    def test_a_cart_is_filled_changed_and_emptied(self):
        self._post("add", asin="B0SBXPEN01", quantity="3")
        self._post("add", asin="B0SBXPEN01")
        page = self._post("add", asin="B0SBXSTA01")
        cart = self._mine()
        self.assertEqual(cart.line_ids.mapped("quantity"), [4, 1])
        self.assertTrue(page.url.endswith(f"/cart?cart={cart.id}"))
        self.assertIn("Cart (", page.text)
        first, second = cart.line_ids
        self._post("cart/line", cart=cart.id, line=first.id, quantity="7")
        self._post("cart/line", cart=cart.id, line=second.id, quantity="0")
        self.assertEqual(cart.line_ids.mapped("quantity"), [7])
        much = self._post("cart/line", cart=cart.id, line=first.id, quantity="1000")
        self.assertIn("999", much.text)
        self.assertEqual(cart.line_ids.quantity, 7)

    def test_another_store_gets_another_cart(self):
        self._post("add", asin="B0SBXPEN01")
        self._post("add", asin="B0SBXEUR01")
        self._post("add", asin="B0SBXJPY01")
        currencies = self._mine().mapped("currency_id.name")
        self.assertEqual(sorted(currencies), ["EUR", "JPY", "USD"])

    def test_checkout(self):
        self._post("add", asin="B0SBXPEN01", quantity="2")
        cart = self._mine()
        page = self._get("checkout", cart=cart.id)
        self.assertIn("Submit order for approval", page.text)
        self.assertNotIn('name="email"', page.text)
        before = cart.amount_shipping
        self._post("checkout/apply", cart=cart.id, speed="next", place="new")
        self.assertEqual(cart.amount_shipping, 3 * before)
        self.assertTrue(cart.is_new_address)
        forged = {"email": "boss@example.com", "group": "1x", "place": "99999999"}
        self._post("checkout/apply", cart=cart.id, speed="free", **forged)
        self.assertEqual((cart.speed, cart.email), ("next", f"{EMPLOYEE}@example.com"))
        answer = self._post("checkout/apply", cart=cart.id, do="submit", place="none")
        self.assertTrue(answer.url.endswith(f"/transfer/{cart.id}"))
        self.assertEqual((cart.state, cart.location_id.id), ("submitted", False))
        again = self._post("checkout/apply", cart=cart.id, do="submit")
        self.assertIn("already", again.text)

    def test_an_administrator_shops_for_anybody(self):
        self.authenticate(ADMIN, ADMIN)
        self._post("add", asin="B0SBXPEN01")
        cart = self.carts.search([("email", "=", f"{ADMIN}@example.com")])
        data = {"do": "submit", "email": "nobody@example.com"}
        self._post("checkout/apply", cart=cart.id, **data)
        self.assertEqual((cart.state, cart.email), ("submitted", "nobody@example.com"))

    def test_a_buyer_without_an_address_is_known_by_his_login(self):
        user = self.env["res.users"].search([("login", "=", EMPLOYEE)])
        user.email = False
        self._post("add", asin="B0SBXPEN01")
        page = self._post("add", asin="B0SBXPEN01")
        cart = self.carts.search([("email", "=", EMPLOYEE)])
        self.assertEqual(cart.line_ids.quantity, 2)
        self.assertTrue(page.url.endswith(f"cart={cart.id}"))
        self.assertEqual(cart.group_id._find_buyer(cart.email)[0], user)

    def test_an_incomplete_group_is_told(self):
        self._post("add", asin="B0SBXPEN01")
        cart = self._mine()
        cart.group_id.shared_secret = False
        page = self._post("checkout/apply", cart=cart.id, do="submit", speed="fast")
        self.assertIn("Shared Secret", page.text)
        self.assertEqual((cart.state, cart.speed), ("draft", "standard"))

    def test_nobody_shops_in_the_carts_of_others(self):
        self._post("add", asin="B0SBXPEN01")
        cart = self._mine()
        self.authenticate(MANAGER, MANAGER)
        for path in ("cart", "checkout"):
            self.assertEqual(self._get(path, cart=cart.id).status_code, 404)
        line = cart.line_ids.id
        answer = self._post("cart/line", cart=cart.id, line=line, quantity="9")
        self.assertEqual(answer.status_code, 404)
        answer = self._post("checkout/apply", cart=cart.id, do="submit")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual((cart.state, cart.line_ids.quantity), ("draft", 1))

    def test_who_may_not_buy_stays_outside(self):
        new_test_user(self.env, "sbx_nobody", groups="base.group_user")
        self.authenticate("sbx_nobody", "sbx_nobody")
        for path in ("shop", "cart", "checkout", "item/B0SBXPEN01", "shop/token"):
            answer = self._get(path)
            self.assertEqual(answer.status_code, 403)
            self.assertIn("Ask an administrator", answer.text)
        self.assertEqual(self._post("add", asin="B0SBXPEN01").status_code, 403)
        self.authenticate(None, None)
        answer = self.url_open(f"{ROOT}/shop", allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

    def test_without_a_group_the_shop_says_so(self):
        self.env["amazon.punchin.group"].search(
            [("marketplace", "=", "sandbox")]
        ).active = False
        page = self._post("add", asin="B0SBXPEN01")
        self.assertIn("no sandbox group", page.text)

    def test_odd_links(self):
        for path in (
            "item/B0NONE",
            "cart?cart=999999999",
            "checkout",
            "checkout?cart=x",
        ):
            self.assertEqual(self.url_open(f"{ROOT}/{path}").status_code, 404, path)
        self.assertEqual(self._post("add", asin="B0NONE").status_code, 404)

    def test_pages_are_built_for_everybody(self):
        """Labels, alternatives, language, one heading, and a way past the header."""
        self._post("add", asin="B0SBXPEN01")
        cart = self._mine()
        for path in ("shop", "item/B0SBXPLN01", "cart", f"checkout?cart={cart.id}"):
            tree = html.fromstring(self.url_open(f"{ROOT}/{path}").content)
            self.assertTrue(tree.get("lang"))
            self.assertEqual(len(tree.findall(".//h1")), 1, path)
            self.assertEqual(tree.find_class("sbx-skip")[0].get("href"), "#content")
            for field in tree.xpath("//input[not(@type='hidden')] | //select"):
                named = field.get("aria-label") or field.xpath("ancestor::label//span")
                self.assertTrue(named, f"{path}: {field.get('name')}")
            for one in tree.xpath("//button | //a[@href]"):
                label = one.text_content().strip() or one.get("aria-label")
                self.assertTrue(label, path)

    def test_a_full_page_costs_few_queries(self):
        """Forty items cost as much as ten, but for what is read at once of them."""
        self.assertEqual(len(self._names()), 40)
        few = self._queries(category="Break Room")
        many = self._queries()
        self.assertLessEqual(many, few + 3)
        self.assertLessEqual(many, 45)

    def _queries(self, **params):
        self._get("shop", **params)
        before = self.env.cr.sql_log_count
        self._get("shop", **params)
        return self.env.cr.sql_log_count - before
