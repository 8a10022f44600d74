from odoo.tests import HttpCase, tagged

from odoo.addons.amazon_punchin import cxml

from .common import SECRET, SandboxCase


@tagged("post_install", "-at_install")
class TestDoor(SandboxCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.cart = self._submitted(("B0SBXPEN01", 3))
        self.body = cxml.write(self._order_request(self.cart), secret=SECRET)
        self.path = f"/amazon_punchin_sandbox/order/{self.group.sandbox_key}"

    def _post(self, path=None, body=None):
        return self.url_open(
            path or self.path,
            data=body or self.body,
            headers={"Content-Type": "text/xml; charset=UTF-8"},
        )

    def test_an_order_arrives_once(self):
        first, second = self._post(), self._post()
        self.assertEqual((first.status_code, second.status_code), (200, 200))
        self.assertEqual(cxml.read(first.content).status.code, 200)
        self.assertEqual(first.content, second.content)
        self.assertEqual(len(self.cart.order_ids), 1)
        self.assertEqual(self.cart.order_ids.times_received, 2)
        self.assertFalse(first.cookies)

    def test_another_groups_address_does_not_take_it(self):
        other = self._group("Other", shared_secret="another")
        path = f"/amazon_punchin_sandbox/order/{other.sandbox_key}"
        self.assertEqual(cxml.read(self._post(path).content).status.code, 401)

    def test_unknown_addresses_answer_in_cxml(self):
        answer = self._post("/amazon_punchin_sandbox/order/unknown")
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(cxml.read(answer.content).status.code, 400)

    def test_a_group_that_left_the_sandbox_has_no_door(self):
        key = self.group.sandbox_key
        self.env.cr.execute(
            "UPDATE amazon_punchin_group SET marketplace = 'us' WHERE id = %s",
            [self.group.id],
        )
        self.env.invalidate_all()
        answer = self._post(f"/amazon_punchin_sandbox/order/{key}")
        self.assertEqual(answer.status_code, 404)

    def test_each_address_takes_its_own_documents(self):
        """R21: the punchout address does not work for orders."""
        path = self.path.replace("/order/", "/punchout/")
        self.assertEqual(cxml.read(self._post(path).content).status.code, 450)
        self.assertFalse(self.cart.order_ids)

    def test_an_html_page(self):
        self.group.sandbox_answer = "page"
        answer = self._post()
        self.assertEqual(answer.status_code, 500)
        self.assertIn("text/html", answer.headers["Content-Type"])

    def test_hanging_up(self):
        for mode, orders in (("silent", 0), ("lost", 1)):
            self.group.sandbox_answer = mode
            answer = self._post()
            promised = int(answer.headers["Content-Length"])
            self.assertGreater(promised, len(answer.content), "it breaks off")
            self.env.invalidate_all()
            self.assertEqual(len(self.cart.order_ids), orders)
        self.group.sandbox_answer = "ok"
        self.assertEqual(cxml.read(self._post().content).status.code, 200)
        self.assertEqual(len(self.cart.order_ids), 1)
        self.assertEqual(self.cart.order_ids.times_received, 2)
