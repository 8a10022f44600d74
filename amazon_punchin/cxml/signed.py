"""Invoices and memos with one meaning of plus and minus.

Amazon's credit memos have the quantity negative or the amounts negative, its
discounts may bear either sign (protocol §3). Here every quantity is positive, amounts
are positive where they add to what the document is about (an invoice: what is owed; a
credit memo: what is given back), and a discount is positive where it takes from it.
"""

from dataclasses import dataclass
from decimal import Decimal

from .values import Extrinsic, OrderReference

CREDIT_PURPOSES = ("creditmemo", "linelevelcreditmemo")
DEBIT_PURPOSES = ("debitmemo", "lineleveldebitmemo")

_ZERO = Decimal(0)
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """What comes on top of the goods, in the currency of the document."""

    tax: Decimal = _ZERO
    shipping: Decimal = _ZERO
    special_handling: Decimal = _ZERO
    discount: Decimal = _ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedLine:
    """A line, or a whole order of an invoice without lines: then it has no
    ``line_number`` and counts as one unit of the order's goods.

    ``unit_price`` is for one unit of ``unit_of_measure``; ``amount`` is goods alone.
    """

    order: OrderReference
    line_number: int | None
    supplier_part_id: str | None
    description: str
    quantity: Decimal
    unit_of_measure: str
    unit_price: Decimal
    amount: Decimal
    tax: Decimal
    shipping: Decimal
    special_handling: Decimal
    discount: Decimal
    currency: str
    extrinsics: tuple[Extrinsic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInvoice:
    """The document as a whole, every sum told or added up from the lines.

    ``header_only`` are the charges that no line tells and the totals do: they have to
    be booked beside the lines.
    """

    is_credit: bool
    currency: str
    goods: Decimal
    tax: Decimal
    shipping: Decimal
    special_handling: Decimal
    discount: Decimal
    total: Decimal
    lines: tuple[SignedLine, ...]
    header_only: Charges


def is_credit(document):
    """Whether the document gives money back: a credit memo, or an invoice whose total
    is negative. A debit memo never does."""
    purpose = document.purpose.lower()
    if purpose in CREDIT_PURPOSES:
        return True
    return purpose not in DEBIT_PURPOSES and _direction(document) < 0


def signed_invoice(document):
    """The document with normalised signs.

    :param document: an :class:`.documents.InvoiceDetailRequest`
    :return: :class:`SignedInvoice`
    """
    is_memo = document.purpose.lower() in (*CREDIT_PURPOSES, *DEBIT_PURPOSES)
    flips = is_memo or is_credit(document)
    printed = [
        (order, line) for order in document.orders for line in order.lines or (None,)
    ]
    goods = sum([_goods(order, line) for order, line in printed], _ZERO)
    sign = -1 if flips and (goods or _direction(document)) < 0 else 1
    lines = tuple(
        [
            _signed_order(order, sign)
            if line is None
            else _signed_line(order, line, sign)
            for order, line in printed
        ]
    )
    sign = -1 if flips and _direction(document) < 0 else 1
    return _with_totals(document, lines, sign)


def _with_totals(document, lines, sign):
    summary = document.summary
    told = _charges(summary, sign)
    totals = {
        name: sum([getattr(line, name) for line in lines], _ZERO)
        if getattr(summary, name) is None
        else told[name]
        for name in ("tax", "shipping", "special_handling")
    }
    goods = sum([line.amount for line in lines], _ZERO)
    if summary.subtotal is not None:
        goods = _value(summary.subtotal, sign)
    gross = goods + sum(totals.values(), _ZERO)
    net = summary.net or summary.due
    discount = sum([line.discount for line in lines], _ZERO)
    if summary.discount is not None:
        discount = _reduction(summary, gross, sign)
    return SignedInvoice(
        is_credit=is_credit(document),
        currency=_currency(document),
        goods=goods,
        **totals,
        discount=discount,
        total=gross - discount if net is None else _value(net, sign),
        lines=lines,
        header_only=_header_only(lines, {**totals, "discount": discount}),
    )


def _header_only(lines, totals):
    return Charges(
        **{
            name: _ZERO if any(getattr(line, name) for line in lines) else total
            for name, total in totals.items()
        }
    )


def _signed_line(order, line, sign):
    goods = _goods(order, line) * sign
    price = abs(line.unit_price.amount) / (line.price_basis_quantity or _ONE)
    return SignedLine(
        order=order.order,
        line_number=line.line_number,
        supplier_part_id=line.supplier_part_id,
        description=line.description,
        quantity=abs(line.quantity),
        unit_of_measure=line.unit_of_measure,
        unit_price=-price if goods < 0 else price,
        amount=goods,
        **_line_charges(line.amounts, goods, sign),
        currency=line.unit_price.currency,
        extrinsics=line.extrinsics,
    )


def _signed_order(order, sign):
    """An order of an invoice at header level, as one line."""
    goods = _goods(order, None) * sign
    amounts = order.amounts
    charges = _line_charges(amounts, goods, sign) if amounts else {}
    known = amounts and (amounts.subtotal or amounts.gross or amounts.net)
    return SignedLine(
        order=order.order,
        line_number=None,
        supplier_part_id=None,
        description="",
        quantity=_ONE,
        unit_of_measure="EA",
        unit_price=goods,
        amount=goods,
        tax=charges.get("tax", _ZERO),
        shipping=charges.get("shipping", _ZERO),
        special_handling=charges.get("special_handling", _ZERO),
        discount=charges.get("discount", _ZERO),
        currency=known.currency if known else "",
    )


def _line_charges(amounts, goods, sign):
    charges = _charges(amounts, sign)
    gross = goods + sum(charges.values(), _ZERO)
    return {**charges, "discount": _reduction(amounts, gross, sign)}


def _charges(amounts, sign):
    return {
        "tax": _value(amounts.tax and amounts.tax.money, sign),
        "shipping": _value(amounts.shipping, sign),
        "special_handling": _value(amounts.special_handling, sign),
    }


def _reduction(amounts, gross, sign):
    """The discount with the sign for which gross less discount is net; where nothing
    tells the net amount, a discount reduces."""
    size = abs(_value(amounts.discount, sign))
    net = amounts.net or amounts.due
    if net is None:
        return size
    gross = gross if amounts.gross is None else _value(amounts.gross, sign)
    difference = gross - _value(net, sign)
    return size if abs(difference - size) <= abs(difference + size) else -size


def _goods(order, line):
    """The goods as printed: the subtotal, else quantity by price."""
    if line is None:
        return _value(order.amounts.subtotal, 1) if order.amounts else _ZERO
    if line.amounts.subtotal is not None:
        return line.amounts.subtotal.amount
    price = line.unit_price.amount / (line.price_basis_quantity or _ONE)
    return line.quantity * price


def _direction(document):
    """Less than zero where the totals are printed negative."""
    summary = document.summary
    sums = (summary.net, summary.due, summary.gross, summary.subtotal)
    told = next((each.amount for each in sums if each and each.amount), None)
    if told is not None:
        return told
    return sum(
        [
            _goods(order, line)
            for order in document.orders
            for line in order.lines or (None,)
        ],
        _ZERO,
    )


def _currency(document):
    summary = document.summary
    sums = (summary.net, summary.due, summary.subtotal, summary.gross)
    told = next((each.currency for each in sums if each), None)
    prices = [line.unit_price for order in document.orders for line in order.lines]
    return told or next((each.currency for each in prices), "")


def _value(money, sign):
    return _ZERO + money.amount * sign if money is not None else _ZERO
