"""Confirmations: one document for each order on Amazon's side (protocol §3)."""

from datetime import timedelta

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side, amounts
from .envelope import envelope, reference

DELIVERY = timedelta(days=2)


def build(document):
    """:param document: record with its lines; a rejection of the whole order names
    none of them, only the reason"""
    order = document.order_ids
    lines = document.line_ids
    whole = document.kind == "reject"
    accepted = lines.filtered(lambda line: not line.is_reject)
    return cxml.ConfirmationRequest(
        **envelope(document, order),
        **(_sums(accepted, order.currency_id) if accepted else {}),
        confirm_id=document.name or None,
        operation="update" if _is_update(document, order) else "new",
        type=document.kind,
        notice_date=document._moment(),
        order=reference(order),
        comments=(cxml.Comment(document.reason),) if document.reason else (),
        items=()
        if whole
        else tuple(
            _item(document, told)
            for _line, told in lines.grouped("order_line_id").items()
        ),
    )


def _is_update(document, order):
    """Whether an earlier confirmation bears the same number."""
    return any(
        one.id < document.id and one.name == document.name
        for one in order.document_ids
        if one.document_type == document.document_type and one.name
    )


def _sums(lines, currency):
    """Header amounts. The total is goods, shipping and tax together."""
    goods = sum(_goods(line) for line in lines)
    shipping = sum(amounts.exact(line.amount_shipping, currency) for line in lines)
    tax = sum(amounts.exact(line.amount_tax, currency) for line in lines)
    return {
        "total": amounts.money(goods + shipping + tax, currency),
        "shipping": amounts.money(shipping, currency),
        "tax": amounts.tax(tax, currency, goods + shipping),
    }


def _goods(line):
    return amounts.goods(line.price_unit, line.quantity, line.currency_id)


def _item(document, lines):
    order_line = lines.order_line_id
    unit = order_line.uom_code or "EA"
    return cxml.ConfirmationItem(
        line_number=order_line.line_number,
        quantity=amounts.number(sum(lines.mapped("quantity"))),
        unit_of_measure=unit,
        statuses=tuple(
            _rejected(line, unit) if line.is_reject else _accepted(document, line, unit)
            for line in lines
        ),
    )


def _accepted(document, line, unit):
    """The unit price is told only where it differs from the order."""
    currency = line.currency_id
    price = amounts.money(line.price_unit, currency)
    ordered = amounts.money(line.order_line_id.price_unit, currency)
    shipping = amounts.exact(line.amount_shipping, currency)
    delivery = timedelta(days=line.days) if line.days else DELIVERY
    reason = (cxml.Comment(line.reason),) if line.reason else ()
    return cxml.ConfirmationStatus(
        quantity=amounts.number(line.quantity),
        type="backordered" if line.is_backorder else "detail",
        unit_of_measure=unit,
        delivery_date=document._moment() + delivery,
        unit_price=price if price != ordered else None,
        tax=amounts.tax(line.amount_tax, currency, _goods(line) + shipping),
        shipping=amounts.money(shipping, currency),
        comments=(cxml.Comment(document.name, amazon_side.CONFIRM_ID), *reason),
    )


def _rejected(line, unit):
    return cxml.ConfirmationStatus(
        quantity=amounts.number(line.quantity),
        type="reject",
        unit_of_measure=unit,
        comments=(cxml.Comment(line.reason or ""),),
    )
