import base64
from decimal import Decimal

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged, users

from odoo.addons.amazon_punchin import cxml

from .common import EMPLOYEE, IDENTITY, MANAGER, SECRET, SandboxCase

COOKIE = "cookie-of-a-buyer"
ADDRESS = "http://127.0.0.1:8069"
HOME = f"{ADDRESS}/amazon_punchin/cart/token"


class PunchoutCase(SandboxCase):
    """Buyers who come from Odoo, as Odoo announces them."""

    @classmethod
    def _setup_request(cls, payload_id="setup.1@example.com", **vals):
        identity = (cxml.Credential("NetworkId", IDENTITY),)
        amazon = (cxml.Credential("NetworkId", "Amazon"),)
        values = {
            "payload_id": payload_id,
            "header": cxml.Header(from_=identity, to=amazon, sender=identity),
            "buyer_cookie": COOKIE,
            "user_email": f"{EMPLOYEE}@example.com",
            "browser_form_post_url": HOME,
        }
        return cxml.PunchOutSetupRequest(**{**values, **vals})

    @classmethod
    def _open(cls, secret=SECRET, **vals):
        """:return: the answer to a set-up request"""
        body = cxml.write(cls._setup_request(**vals), secret=secret)
        return cxml.read(cls.desk._receive(cls.group, body, "punchout"))

    @classmethod
    def _session(cls, **vals):
        """:return: the cart of a new session, and its token"""
        token = cls._open(**vals).start_page_url.rpartition("/")[2]
        return cls.carts._find_by_shop_token(token), token

    @classmethod
    def _fill(cls, cart, *asins):
        for asin in asins:
            item = cls.env["amazon.punchin.sandbox.item"].search([("asin", "=", asin)])
            cart._add(item, 2)


@tagged("at_install", "-post_install")
class TestPunchout(PunchoutCase):
    def test_a_buyer_comes(self):
        answer = self._open()
        self.assertEqual(answer.status.code, 200)
        folder, _slash, token = answer.start_page_url.rpartition("/")
        self.assertEqual(folder, f"{ADDRESS}/amazon_punchin_sandbox/shop")
        cart = self.carts._find_by_shop_token(token)
        self.assertEqual((cart.flow, cart.group_id), ("punchout", self.group))
        self.assertEqual(cart.email, f"{EMPLOYEE}@example.com")
        self.assertEqual(cart.location_id, self.location)
        self.assertNotIn(token, (cart.sudo().shop_token, cart.document_ids.body_text))
        again = self._open()
        self.assertEqual(again.start_page_url, answer.start_page_url)
        self.assertEqual(cart.document_ids.times_received, 2)

    def test_who_is_refused(self):
        self.assertEqual(self._open(secret="wrong").status.code, 403)
        for vals in (
            {"user_email": None},
            {"user_email": "no address"},
            {"buyer_cookie": ""},
            {"browser_form_post_url": None},
            {"browser_form_post_url": "https://evil.example.com/amazon_punchin/cart/x"},
            {"browser_form_post_url": f"{ADDRESS}.evil.example/amazon_punchin/cart/x"},
            {"browser_form_post_url": f"{ADDRESS}/web/session/logout"},
            {"browser_form_post_url": f"{ADDRESS}/amazon_punchin/cart/../../web"},
        ):
            with self.subTest(vals):
                answer = self._open(payload_id=f"p.{sorted(vals.items())}", **vals)
                self.assertEqual(answer.status.code, 400)
        self.assertFalse(self.carts.search([("flow", "=", "punchout")]))

    def test_a_contact_names_the_buyer_too(self):
        contact = cxml.Contact(role="endUser", name="Jo", email="jo@example.com")
        cart, _token = self._session(user_email=None, contacts=(contact,))
        self.assertEqual(cart.email, "jo@example.com")

    def test_refusals_on_demand(self):
        for number, (kind, code) in enumerate(
            (("secret", 403), ("user", 403), ("group", 403), ("error", 500))
        ):
            self.group.sandbox_punchout = kind
            answer = self._open(payload_id=f"refused.{number}")
            self.assertEqual(answer.status.code, code)
            self.assertTrue(answer.status.message)
        self.group.sandbox_punchout = "no_page"
        answer = self._open(payload_id="no.page")
        self.assertEqual(answer.status.code, 200)
        self.assertFalse(getattr(answer, "start_page_url", None))
        self.group.sandbox_punchout = "elsewhere"
        url = self._open(payload_id="elsewhere").start_page_url
        self.assertFalse(url.startswith(ADDRESS))
        self.assertEqual(self._receive(self._order()).status.code, 200, "orders go on")

    def _order(self):
        return self._order_request(self._submitted(("B0SBXPEN01", 1)))

    def test_the_cart_goes_back(self):
        cart, _token = self._session()
        self._fill(cart, "B0SBXPEN01", "B0SBXPAP01")
        form = cart.return_cart()
        self.assertEqual((form["url"], form["name"]), (HOME, "cxml-base64"))
        value = cxml.read(base64.b64decode(form["value"]))
        self.assertEqual(value.buyer_cookie, COOKIE)
        self.assertEqual(value.total, cxml.Money(Decimal("42.96"), "USD"))
        self.assertEqual(len(value.items), 2)
        self.assertEqual(value.ship_to.address_id, "SBX-DOCK")
        self.assertEqual(cart.state, "returned")
        self.assertEqual(cart.return_cart(), form, "asked again: the same document")
        with self.assertRaisesRegex(UserError, "already"):
            cart.leave()

    def test_the_form_in_all_its_spellings(self):
        cart, _token = self._session()
        self._fill(cart, "B0SBXPEN01")
        names = {}
        for kind in ("base64", "base64_odd", "text", "text_odd"):
            self.group.sandbox_form = kind
            form = cart.return_cart()
            names[kind] = form["name"]
            value = cxml.read(cxml.from_form({form["name"]: form["value"]}))
            self.assertEqual(value.buyer_cookie, COOKIE)
        self.assertEqual(len({*names.values()}), 4)

    def test_the_buyer_leaves(self):
        cart, _token = self._session()
        self._fill(cart, "B0SBXPEN01")
        value = cxml.read(base64.b64decode(cart.leave()["value"]))
        self.assertEqual((value.items, value.buyer_cookie), ((), COOKIE))
        self.assertEqual(cart.state, "left")
        with self.assertRaises(UserError):
            cart.return_cart()

    def test_what_cannot_go_back(self):
        cart, _token = self._session()
        with self.assertRaisesRegex(UserError, "empty"):
            cart.return_cart()
        with self.assertRaisesRegex(UserError, "came from Odoo"):
            cart.submit()
        with self.assertRaisesRegex(UserError, "started here"):
            self._cart(("B0SBXPEN01", 1)).return_cart()

    def test_its_order_is_known_by_the_cart(self):
        cart, _token = self._session()
        self._fill(cart, "B0SBXPEN01")
        cart.return_cart()
        self._receive(self._order_request(cart, payload_id="order.of.punchout"))
        self.assertEqual(cart.order_ids.line_ids.cart_line_id, cart.line_ids)

    def test_the_returned_document_is_kept_and_not_posted(self):
        cart, _token = self._session()
        self._fill(cart, "B0SBXPEN01")
        cart.return_cart()
        document = cart.document_ids.filtered(lambda one: one.direction == "out")
        self.assertEqual(document.document_type, "PunchOutOrderMessage")
        with self.assertRaisesRegex(UserError, "browser"):
            document.send_again()

    @users(EMPLOYEE)
    def test_the_buyer_fills_and_forges_nothing(self):
        cart = self._session()[0].with_env(self.env)
        self._fill(cart, "B0SBXPEN01")
        cart.speed = "next"
        for vals in (
            {"flow": "punchin"},
            {"email": "other@example.com"},
            {"form_post_url": "https://evil.example.com"},
            {"buyer_cookie": "x"},
            {"group_id": self.group.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                cart.write(vals)
        self.assertEqual(cart.return_cart()["url"], HOME)
        with self.assertRaises(AccessError):
            cart.speed = "fast"

    @users(MANAGER)
    def test_nobody_returns_for_somebody_else(self):
        cart = self._session()[0].with_env(self.env)
        with self.assertRaises(AccessError):
            cart.return_cart()


@tagged("post_install", "-at_install")
class TestPunchoutPages(PunchoutCase, HttpCase):
    def test_from_the_door_to_the_form(self):
        url = f"/amazon_punchin_sandbox/punchout/{self.group.sandbox_key}"
        body = cxml.write(self._setup_request(), secret=SECRET)
        answer = self.url_open(url, data=body, headers={"Content-Type": "text/xml"})
        start = cxml.read(answer.content).start_page_url.removeprefix(ADDRESS)
        self.authenticate(EMPLOYEE, EMPLOYEE)
        page = self.url_open(start)
        self.assertIn("You came from Odoo", page.text)
        cart = self.carts.search([("flow", "=", "punchout")])
        self._fill(cart, "B0SBXPEN01")
        self.assertIn("Return cart", self._get("checkout", cart).text)
        self.assertNotIn("Submit order", self._get("checkout", cart).text)
        leaving = self._apply(cart, do="return", speed="fast").text
        self.assertIn(f'action="{HOME}"', leaving)
        self.assertIn('name="cxml-base64"', leaving)
        self.assertEqual((cart.state, cart.speed), ("returned", "fast"))
        self.assertIn("again", self._get("cart", cart).text)
        self.assertTrue(self.url_open(start).url.endswith(f"cart?cart={cart.id}"))

    def test_an_item_of_the_buyers_choice_opens(self):
        """SelectedItem leads to its page; one that is not sold here, to the shop."""
        self.authenticate(EMPLOYEE, EMPLOYEE)
        cart, token = self._session(selected_part_id="B0SBXPEN01")
        start = f"/amazon_punchin_sandbox/shop/{token}"
        page = self.url_open(start)
        self.assertTrue(page.url.endswith(f"/item/B0SBXPEN01?cart={cart.id}"))
        self.assertIn("You came from Odoo", page.text)
        self._fill(cart, "B0SBXPEN01")
        self.assertTrue(self.url_open(start).url.endswith(f"/shop?cart={cart.id}"))
        vals = {"payload_id": "setup.2@example.com", "selected_part_id": "B0NOWHERE"}
        cart, token = self._session(**vals)
        page = self.url_open(f"/amazon_punchin_sandbox/shop/{token}")
        self.assertTrue(page.url.endswith(f"/shop?cart={cart.id}"))

    def test_the_link_lets_nobody_in(self):
        _cart, token = self._session()
        path = f"/amazon_punchin_sandbox/shop/{token}"
        answer = self.url_open(path, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])
        self.authenticate(MANAGER, MANAGER)
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, 403)
        self.assertIn("somebody else", answer.text)
        self.assertEqual(self.url_open(path + "x").status_code, 404)

    def test_leaving_empty(self):
        cart, _token = self._session()
        self.authenticate(EMPLOYEE, EMPLOYEE)
        self.assertIn("Cancel and return empty", self._get("cart", cart).text)
        self.assertIn(f'action="{HOME}"', self._apply(cart, do="leave").text)
        self.assertEqual(cart.state, "left")

    def test_doors_out_of_order(self):
        url = f"/amazon_punchin_sandbox/punchout/{self.group.sandbox_key}"
        body = cxml.write(self._setup_request(), secret=SECRET)
        self.group.sandbox_punchout = "page"
        self.assertEqual(self.url_open(url, data=body).status_code, 500)
        self.group.sandbox_punchout = "silent"
        answer = self.url_open(url, data=body)
        self.assertGreater(int(answer.headers["Content-Length"]), len(answer.content))

    def _get(self, page, cart):
        return self.url_open(f"/amazon_punchin_sandbox/{page}?cart={cart.id}")

    def _apply(self, cart, **data):
        token = {"csrf_token": http.Request.csrf_token(self), "cart": cart.id}
        url = "/amazon_punchin_sandbox/checkout/apply"
        answer = self.url_open(url, data={**token, **data})
        self.env.invalidate_all()
        return answer
