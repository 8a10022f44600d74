"""The documents that travel between a buying organisation and Amazon Business.

One frozen class per cXML document, built from the shared nouns of
:mod:`.values`, which are handed on from here too. Elements that the project has no
use for are not kept; the bytes themselves are kept by whoever received them.

Sources: protocol §§0-3 and the DTDs of cXML 1.2.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from .values import (
    Address,
    Classification,
    Comment,
    Contact,
    Credential,
    Extrinsic,
    Header,
    ItemDetail,
    ItemIn,
    Money,
    OrderReference,
    Phone,
    Status,
    Tax,
    TaxDetail,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every cXML document says of itself. Replies may lack a payloadID."""

    payload_id: str = ""
    timestamp: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Document):
    """A document with a header: it comes from somebody and asks for something."""

    header: Header = Header()
    deployment_mode: str = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchOutSetupRequest(Request):
    """Opens a session. From Amazon (punch-in) it names where the cart lies
    (``poom_url``) and the cookie is empty; from us (punchout) it names where the
    buyer's browser shall bring the cart (``browser_form_post_url``), and the item whose
    page shall open first, if any (``selected_part_id``)."""

    operation: str = "create"
    buyer_cookie: str = ""
    user_email: str | None = None
    poom_url: str | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
    browser_form_post_url: str | None = None
    contacts: tuple[Contact, ...] = ()
    supplier_setup_url: str | None = None
    ship_to: Address | None = None
    selected_part_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchOutOrderMessage(Request):
    """A cart. ``total`` is goods only, shipping and tax are estimates. No items, or a
    status of 204, means that the buyer left without one."""

    status: Status | None = None
    buyer_cookie: str = ""
    operation_allowed: str = "create"
    total: Money | None = None
    ship_to: Address | None = None
    shipping: Money | None = None
    tax: Tax | None = None
    items: tuple[ItemIn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOut:
    """A line of an order, numbered 1…n within its OrderRequest."""

    line_number: int
    quantity: Decimal
    supplier_part_id: str
    detail: ItemDetail
    supplier_part_auxiliary_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest(Request):
    """A purchase order on its way to Amazon; ``total`` is the sum of its lines."""

    order_id: str
    order_date: datetime | None = None
    type: str = "new"
    total: Money
    ship_to: Address | None = None
    bill_to: Address
    shipping: Money | None = None
    tax: Tax | None = None
    contacts: tuple[Contact, ...] = ()
    document_reference: str | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
    items: tuple[ItemOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationStatus:
    """What becomes of ``quantity`` units of a line. ``unit_price`` is told only where
    it differs from the order; ``item`` only where something else is delivered."""

    quantity: Decimal
    type: str
    unit_of_measure: str = "EA"
    shipment_date: datetime | None = None
    delivery_date: datetime | None = None
    unit_price: Money | None = None
    item: ItemIn | None = None
    tax: Tax | None = None
    shipping: Money | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationItem:
    """A line of the order (``line_number`` is ours) with one status or more."""

    line_number: int
    quantity: Decimal
    unit_of_measure: str = "EA"
    statuses: tuple[ConfirmationStatus, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationRequest(Request):
    """Amazon's answer to an order. ``confirm_id`` is Amazon's own order number; a
    purchase order may get several of them, and a rejection may bear none."""

    confirm_id: str | None = None
    operation: str = "new"
    type: str
    notice_date: datetime | None = None
    document_reference: str | None = None
    order: OrderReference
    total: Money | None = None
    shipping: Money | None = None
    tax: Tax | None = None
    comments: tuple[Comment, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    items: tuple[ConfirmationItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A ShipControl: who carries one package and under which tracking number."""

    carrier: str = ""
    tracking_number: str = ""
    start_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipNoticeItem:
    """Units of a line of the order that are in this shipment."""

    line_number: int
    quantity: Decimal
    unit_of_measure: str = "EA"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipNoticePortion:
    """The part of a shipment that belongs to one order. No items: the whole order."""

    order: OrderReference
    items: tuple[ShipNoticeItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipNoticeRequest(Request):
    """One shipment. ``update`` replaces and ``delete`` removes the notice with the
    same ``shipment_id``."""

    shipment_id: str
    operation: str = "new"
    notice_date: datetime | None = None
    shipment_date: datetime | None = None
    delivery_date: datetime | None = None
    shipment_type: str | None = None
    document_reference: str | None = None
    comments: tuple[Comment, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    packages: tuple[Package, ...] = ()
    portions: tuple[ShipNoticePortion, ...] = ()


class InvoiceAmounts(NamedTuple):
    """Sums as printed, with the signs as printed: a discount comes negative from
    Amazon and positive from the grammar's other users (protocol §3)."""

    subtotal: Money | None = None
    tax: Tax | None = None
    special_handling: Money | None = None
    shipping: Money | None = None
    gross: Money | None = None
    discount: Money | None = None
    net: Money | None = None
    due: Money | None = None


class InvoiceLine(NamedTuple):
    """A line of an invoice; ``line_number`` is the purchase order's, and its own is its
    place among all lines. ``unit_price`` is
    for ``price_basis_quantity`` units where that is told, else for one. On credit
    memos either the quantity or the amounts are negative."""

    line_number: int
    quantity: Decimal
    unit_price: Money
    unit_of_measure: str = "EA"
    price_basis_quantity: Decimal | None = None
    supplier_part_id: str | None = None
    supplier_part_auxiliary_id: str | None = None
    description: str = ""
    amounts: InvoiceAmounts = InvoiceAmounts()
    extrinsics: tuple[Extrinsic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceOrder:
    """The part of an invoice for one order: by lines, or as sums alone (``amounts``)
    where the invoice is at header level."""

    order: OrderReference
    lines: tuple[InvoiceLine, ...] = ()
    amounts: InvoiceAmounts | None = None


class InvoicePartner(NamedTuple):
    """A party of an invoice by role, e.g. ``remitTo``, with its tax number."""

    role: str
    name: str = ""
    vat: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDetailRequest(Request):
    """An invoice, credit memo or debit memo; may cover several orders. The document
    that a memo corrects is named by payloadID or by number, or not at all."""

    invoice_id: str
    purpose: str = "standard"
    operation: str = "new"
    invoice_date: datetime | None = None
    partners: tuple[InvoicePartner, ...] = ()
    document_reference: str | None = None
    origin_invoice_id: str | None = None
    pay_in_days: int | None = None
    comments: tuple[Comment, ...] = ()
    extrinsics: tuple[Extrinsic, ...] = ()
    orders: tuple[InvoiceOrder, ...] = ()
    summary: InvoiceAmounts = InvoiceAmounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdateRequest(Request):
    """Tells the other side what became of the document named by its payloadID."""

    document_reference: str | None = None
    status: Status
    extrinsics: tuple[Extrinsic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRequest(Request):
    """Asks which documents the other side takes, and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Document):
    """A plain answer: its status and nothing else."""

    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchOutSetupResponse(Response):
    """A session is open: the buyer's browser goes to ``start_page_url``."""

    start_page_url: str


class Transaction(NamedTuple):
    """A request that the other side takes, and the URL that takes it."""

    request_name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileResponse(Response):
    """The requests that the other side takes."""

    effective_date: datetime | None = None
    transactions: tuple[Transaction, ...] = ()


DOCUMENTS = {
    cls.__name__: cls
    for cls in (
        PunchOutSetupRequest,
        PunchOutSetupResponse,
        PunchOutOrderMessage,
        OrderRequest,
        ConfirmationRequest,
        ShipNoticeRequest,
        InvoiceDetailRequest,
        StatusUpdateRequest,
        ProfileRequest,
        ProfileResponse,
        Response,
    )
}
"""Document classes by the name of their cXML element."""

__all__ = [
    "DOCUMENTS",
    "Address",
    "Classification",
    "Comment",
    "ConfirmationItem",
    "ConfirmationRequest",
    "ConfirmationStatus",
    "Contact",
    "Credential",
    "Document",
    "Extrinsic",
    "Header",
    "InvoiceAmounts",
    "InvoiceDetailRequest",
    "InvoiceLine",
    "InvoiceOrder",
    "InvoicePartner",
    "ItemDetail",
    "ItemIn",
    "ItemOut",
    "Money",
    "OrderReference",
    "OrderRequest",
    "Package",
    "Phone",
    "ProfileRequest",
    "ProfileResponse",
    "PunchOutOrderMessage",
    "PunchOutSetupRequest",
    "PunchOutSetupResponse",
    "Request",
    "Response",
    "ShipNoticeItem",
    "ShipNoticePortion",
    "ShipNoticeRequest",
    "Status",
    "StatusUpdateRequest",
    "Tax",
    "TaxDetail",
    "Transaction",
]
