from datetime import UTC, datetime
from decimal import Decimal

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.amazon_punchin import cxml

SECRET = "sandbox-test-secret"
IDENTITY = "SandboxTest"
EMPLOYEE = "sbx_employee"
MANAGER = "sbx_manager"
ADMIN = "sbx_admin"


class SandboxCase(TransactionCase):
    """A sandbox group of the company, three people, and orders as Odoo sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls._people()
        address = cls.env["res.partner"].create(
            {
                "name": "Dock 4",
                "street": "410 Terry Ave N",
                "city": "Seattle",
                "zip": "98109",
                "state_id": cls.env.ref("base.state_us_48").id,
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.location = cls.env["amazon.punchin.location"].create(
            {"name": "Test dock", "partner_id": address.id, "address_code": "SBX-DOCK"}
        )
        cls.vendor = cls.env["res.partner"].create({"name": "Amazon (sandbox test)"})
        cls.endpoint = cls.env["amazon.punchin.endpoint"].create(
            {"name": "Sandbox test", "base_url": "http://127.0.0.1:8069"}
        )
        cls.group = cls._group("Sandbox test")
        cls.carts = cls.env["amazon.punchin.sandbox.cart"]
        cls.desk = cls.env["amazon.punchin.sandbox.desk"]
        cls.documents = cls.env["amazon.punchin.sandbox.document"]
        cls.orders = cls.env["amazon.punchin.sandbox.order"]

    @classmethod
    def _people(cls):
        for login, group in (
            (EMPLOYEE, "amazon_punchin.group_user"),
            (MANAGER, "amazon_punchin.group_manager"),
            (ADMIN, "amazon_punchin.group_admin"),
        ):
            email = f"{login}@example.com"
            groups = f"base.group_user,{group}"
            new_test_user(cls.env, login, groups=groups, email=email)

    @classmethod
    def _group(cls, name, marketplace="sandbox", **vals):
        return cls.env["amazon.punchin.group"].create(
            {
                "name": name,
                "marketplace": marketplace,
                "endpoint_id": cls.endpoint.id,
                "partner_id": cls.vendor.id,
                "default_location_id": cls.location.id,
                "from_identity": IDENTITY,
                "shared_secret": SECRET,
                **vals,
            }
        )

    @classmethod
    def _cart(cls, *items, email=f"{EMPLOYEE}@example.com"):
        return cls.carts.create_cart(cls.group, email, list(items))

    @classmethod
    def _submitted(cls, *items):
        cart = cls._cart(*items)
        cart.submit()
        return cart

    @classmethod
    def _order_request(cls, cart, payload_id="order.1@example.com", **vals):
        """The OrderRequest for a cart, with its lines in the cart's order."""
        identity = (cxml.Credential("NetworkId", IDENTITY),)
        amazon = (cxml.Credential("NetworkId", "Amazon"),)
        currency = cart.currency_id.name
        values = {
            "payload_id": payload_id,
            "timestamp": datetime(2026, 11, 20, 10, 15, tzinfo=UTC),
            "header": cxml.Header(from_=identity, to=amazon, sender=identity),
            "order_id": "P00042",
            "order_date": datetime(2026, 11, 20, 10, 14, 30, tzinfo=UTC),
            "total": cxml.Money(Decimal(str(cart.amount_goods)), currency),
            "bill_to": cxml.Address(name="Example", city="Seattle", country_code="US"),
            "ship_to": cxml.Address(name="Dock", city="Seattle", country_code="US"),
            "contacts": (cxml.Contact(role="endUser", name="Jo", email=cart.email),),
            "items": tuple(
                cxml.ItemOut(
                    line_number=number,
                    quantity=Decimal(line.quantity),
                    supplier_part_id=line.item_id.asin,
                    supplier_part_auxiliary_id=line.auxiliary_id,
                    detail=line.item_id._item_detail(line.price_unit),
                )
                for number, line in enumerate(cart.line_ids.sorted("id"), 1)
            ),
        }
        return cxml.OrderRequest(**{**values, **vals})

    @classmethod
    def _receive(cls, document, secret=SECRET):
        """Hands a document to the desk as its door does; returns the answer."""
        body = document
        if not isinstance(document, bytes):
            body = cxml.write(document, secret=secret)
        return cxml.read(cls.desk._receive(cls.group, body))

    @classmethod
    def _ordered(cls, *items, **vals):
        """An order on the desk, for a submitted cart with these items."""
        cart = cls._submitted(*items)
        vals.setdefault("payload_id", f"order.{cart.id}@example.com")
        cls._receive(cls._order_request(cart, **vals))
        return cart.order_ids

    def _values(self, documents):
        """What the queued documents say, as Odoo's inbox will read them."""
        return [cxml.read(document._bytes("body")) for document in documents]
