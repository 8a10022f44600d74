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
from .parts import comments, document_reference, item_id, language, order_reference, unit
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

_VAT_DOMAINS = {"vatid", "taxid", "gstid", "supplierTaxID".lower(), "buyerTaxID".lower()}
_REFERENCES = ("InvoiceDetailItemReference", "InvoiceDetailServiceItemReference")


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
        partners=tuple([_partner(each) for each in header.iterchildren("InvoicePartner")]),
        document_reference=document_reference(header),
        origin_invoice_id=None if origin is None else optional(origin, "invoiceID"),
        pay_in_days=_pay_in_days(found),
        comments=comments(header),
        extrinsics=parts.extrinsics(header),
        orders=tuple(_orders(parts, element)),
        summary=_amounts(parts, children(summary).get, "SpecialHandlingAmount", "ShippingAmount"),
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
            found = children(header_of(order, "InvoiceDetailOrderSummary")).get
            yield InvoiceOrder(order=reference, amounts=_line_amounts(parts, found))
            continue
        lines = order.iterchildren("InvoiceDetailItem", "InvoiceDetailServiceItem")
        yield InvoiceOrder(
            order=reference, lines=tuple([_line(parts, each) for each in lines])
        )


def _line(parts, element):
    """A line of goods or, with less that is told, of a service."""
    found = children(element).get
    reference = next((part for name in _REFERENCES if (part := found(name)) is not None), None)
    if reference is None:
        raise missing(element, _REFERENCES[0])
    about = children(reference).get
    item = about("ItemID")
    part_id, auxiliary_id = (None, None) if item is None else item_id(reference, item)
    is_service = element.tag == "InvoiceDetailServiceItem"
    price = found("UnitPrice")
    description = about("Description")
    return InvoiceLine(
        invoice_line_number=integer(element, "invoiceLineNumber"),
        line_number=integer(reference, "lineNumber"),
        quantity=number(element, element.get("quantity") or "1", "quantity")
        if is_service
        else quantity(element),
        unit_price=parts.price(element, found("SubtotalAmount"), "SubtotalAmount")
        if is_service and price is None
        else parts.price(element, price, "UnitPrice"),
        unit_of_measure=unit(found),
        price_basis_quantity=_price_basis(found("PriceBasisQuantity")),
        supplier_part_id=part_id,
        supplier_part_auxiliary_id=auxiliary_id,
        description=text(description),
        description_language=language(description),
        amounts=_line_amounts(parts, found),
        extrinsics=parts.extrinsics(element),
    )


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


def _line_amounts(parts, found):
    return _amounts(parts, found, "InvoiceDetailLineSpecialHandling", "InvoiceDetailLineShipping")


def _amounts(parts, found, special_handling, shipping):
    """The sums of a line, an order or the whole; only two names differ."""
    return InvoiceAmounts(
        subtotal=parts.money(found("SubtotalAmount")),
        tax=parts.tax(found("Tax")),
        special_handling=parts.money(found(special_handling)),
        shipping=parts.money(found(shipping)),
        gross=parts.money(found("GrossAmount")),
        discount=parts.money(found("InvoiceDetailDiscount")),
        net=parts.money(found("NetAmount")),
        due=parts.money(found("DueAmount")),
    )
