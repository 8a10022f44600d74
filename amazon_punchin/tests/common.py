import base64
from datetime import UTC, datetime
from decimal import Decimal

from odoo.fields import Command
from odoo.tests import TransactionCase

from .. import cxml

SECRET = "correct horse"
IDENTITY = "OdooPunchIn1"
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


class PurchaseCommon(TransactionCase):
    """A company with an Amazon group, its people, and ways to let Amazon speak.

    Documents are written with `cxml`, stored as messages and applied as the cron does;
    what needs commits or two clients is shown by the journeys."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        quiet = {"tracking_disable": True, "no_reset_password": True}
        cls.env = cls.env(context={**cls.env.context, **quiet})
        cls.root = cls.env
        cls.company = cls.env.company
        cls.employ_people()
        cls.usd = cls.company.currency_id
        cls.vendor = cls.env["res.partner"].create({"name": "Amazon Business"})
        cls.place = cls.env["res.partner"].create(
            {
                "name": "Warehouse",
                "street": "1 Test Street",
                "city": "Seattle",
                "zip": "98109",
                "state_id": cls.env.ref("base.state_us_48").id,
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.location = cls.env["amazon.punchin.location"].create(
            {"name": "Warehouse", "partner_id": cls.place.id, "address_code": "WH"}
        )
        cls.payment_method = cls.env["amazon.punchin.payment.method"].create(
            {"name": "Pay by Invoice", "kind": "invoice"}
        )
        cls.endpoint = cls.env["amazon.punchin.endpoint"].create(
            {"name": "Main", "base_url": "https://erp.example.com"}
        )
        cls.group = cls.env["amazon.punchin.group"].create(
            {
                "name": "Office",
                "endpoint_id": cls.endpoint.id,
                "marketplace": "us",
                "from_identity": IDENTITY,
                "shared_secret": SECRET,
                "order_url": "https://https-ats.amazonsedi.com/0c4f",
                "partner_id": cls.vendor.id,
                "default_location_id": cls.location.id,
                "payment_method_id": cls.payment_method.id,
                "responsible_id": cls.manager.id,
            }
        )
        cls.group.go_live("A test needs no checklist")
        cls.counter = 0

    @classmethod
    def employ_people(cls):
        """All at once: five times one person takes three times as long. They read what
        concerns them inside Odoo, which spares every purchase the layout of mails."""
        groups = {
            "employee": "amazon_punchin.group_user",
            "colleague": "amazon_punchin.group_user",
            "manager": "amazon_punchin.group_manager",
            "accountant": "account.group_account_invoice",
            "administrator": "amazon_punchin.group_admin",
        }
        users = cls.env["res.users"].create(
            [
                {
                    "name": f"apr_{name} ({group})",
                    "login": f"apr_{name}",
                    "email": f"apr_{name}@example.com",
                    "password": f"apr_{name}",
                    "notification_type": "inbox",
                    "group_ids": [Command.set(cls.env.ref(group).ids)],
                }
                for name, group in groups.items()
            ]
        )
        for name, user in zip(groups, users, strict=True):
            setattr(cls, name, user)

    # What Amazon says -----------------------------------------------------------

    @classmethod
    def next_payload_id(cls):
        cls.counter += 1
        return f"{cls.counter}.1@amazon.com"

    @classmethod
    def head(cls, **values):
        """What every request of Amazon has; From is Amazon, the group is To."""
        amazon = (cxml.Credential("NetworkId", "Amazon"),)
        return {
            "payload_id": cls.next_payload_id(),
            "timestamp": NOW,
            "header": cxml.Header(
                from_=amazon,
                to=(cxml.Credential("NetworkId", IDENTITY),),
                sender=amazon,
                user_agent="Amazon",
            ),
            **values,
        }

    @staticmethod
    def amount(value, currency="USD"):
        return cxml.Money(Decimal(str(value)), currency)

    @classmethod
    def item(cls, asin, quantity, price, number=1, currency="USD", **detail):
        return cxml.ItemIn(
            quantity=Decimal(str(quantity)),
            supplier_part_id=asin,
            supplier_part_auxiliary_id=f" 147-29/{number},ä ",
            detail=cxml.ItemDetail(
                unit_price=cls.amount(price, currency),
                description=f"Item {asin} & more",
                classifications=(cxml.Classification("UNSPSC", "44121704"),),
                **detail,
            ),
        )

    @classmethod
    def cart(cls, items=None, **values):
        items = items or (
            cls.item("B0A", 3, "14.99", 1),
            cls.item("B0B", 10, "6.49", 2),
            cls.item("B0A", 2, "129.00", 3),
        )
        total = sum(one.quantity * one.detail.unit_price.amount for one in items)
        currency = items[0].detail.unit_price.currency
        return cxml.PunchOutOrderMessage(
            **cls.head(
                total=cxml.Money(total, currency),
                shipping=cls.amount("5.99", currency),
                tax=cxml.Tax(cls.amount("29.91", currency)),
                ship_to=cxml.Address(
                    name="Warehouse",
                    address_id="WH",
                    street=("1 Test Street",),
                    city="Seattle",
                    postal_code="98109",
                    country_code="US",
                    country_name="United States",
                ),
                items=tuple(items),
                **values,
            )
        )

    def store(self, document, group=None, **values):
        """The message of a document that has just arrived."""
        group = group or self.group
        body = cxml.write(document, secret=SECRET)
        return (
            self.root["amazon.punchin.message"]
            ._unguarded()
            .create(
                {
                    "direction": "in",
                    "document_type": type(document).__name__,
                    "payload_id": document.payload_id,
                    "digest": cxml.digest(cxml.envelope(body)),
                    "group_id": group.id,
                    "company_id": group.company_id.id,
                    "endpoint_id": group.endpoint_id.id,
                    "original": True,
                    "state": "received",
                    "body": base64.b64encode(cxml.mask(body)),
                    **values,
                }
            )
        )

    def deliver(self, document, group=None):
        """Lets Amazon send a document, and applies it as the cron does."""
        message = self.store(document, group)
        message._apply()
        return message

    def punch_in(self, cart=None, email=None, group=None):
        """The request of a cart that was submitted at Amazon."""
        cart = cart or self.cart()
        setup = cxml.PunchOutSetupRequest(
            **self.head(
                payload_id=cart.payload_id,
                user_email=email or self.employee.email,
                poom_url="https://www.amazon.com/poom?pid=1",
            )
        )
        message = self.store(setup, group)
        kept = self.store(cart, group, state="done")
        self.root["amazon.punchin.request"]._apply_cart(message, setup, kept)
        return message.request_ids.with_env(self.root)

    def released(self, cart=None):
        """A request whose order is with Amazon."""
        request = self.punch_in(cart)
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        for message in request.with_env(self.root).document_ids.filtered(
            lambda one: one.document_type == "OrderRequest"
        ):
            message._unguarded().state = "done"
            request._acknowledged(message)
        return request

    def move_to_sandbox(self):
        """The group leaves Amazon's addresses behind: the sandbox gives its own, where
        it is installed."""
        urls = dict.fromkeys(("punchout_url", "order_url", "status_url"), False)
        self.group.write({"marketplace": "sandbox", **urls})

    def order_message(self, request):
        return request.with_env(self.root).document_ids.filtered(
            lambda one: one.document_type == "OrderRequest"
        )

    def reference(self, request):
        message = self.order_message(request)[:1]
        return cxml.OrderReference(
            order_id=message.purchase_id.name, payload_id=message.payload_id
        )

    def confirmation(self, request, lines, confirm_id="112-1", rejects=None, **values):
        """
        :param lines: accepted units by line number
        :param rejects: rejected units by line number
        """
        statuses = {}
        for number, quantity in lines.items():
            statuses.setdefault(number, []).append((quantity, "detail", ()))
        for number, quantity in (rejects or {}).items():
            comment = cxml.Comment("Sold out. [Error code: 005-001]")
            statuses.setdefault(number, []).append((quantity, "reject", (comment,)))
        return cxml.ConfirmationRequest(
            **self.head(
                **{
                    "confirm_id": confirm_id,
                    "type": "detail",
                    "notice_date": NOW,
                    "order": self.reference(request),
                    "items": tuple(
                        cxml.ConfirmationItem(
                            line_number=number,
                            quantity=Decimal(sum(one[0] for one in told)),
                            statuses=tuple(
                                cxml.ConfirmationStatus(
                                    quantity=Decimal(quantity),
                                    type=kind,
                                    comments=comments,
                                )
                                for quantity, kind, comments in told
                            ),
                        )
                        for number, told in statuses.items()
                    ),
                    **values,
                }
            )
        )

    def ship_notice(self, request, lines, shipment_id="S1", **values):
        return cxml.ShipNoticeRequest(
            **self.head(
                **{
                    "shipment_id": shipment_id,
                    "notice_date": NOW,
                    "shipment_date": NOW,
                    "packages": (
                        cxml.Package(carrier="UPS", tracking_number=f"1Z{shipment_id}"),
                    ),
                    "portions": (
                        cxml.ShipNoticePortion(
                            order=self.reference(request),
                            items=tuple(
                                cxml.ShipNoticeItem(
                                    line_number=number, quantity=Decimal(quantity)
                                )
                                for number, quantity in lines.items()
                            ),
                        ),
                    ),
                    **values,
                }
            )
        )

    def invoice(self, request, lines, invoice_id="INV-1", prices=None, **values):
        """An invoice over `lines` (units by line number), at the ordered prices."""
        by_number = {line.line_number: line for line in request.sudo().line_ids}
        entries, goods = [], Decimal(0)
        for number, quantity in lines.items():
            line = by_number[number]
            price = Decimal(str((prices or {}).get(number, line.price_unit)))
            amount = price * quantity
            goods += amount
            entries.append(
                cxml.InvoiceLine(
                    line_number=number,
                    quantity=Decimal(quantity),
                    unit_price=cxml.Money(price, "USD"),
                    supplier_part_id=line.supplier_part_id,
                    description=line.name,
                    amounts=cxml.InvoiceAmounts(subtotal=cxml.Money(amount, "USD")),
                )
            )
        tax = Decimal(str(values.pop("tax", 0)))
        shipping = Decimal(str(values.pop("shipping", 0)))
        sign = values.pop("sign", 1)
        total = goods + sign * (tax + shipping)
        return cxml.InvoiceDetailRequest(
            **self.head(
                **{
                    "invoice_id": invoice_id,
                    "invoice_date": NOW,
                    "orders": (
                        cxml.InvoiceOrder(
                            order=self.reference(request), lines=tuple(entries)
                        ),
                    ),
                    "summary": cxml.InvoiceAmounts(
                        subtotal=cxml.Money(goods, "USD"),
                        tax=cxml.Tax(cxml.Money(sign * tax, "USD")),
                        shipping=cxml.Money(sign * shipping, "USD"),
                        gross=cxml.Money(total, "USD"),
                        net=cxml.Money(total, "USD"),
                    ),
                    **values,
                }
            )
        )


class OrderedCommon(PurchaseCommon):
    """As before, and `request`: one whose order is with Amazon. It is bought once for
    all tests of a class, and what a test does with it is undone behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls().released()
