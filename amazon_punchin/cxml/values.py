"""The small nouns of cXML that several documents share: parties, amounts, addresses,
the thing that is bought.

Every class is a frozen value, the plainest ones, which a cart has by the thousand,
named tuples: amounts are :class:`decimal.Decimal` in the currency
that stands beside them, moments are aware :class:`datetime.datetime` (or ``None``
where a document says nothing that can be read as a date), text is what the element
says without the white space around it. A missing element is ``None``, a missing list
an empty tuple.

Sources: protocol §§0-3 and the DTDs of cXML 1.2.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Credential(NamedTuple):
    """A party as one network names it. Domains compare without case (protocol §0)."""

    domain: str
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Who sends to whom. The shared secret is never part of a document value: it is
    put in when the bytes leave and taken out when they arrive."""

    from_: tuple[Credential, ...] = ()
    to: tuple[Credential, ...] = ()
    sender: tuple[Credential, ...] = ()
    user_agent: str | None = None


class Money(NamedTuple):
    """An amount and the ISO 4217 code of its currency."""

    amount: Decimal
    currency: str


class Extrinsic(NamedTuple):
    """A named addition outside the grammar; unknown names are kept as they come."""

    name: str
    value: str


class Comment(NamedTuple):
    """Free text with an optional type, e.g. ``confirmID`` or ``OrderErrorCode``."""

    text: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """Outcome of a request: a code by HTTP's classes, its short text, a sentence."""

    code: int
    text: str = ""
    message: str = ""


class TaxDetail(NamedTuple):
    """One tax of a :class:`Tax`, e.g. German VAT at 19 per cent."""

    category: str
    purpose: str | None = None
    percentage_rate: Decimal | None = None
    taxable_amount: Money | None = None
    tax_amount: Money | None = None


class Tax(NamedTuple):
    """The tax on a line or a document, with its parts where they are told."""

    money: Money
    details: tuple[TaxDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A telephone number in cXML's parts; ``iso_country_code`` is the prefix's."""

    country_code: str = ""
    iso_country_code: str = ""
    area_code: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A ship-to or bill-to. ``address_id`` is the code that both sides know it by."""

    name: str = ""
    address_id: str | None = None
    deliver_to: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    city: str = ""
    state: str | None = None
    postal_code: str | None = None
    country_code: str = ""
    country_name: str = ""
    email: str | None = None
    phone: Phone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person with a role, e.g. ``endUser``."""

    role: str | None = None
    name: str = ""
    email: str | None = None


class Classification(NamedTuple):
    """A code of a commodity list; ``domain`` is ``UNSPSC`` as a rule."""

    domain: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReference:
    """Which purchase order a document speaks of: the order's number and the payloadID
    of our OrderRequest, the stronger of the two (protocol §4)."""

    order_id: str | None = None
    payload_id: str | None = None
    order_date: datetime | None = None


class ItemDetail(NamedTuple):
    """What is bought. ``unit_price`` excludes tax; ``unit_of_measure`` is ``EA`` where
    the document is silent (protocol §2b)."""

    unit_price: Money
    description: str = ""
    description_language: str | None = None
    unit_of_measure: str = "EA"
    classifications: tuple[Classification, ...] = ()
    manufacturer_part_id: str | None = None
    manufacturer_name: str | None = None
    url: str | None = None
    extrinsics: tuple[Extrinsic, ...] = ()


class ItemIn(NamedTuple):
    """A line of a cart. ``supplier_part_auxiliary_id`` is opaque: the characters that
    came are the characters that go back (protocol §4)."""

    quantity: Decimal
    supplier_part_id: str
    detail: ItemDetail
    supplier_part_auxiliary_id: str | None = None
    line_number: int | None = None
    ship_to: Address | None = None
    shipping: Money | None = None
    tax: Tax | None = None
    extrinsics: tuple[Extrinsic, ...] = ()
