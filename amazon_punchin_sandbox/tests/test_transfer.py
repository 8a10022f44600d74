from odoo.tests import HttpCase, tagged

from .common import EMPLOYEE, MANAGER, SandboxCase

START = "http://127.0.0.1:8069/amazon_punchin/start/token"


@tagged("post_install", "-at_install")
class TestTransfer(SandboxCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.cart = self._submitted(("B0SBXPEN01", 3))
        self.path = f"/amazon_punchin_sandbox/transfer/{self.cart.id}"

    def _get(self):
        return self.url_open(self.path, allow_redirects=False)

    def test_the_page_waits_and_then_leads_to_odoo(self):
        self.authenticate(EMPLOYEE, EMPLOYEE)
        waiting = self._get()
        self.assertEqual(waiting.status_code, 200)
        self.assertIn('http-equiv="refresh"', waiting.text)
        self.cart.setup_id._unguarded().write({"state": "done", "status_code": 200})
        self.cart._unguarded().start_page_url = START
        answer = self._get()
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(answer.headers["Location"], START)

    def test_a_refusal_is_told_and_the_page_rests(self):
        self.authenticate(EMPLOYEE, EMPLOYEE)
        self.cart.setup_id._unguarded().write(
            {"state": "refused", "status_code": 403, "status_text": "<b>Unknown</b>"}
        )
        page = self._get().text
        self.assertIn("403 &lt;b&gt;Unknown", page)
        self.assertNotIn('http-equiv="refresh"', page)

    def test_nobody_sees_the_carts_of_others(self):
        self.authenticate(MANAGER, MANAGER)
        self.assertEqual(self._get().status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self._get().headers["Location"])

    def test_no_such_cart(self):
        self.authenticate(EMPLOYEE, EMPLOYEE)
        self.path = "/amazon_punchin_sandbox/transfer/999999999"
        self.assertEqual(self._get().status_code, 404)
