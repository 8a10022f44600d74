"""Invoices, credit and debit memos, as printed: signs are left alone (protocol §3)."""

from ..documents import (
    InvoiceAmounts,
    InvoiceDetailRequest,
    InvoiceLine,
    InvoiceOrder,
    InvoicePartner,
)
from .faults import invalid, missing
from .orders import header_of
from .parts import (
    DEFAULT_UNIT,
    comments,
    document_reference,
    extrinsic,
    extrinsics,
    item_id,
    order_reference,
)
from .scalars import (
    child,
    children,
    every,
    integer,
    moment,
    number,
    optional,
    quantity,
    required,
    text,
)

_new = tuple.__new__

_ORDERS = ("InvoiceDetailOrder", "InvoiceDetailHeaderOrder")
_LINES = ("InvoiceDetailItem", "InvoiceDetailServiceItem")
_VAT_DOMAINS = {"vatid", "taxid", "gstid", "suppliertaxid", "buyertaxid"}
_NO_SUMS = InvoiceAmounts()
_PLACE = InvoiceAmounts._fields.index
_SUMS = {
    "SubtotalAmount": _PLACE("subtotal"),
    "Tax": _PLACE("tax"),
    "GrossAmount": _PLACE("gross"),
    "InvoiceDetailDiscount": _PLACE("discount"),
    "NetAmount": _PLACE("net"),
    "InvoiceDetailLineSpecialHandling": _PLACE("special_handling"),
    "InvoiceDetailLineShipping": _PLACE("shipping"),
    "SpecialHandlingAmount": _PLACE("special_handling"),
    "ShippingAmount": _PLACE("shipping"),
    "DueAmount": _PLACE("due"),
}
"""Where each sum of a line or a summary stands in :class:`InvoiceAmounts`."""


def invoice_detail_request(parts, element, common):
    """An invoice over one order or several, by lines or by sums."""
    header = header_of(element, "InvoiceDetailRequestHeader")
    inside = header[:]
    found = children(inside).get
    origin = found("InvoiceIDInfo")
    summary = header_of(element, "InvoiceDetailSummary")
    return InvoiceDetailRequest(
        **common,
        invoice_id=required(header, "invoiceID"),
        purpose=optional(header, "purpose") or "standard",
        operation=optional(header, "operation") or "new",
        invoice_date=moment(header.get("invoiceDate")),
        partners=tuple([_partner(each) for each in every(inside, "InvoicePartner")]),
        document_reference=document_reference(found("DocumentReference")),
        origin_invoice_id=None if origin is None else optional(origin, "invoiceID"),
        pay_in_days=_pay_in_days(found),
        comments=comments(every(inside, "Comments")),
        extrinsics=extrinsics(every(inside, "Extrinsic")),
        orders=tuple(_orders(parts, element)),
        summary=_amounts(parts, summary[:]),
    )


def _pay_in_days(found):
    """The days until payment; what is no count of days says nothing."""
    term = found("PaymentTerm")
    if term is None:
        term = found("InvoiceDetailPaymentTerm")
    days = (term.get("payInNumberOfDays") or "").strip() if term is not None else ""
    return int(days) if days.isascii() and days.isdigit() and len(days) < 5 else None


def _partner(element):
    contact = vat = None
    for each in element[:]:
        match each.tag:
            case "Contact" if contact is None:
                contact = each
            case "IdReference" if vat is None:
                if (each.get("domain") or "").lower() in _VAT_DOMAINS:
                    vat = each
    named = contact is not None
    return InvoicePartner(
        role=(contact.get("role") or "").strip() if named else "",
        name=text(child(contact, "Name")) if named else "",
        vat=None if vat is None else optional(vat, "identifier"),
    )


def _orders(parts, element):
    for order in element[:]:
        if order.tag not in _ORDERS:
            continue
        reference = order_reference(header_of(order, "InvoiceDetailOrderInfo"))
        if order.tag == "InvoiceDetailHeaderOrder":
            summary = header_of(order, "InvoiceDetailOrderSummary")
            amounts = _amounts(parts, summary[:])
            yield InvoiceOrder(order=reference, amounts=amounts)
            continue
        lines = [_line(parts, each) for each in order if each.tag in _LINES]
        yield InvoiceOrder(order=reference, lines=tuple(lines))


def _line(parts, element):
    """A line of goods or, with less that is told, of a service.

    :raise MissingError: it names no line of the order, no quantity or no price
    """
    reference = service = price = basis = unit = None
    subtotal = tax = shipping = None
    others, named = [], []
    for each in element[:]:
        match each.tag:
            case "UnitOfMeasure" if unit is None:
                unit = each.text
            case "UnitPrice":
                price = price or parts.money(each)
            case "InvoiceDetailItemReference" if reference is None:
                reference = each
            case "SubtotalAmount":
                subtotal = subtotal or parts.money(each)
            case "Tax":
                tax = tax or parts.tax(each)
            case "InvoiceDetailLineShipping":
                shipping = shipping or parts.money(each)
            case "InvoiceDetailServiceItemReference" if service is None:
                service = each
            case "PriceBasisQuantity" if basis is None:
                basis = each
            case "Extrinsic":
                named.append(extrinsic(each))
            case _:
                others.append(each)
    units = element.get("quantity")
    if reference is None and service is not None:
        reference, units, price = service, units or "1", price or subtotal
    if reference is None:
        raise missing(element, "InvoiceDetailItemReference")
    if price is None:
        raise missing(element, "UnitPrice/Money")
    part_id, auxiliary_id, description = _article(reference)
    amounts = (subtotal, tax, None, shipping, None, None, None, None)
    if others:
        told = {"subtotal": subtotal, "tax": tax, "shipping": shipping}
        amounts = _amounts(parts, others)._replace(**told)
    return _new(
        InvoiceLine,
        (
            integer(reference, "lineNumber"),
            parts.factor(element, units, "quantity"),
            price,
            unit and unit.strip() or DEFAULT_UNIT,
            None if basis is None else _price_basis(basis),
            part_id,
            auxiliary_id,
            description,
            _new(InvoiceAmounts, amounts),
            tuple(named),
        ),
    )


def _article(reference):
    """What a line is for: part number, its second part, description."""
    description = item = None
    for each in reference[:]:
        match each.tag:
            case "ItemID" if item is None:
                item = each
            case "Description" if description is None:
                description = each
    if item is None:
        return None, None, text(description)
    part_id, auxiliary_id = item_id(reference, item)
    return part_id, auxiliary_id, text(description)


def _amounts(parts, elements):
    """The sums among ``elements``; of namesakes the first."""
    sums = [*_NO_SUMS]
    for each in elements:
        place = _SUMS.get(each.tag)
        if place is not None and sums[place] is None:
            sums[place] = parts.tax(each) if each.tag == "Tax" else parts.money(each)
    return _new(InvoiceAmounts, sums)


def _price_basis(element):
    """How many of the line's own units the price is for.

    :raise InvalidValueError: for none at all, or less
    """
    basis = quantity(element)
    factor = (element.get("conversionFactor") or "").strip()
    factor = number(element, factor, "conversionFactor") if factor else 1
    if basis <= 0 or factor <= 0:
        raise invalid(element, "quantity", str(basis), "a quantity that a price is for")
    return basis if factor == 1 else basis / factor
