from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.amazon_punchin import transport

from ..hooks import fill_addresses
from .common import SandboxCase


@tagged("at_install", "-post_install")
class TestGroup(SandboxCase):
    def test_a_sandbox_group_has_addresses_of_its_own(self):
        other = self._group("Other", from_identity="Other")
        root = "http://127.0.0.1:8069/amazon_punchin_sandbox"
        self.assertEqual(self.group.order_url, f"{root}/order/{self.group.sandbox_key}")
        self.assertEqual(self.group.status_url, self.group.order_url)
        self.assertTrue(self.group.punchout_url.startswith(f"{root}/punchout/"))
        self.assertNotEqual(self.group.order_url, other.order_url)

    def test_an_item_has_a_page_in_the_sandboxs_shop(self):
        url = self.group._item_url("B0 1")
        self.assertEqual(url.partition("/amazon_")[2], "punchin_sandbox/item/B0%201")

    def test_groups_that_were_there_before_the_sandbox(self):
        early = self._group("Early", from_identity="Early", active=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_punchin_group SET sandbox_key = NULL, order_url = NULL "
            "WHERE id = %s",
            [early.id],
        )
        self.env.invalidate_all()
        fill_addresses(self.env)
        self.assertIn(early.sandbox_key, early.order_url)

    def test_what_somebody_fills_in_at_creation_does_not_count(self):
        with self.assertRaises(ValidationError):
            self._group("Other", order_url="https://abc.amazonsedi.com/order")

    def test_the_addresses_cannot_be_changed(self):
        elsewhere = self._group("Other", from_identity="Other").order_url
        for url in (
            f"{self.group.order_url}/x",
            "https://www.amazon.com/order",
            elsewhere,
        ):
            with self.subTest(url=url), self.assertRaises(ValidationError):
                self.group.order_url = url

    def test_the_addresses_follow_the_server(self):
        archived = self._group("Archived", from_identity="Archived", active=False)
        key = self.group.sandbox_key
        self.endpoint.base_url = "https://erp.example.com/odoo"
        root = "https://erp.example.com/odoo/amazon_punchin_sandbox"
        self.assertEqual(self.group.order_url, f"{root}/order/{key}")
        self.assertTrue(archived.order_url.startswith(root))

    def test_a_group_enters_and_leaves_the_sandbox(self):
        group = self._group("Moving", "us", from_identity="Moving")
        group.order_url = "https://abc.amazonsedi.com/order"
        group.marketplace = "sandbox"
        self.assertIn("/amazon_punchin_sandbox/order/", group.order_url)
        group.marketplace = "de"
        self.assertFalse(group.order_url or group.status_url or group.punchout_url)

    def test_the_sandbox_is_all_it_can_reach(self):
        policy = self.group._transport_policy()
        server = "http://127.0.0.1:8069"
        transport.check_url(self.group.order_url, policy)
        for url in (
            f"{server}/amazon_punchin/x/cxml",
            f"{server}/amazon_punchin_sandbox/../web/login",
            "http://127.0.0.1:8070/amazon_punchin_sandbox/order/x",
            "http://127.0.0.1:8070/cart/x",
            "https://www.amazon.com/order",
        ):
            with self.subTest(url=url), self.assertRaises(transport.GuardError):
                transport.check_url(url, policy)

    def test_other_groups_reach_nothing_of_the_sandbox(self):
        real = self._group("Real", "us", from_identity="Real")
        policy = real._transport_policy()
        self.assertFalse(policy.openings)
        for url in (self.group.order_url, "http://127.0.0.1:8070/cart/x"):
            with self.assertRaises(transport.GuardError):
                transport.check_url(url, policy)

    def test_the_page_with_the_cart_is_open_while_the_cart_is_sent(self):
        cart = self._submitted(("B0SBXPEN01", 1))
        url = "http://127.0.0.1:40123/cart/token"
        cart._unguarded().cart_port = 40123
        with self.assertRaises(transport.GuardError):
            transport.check_url(url, self.group._transport_policy())
        self.assertTrue(cart.setup_id._unguarded().write({"state": "sending"}))
        cart.setup_id._unguarded().next_attempt_at = "2999-01-01 00:00:00"
        transport.check_url(url, self.group._transport_policy())
        with self.assertRaises(transport.GuardError):
            transport.check_url(
                "http://127.0.0.1:40123/web", self.group._transport_policy()
            )
        other = self._group("Other", from_identity="Other")
        with self.assertRaises(transport.GuardError):
            transport.check_url(url, other._transport_policy())

    def test_a_server_address_that_nobody_understands_opens_nothing(self):
        self.assertEqual(self.endpoint._openings("/a/../b/"), ())

    def test_orders_and_documents_are_for_sandbox_groups_only(self):
        real = self._group("Real", "us", from_identity="Real")
        with self.assertRaisesRegex(ValidationError, "real Amazon"):
            self.documents._queue(real, "ShipNoticeRequest")
        with self.assertRaisesRegex(ValidationError, "real Amazon"):
            self.orders._unguarded().create(
                {
                    "order_ref": "P1",
                    "payload_id": "x",
                    "group_id": real.id,
                    "currency_id": self.env.ref("base.USD").id,
                }
            )
