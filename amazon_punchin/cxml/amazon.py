"""The habits that are Amazon's alone, as functions on documents that were read.

Another supplier is another module like this one, not another reader. Sources:
protocol §§1-3.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from .carriers import carrier_name, tracking_url
from .signed import Charges, SignedInvoice, SignedLine, is_credit, signed_invoice
from .values import Money

CONFIRM_ID = "confirmid"
ERROR_CODES = ("ordererrorcode", "lineitemerrorcode")

_BRACKET = re.compile(r"\s*\[[^\[\]:]*:\s*([0-9A-Z]{3}-[0-9A-Z]{3})\s*\]\s*\.?\s*$")
_ACCEPTED = ("accept", "alldetail", "detail")
_BACKORDERED = "backordered"
_REJECTED = "reject"


def confirm_ids(confirmation):
    """Amazon's order numbers: the header's, else those in the comments, each once."""
    if confirmation.confirm_id:
        return (confirmation.confirm_id,)
    statuses = [status for item in confirmation.items for status in item.statuses]
    found = [
        comment.text
        for holder in (confirmation, *statuses)
        for comment in holder.comments
        if (comment.type or "").lower() == CONFIRM_ID
    ]
    return tuple(dict.fromkeys(found))


def confirm_id(confirmation):
    """The one order number of a confirmation; a rejection may bear ``None``."""
    return next(iter(confirm_ids(confirmation)), None)


def error_code(told):
    """Amazon's error code, such as ``005-001``.

    :param told: a text, which may end ``[Error code: 005-001]`` in any language, or
        comments, one of which may be the code alone (kept as it comes)
    :return: str or ``None``
    """
    if isinstance(told, str):
        found = _BRACKET.search(told)
        return found[1] if found else None
    for comment in told:
        if (comment.type or "").lower() in ERROR_CODES:
            return comment.text
    return next((code for comment in told if (code := error_code(comment.text))), None)


def reason(comments):
    """What the comments say to a person, without order numbers and error codes."""
    machine = (CONFIRM_ID, *ERROR_CODES)
    words = [
        _BRACKET.sub("", comment.text).strip()
        for comment in comments
        if (comment.type or "").lower() not in machine
    ]
    return " ".join([each for each in words if each])


def whole_order(confirmation):
    """``accept`` or ``reject`` where the header decides on the whole order, else
    ``None``. ``detail`` is no alarm and says nothing of lines that are not listed."""
    kind = confirmation.type.lower()
    return kind if kind in ("accept", "reject") else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Some accepted units of a line with a price and a day of their own: Amazon may
    split what was ordered. Without a price they cost what was ordered."""

    units: Decimal
    is_backordered: bool = False
    unit_price: Money | None = None
    delivery_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of one line: units by their fate, and what came with it.

    ``accepted`` includes what is back-ordered, for it is still to come. ``portions``
    are what it consists of, and empty where the order was accepted as a whole.
    """

    line_number: int
    accepted: Decimal = Decimal(0)
    rejected: Decimal = Decimal(0)
    backordered: Decimal = Decimal(0)
    portions: tuple[Portion, ...] = ()
    shipment_date: datetime | None = None
    delivery_date: datetime | None = None
    reason: str = ""
    error_code: str | None = None


def outcomes(confirmation, ordered: Mapping[int, Decimal] | None = None):
    """What a confirmation says of each line, by line number (protocol §3).

    ``accept`` and ``reject`` speak of all lines, ``except`` accepts all that it does
    not list, every other type speaks of the listed lines only.

    :param ordered: units by line number; without it, only listed lines are known
    :return: dict of line number to :class:`Outcome`
    """
    kind = confirmation.type.lower()
    why = reason(confirmation.comments), error_code(confirmation.comments)
    found = {}
    for item in confirmation.items:
        start = found.get(item.line_number) or Outcome(line_number=item.line_number)
        found[item.line_number] = _add_statuses(start, item, *why)
    if kind == _REJECTED:
        listed = {item.line_number: item.quantity for item in confirmation.items}
        return {
            number: _refuse(number, units, found.get(number), *why)
            for number, units in {**listed, **(ordered or {})}.items()
        }
    if kind in ("accept", "except"):
        for number, units in (ordered or {}).items():
            found.setdefault(number, Outcome(line_number=number, accepted=units))
    return found


def _add_statuses(outcome, item, why, code):
    for status in item.statuses:
        kind = status.type.lower()
        units = status.quantity
        replaced = status.item.detail.unit_price if status.item else None
        outcome = replace(
            outcome,
            shipment_date=status.shipment_date or outcome.shipment_date,
            delivery_date=status.delivery_date or outcome.delivery_date,
        )
        if kind in (*_ACCEPTED, _BACKORDERED):
            portion = Portion(
                units=units,
                is_backordered=kind == _BACKORDERED,
                unit_price=status.unit_price or replaced,
                delivery_date=status.delivery_date,
            )
            outcome = replace(
                outcome,
                accepted=outcome.accepted + units,
                portions=(*outcome.portions, portion),
            )
        if kind == _BACKORDERED:
            outcome = replace(outcome, backordered=outcome.backordered + units)
        if kind == _REJECTED:
            outcome = replace(
                outcome,
                rejected=outcome.rejected + units,
                reason=reason(status.comments) or why or outcome.reason,
                error_code=error_code(status.comments) or code or outcome.error_code,
            )
    return outcome


def _refuse(number, units, listed, why, code):
    return Outcome(
        line_number=number,
        rejected=units,
        reason=(listed.reason if listed else "") or why,
        error_code=(listed.error_code if listed else None) or code,
    )


def is_cancelled_cart(cart):
    """Whether the buyer left without a cart (protocol §2b)."""
    return not cart.items or (cart.status is not None and cart.status.code == 204)


def cart_ship_to(cart):
    """Where the buyer wants it: the header's address, else the first line's."""
    places = [cart.ship_to, *(item.ship_to for item in cart.items)]
    return next((each for each in places if each is not None), None)


def buyer_email(setup_request):
    """The buyer's e-mail: the extrinsic, else that of the first person named."""
    emails = [setup_request.user_email, *(one.email for one in setup_request.contacts)]
    return next((each for each in emails if each), None)


def extrinsic(holder, name):
    """The value of a named addition, its name in any case; ``None`` for blank."""
    for each in holder.extrinsics:
        if each.name.lower() == name.lower() and each.value:
            return each.value
    return None


def payment_method(cart):
    """How the buyer chose to pay, where a line of the cart tells, for cXML has no place
    for it in the head; ``None`` for most carts."""
    names = ("paymentMethod", "payment", "paymentType")
    told = (extrinsic(item.detail, name) for item in cart.items for name in names)
    return next(filter(None, told), None)


def sold_by(item_detail):
    """The seller, which on the marketplace need not be Amazon."""
    return extrinsic(item_detail, "soldBy")


def fulfilled_by(item_detail):
    """Who sends the goods."""
    return extrinsic(item_detail, "fulfilledBy")


def condition(item_detail):
    """``New``, ``Used``, … as Amazon says it."""
    return extrinsic(item_detail, "itemCondition")


def detail_url(item_detail):
    """The page of the article; a stranger's text until its host is checked."""
    return extrinsic(item_detail, "detailPageURL") or item_detail.url


def ean(item_detail):
    """The European article number, or ``None``."""
    return _article_number(extrinsic(item_detail, "ean"))


def upc(item_detail):
    """The American article number without Amazon's ``UPC-``; ``None`` for ``NA``."""
    return _article_number(extrinsic(item_detail, "UPC"))


def _article_number(value):
    value = re.sub(r"^(?:UPC|EAN)-", "", value or "", flags=re.IGNORECASE)
    return value if re.fullmatch(r"[0-9]{8,14}", value) else None


__all__ = [
    "Charges",
    "Outcome",
    "Portion",
    "SignedInvoice",
    "SignedLine",
    "buyer_email",
    "carrier_name",
    "cart_ship_to",
    "condition",
    "confirm_id",
    "confirm_ids",
    "detail_url",
    "ean",
    "error_code",
    "extrinsic",
    "fulfilled_by",
    "is_cancelled_cart",
    "is_credit",
    "outcomes",
    "payment_method",
    "reason",
    "signed_invoice",
    "sold_by",
    "tracking_url",
    "upc",
    "whole_order",
]
