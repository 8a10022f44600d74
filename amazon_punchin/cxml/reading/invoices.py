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
    extrinsics,
    item_id,
    order_reference,
)
from .scalars import (
    LANG,
    child,
    children,
    integer,
    moment,
    number,
    optional,
    quantity,
    required,
    text,
)

_new = tuple.__new__

_REFERENCE = "InvoiceDetailItemReference"
_SERVICE_REFERENCE = "InvoiceDetailServiceItemReference"
_VAT_DOMAINS = {"vatid", "taxid", "gstid", "suppliertaxid", "buyertaxid"}
_SUMS = {
    "SubtotalAmount": "subtotal",
    "Tax": "tax",
    "GrossAmount": "gross",
    "InvoiceDetailDiscount": "discount",
    "NetAmount": "net",
}
_LINE_SUMS = {
    **_SUMS,
    "InvoiceDetailLineSpecialHandling": "special_handling",
    "InvoiceDetailLineShipping": "shipping",
}
_SUMMARY_SUMS = {
    **_SUMS,
    "SpecialHandlingAmount": "special_handling",
    "ShippingAmount": "shipping",
    "DueAmount": "due",
}


def invoice_detail_request(parts, element, common):
    """An invoice over one order or several, by lines or by sums."""
    header = header_of(element, "InvoiceDetailRequestHeader")
    found = children(header).get
    origin = found("InvoiceIDInfo")
    summary = header_of(element, "InvoiceDetailSummary")
    return InvoiceDetailRequest(
        **common,
        invoice_id=required(header, "invoiceID"),
        purpose=optional(header, "purpose") or "standard",
        operation=optional(header, "operation") or "new",
        invoice_date=moment(header.get("invoiceDate")),
        partners=tuple(
            [_partner(each) for each in header.iterchildren("InvoicePartner")]
        ),
        document_reference=document_reference(header),
        origin_invoice_id=None if origin is None else optional(origin, "invoiceID"),
        pay_in_days=_pay_in_days(found),
        comments=comments(header),
        extrinsics=extrinsics(header),
        orders=tuple(_orders(parts, element)),
        summary=_amounts(parts, summary, _SUMMARY_SUMS),
    )


def _pay_in_days(found):
    """The days until payment; what is no count of days says nothing."""
    term = found("PaymentTerm")
    if term is None:
        term = found("InvoiceDetailPaymentTerm")
    days = (term.get("payInNumberOfDays") or "").strip() if term is not None else ""
    return int(days) if days.isascii() and days.isdigit() and len(days) < 5 else None


def _partner(element):
    contact = child(element, "Contact")
    vat = [
        optional(each, "identifier")
        for each in element.iterchildren("IdReference")
        if (each.get("domain") or "").lower() in _VAT_DOMAINS
    ]
    return InvoicePartner(
        role=(optional(contact, "role") or "") if contact is not None else "",
        name=text(child(contact, "Name")) if contact is not None else "",
        vat=vat[0] if vat else None,
    )


def _orders(parts, element):
    for order in element.iterchildren("InvoiceDetailOrder", "InvoiceDetailHeaderOrder"):
        reference = order_reference(header_of(order, "InvoiceDetailOrderInfo"))
        if order.tag == "InvoiceDetailHeaderOrder":
            summary = header_of(order, "InvoiceDetailOrderSummary")
            yield InvoiceOrder(
                order=reference, amounts=_amounts(parts, summary, _LINE_SUMS)
            )
            continue
        lines = order.iterchildren("InvoiceDetailItem", "InvoiceDetailServiceItem")
        yield InvoiceOrder(
            order=reference, lines=tuple([_line(parts, each) for each in lines])
        )


def _line(parts, element):
    """A line of goods or, with less that is told, of a service.

    :raise MissingError: it names no line of the order, no quantity or no price
    """
    found, amounts = _sums_and_rest(parts, element)
    reference, price = found(_REFERENCE), parts.money(found("UnitPrice"))
    units, extrinsic = element.get("quantity"), found("Extrinsic")
    if reference is None and found(_SERVICE_REFERENCE) is not None:
        reference = found(_SERVICE_REFERENCE)
        units, price = units or "1", price or amounts.subtotal
    if reference is None:
        raise missing(element, _REFERENCE)
    if price is None:
        raise missing(element, "UnitPrice/Money")
    about = {each.tag: each for each in reference[::-1]}.get
    description, item = about("Description"), about("ItemID")
    part_id, auxiliary_id = (None, None) if item is None else item_id(reference, item)
    basis, unit = found("PriceBasisQuantity"), found("UnitOfMeasure")
    unit = (unit is not None and unit.text or "").strip() or DEFAULT_UNIT
    return _new(
        InvoiceLine,
        (
            integer(element, "invoiceLineNumber"),
            integer(reference, "lineNumber"),
            number(element, units, "quantity"),
            price,
            unit,
            None if basis is None else _price_basis(basis),
            part_id,
            auxiliary_id,
            text(description),
            None if description is None else description.get(LANG) or None,
            amounts,
            () if extrinsic is None else extrinsics(element),
        ),
    )


def _sums_and_rest(parts, element):
    """One walk over a line: ``(look-up of the children by name, its sums)``."""
    found, sums = {}, {}
    for each in element[::-1]:
        tag = each.tag
        name = _LINE_SUMS.get(tag)
        if name is None:
            found[tag] = each
        else:
            sums[name] = parts.tax(each) if name == "tax" else parts.money(each)
    said = sums.get
    return found.get, _new(
        InvoiceAmounts,
        (
            said("subtotal"),
            said("tax"),
            said("special_handling"),
            said("shipping"),
            said("gross"),
            said("discount"),
            said("net"),
            None,
        ),
    )


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


def _amounts(parts, element, names):
    """The sums in ``element``, as fields."""
    return InvoiceAmounts(
        **{
            names[each.tag]: parts.tax(each) if each.tag == "Tax" else parts.money(each)
            for each in element[::-1]
            if each.tag in names
        }
    )
