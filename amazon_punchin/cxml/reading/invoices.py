"""Invoices, credit and debit memos, as printed: signs are left alone (protocol §3)."""

from ..documents import (
    InvoiceAmounts,
    InvoiceDetailRequest,
    InvoiceLine,
    InvoiceOrder,
    InvoicePartner,
)
from .build import twin
from .faults import invalid, missing
from .orders import header_of
from .parts import (
    DEFAULT_UNIT,
    comments,
    document_reference,
    item_id,
    language,
    order_reference,
)
from .scalars import (
    children,
    integer,
    moment,
    number,
    optional,
    quantity,
    required,
    text,
)

_blank_line, _fill_line = twin(InvoiceLine)
_blank_amounts, _fill_amounts = twin(InvoiceAmounts)

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
        extrinsics=parts.extrinsics(header),
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
    contact = element.find("Contact")
    vat = [
        optional(each, "identifier")
        for each in element.iterchildren("IdReference")
        if (each.get("domain") or "").lower() in _VAT_DOMAINS
    ]
    return InvoicePartner(
        role=(optional(contact, "role") or "") if contact is not None else "",
        name=text(contact.find("Name")) if contact is not None else "",
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
    """A line of goods or, with less that is told, of a service."""
    found, sums, extrinsics = {}, {}, []
    for child in element[::-1]:
        tag = child.tag
        name = _LINE_SUMS.get(tag)
        if name:
            sums[name] = parts.tax(child) if name == "tax" else parts.money(child)
        elif tag == "Extrinsic":
            extrinsics.append(parts.extrinsic(child))
        else:
            found[tag] = child
    found = found.get
    amounts = _blank_amounts()
    _fill_amounts(amounts, **sums)
    is_service = element.tag == "InvoiceDetailServiceItem"
    units, price = element.get("quantity"), found("UnitPrice")
    line = _blank_line()
    _fill_line(
        line,
        invoice_line_number=integer(element, "invoiceLineNumber"),
        quantity=number(element, units or ("1" if is_service else None), "quantity"),
        unit_price=amounts.subtotal
        if is_service and price is None and amounts.subtotal
        else parts.price(element, price, "UnitPrice"),
        unit_of_measure=text(found("UnitOfMeasure")) or DEFAULT_UNIT,
        price_basis_quantity=_price_basis(found("PriceBasisQuantity")),
        amounts=amounts,
        extrinsics=tuple(extrinsics[::-1]),
        **_article(element, found),
    )
    return line


def _article(element, found):
    """What the line is about, and which line of the order that is."""
    reference = found("InvoiceDetailItemReference")
    if reference is None:
        reference = found("InvoiceDetailServiceItemReference")
    if reference is None:
        raise missing(element, "InvoiceDetailItemReference")
    about = {child.tag: child for child in reference[::-1]}.get
    description, item = about("Description"), about("ItemID")
    part_id, auxiliary_id = (None, None) if item is None else item_id(reference, item)
    return {
        "line_number": integer(reference, "lineNumber"),
        "supplier_part_id": part_id,
        "supplier_part_auxiliary_id": auxiliary_id,
        "description": text(description),
        "description_language": language(description),
    }


def _price_basis(element):
    """How many of the line's own units the price is for.

    :raise InvalidValueError: for none at all, or less
    """
    if element is None:
        return None
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
            names[child.tag]: parts.tax(child)
            if child.tag == "Tax"
            else parts.money(child)
            for child in element[::-1]
            if child.tag in names
        }
    )
