"""Invoices, credit and debit memos, as the sandbox sends them (protocol §3)."""

from itertools import count

from ..errors import UnwritableError
from .parts import (
    DEFAULT_LANGUAGE,
    add_comments,
    add_document_reference,
    add_extrinsics,
    add_item_id,
    add_money,
    add_order_reference,
    add_tax,
    add_unit,
)
from .tree import add, moment, needed

_INDICATORS = {
    "isTaxInLine": "tax",
    "isSpecialHandlingInLine": "special_handling",
    "isShippingInLine": "shipping",
    "isDiscountInLine": "discount",
}


def invoice_detail_request(parent, document):
    """An invoice by lines or, all orders alike, by sums.

    :raise UnwritableError: no order, orders of both kinds, or a sum is missing that
        the grammar demands
    """
    by_lines = {bool(order.lines) for order in needed(document.orders, "an order")}
    if len(by_lines) > 1:
        raise UnwritableError(500, "An invoice has lines for every order or for none.")
    element = add(parent, "InvoiceDetailRequest")
    _add_header(element, document, is_header=by_lines == {False})
    numbers = count(1)
    for order in document.orders:
        if order.lines:
            _add_order(element, order, numbers)
        else:
            _add_header_order(element, order, next(numbers))
    summary = add(element, "InvoiceDetailSummary")
    sums = document.summary
    for value, what in (
        (sums.subtotal, "subtotal"),
        (sums.tax, "tax"),
        (sums.net, "sum"),
    ):
        needed(value, f"an invoice's {what}")
    add_money(summary, "SubtotalAmount", sums.subtotal)
    add_tax(summary, sums.tax)
    add_money(summary, "SpecialHandlingAmount", sums.special_handling)
    add_money(summary, "ShippingAmount", sums.shipping)
    add_money(summary, "GrossAmount", sums.gross)
    add_money(summary, "InvoiceDetailDiscount", sums.discount)
    add_money(summary, "NetAmount", sums.net)
    add_money(summary, "DueAmount", sums.due)


def _add_header(parent, document, is_header):
    element = add(
        parent,
        "InvoiceDetailRequestHeader",
        invoiceID=needed(document.invoice_id, "an invoice's number"),
        purpose=document.purpose,
        operation=document.operation,
        invoiceDate=moment(document.invoice_date),
    )
    indicator = "yes" if is_header else None
    add(element, "InvoiceDetailHeaderIndicator", isHeaderInvoice=indicator)
    lines = [line.amounts for order in document.orders for line in order.lines]
    told = {
        key: "yes"
        for key, name in _INDICATORS.items()
        if any(getattr(amounts, name) is not None for amounts in lines)
    }
    add(element, "InvoiceDetailLineIndicator", **told)
    for partner in document.partners:
        _add_partner(element, partner)
    add_document_reference(element, document.document_reference)
    if document.origin_invoice_id:
        add(element, "InvoiceIDInfo", invoiceID=document.origin_invoice_id)
    if document.pay_in_days is not None:
        add(element, "PaymentTerm", payInNumberOfDays=document.pay_in_days)
    if len(document.comments) > 1:
        raise UnwritableError(500, "An invoice has room for one comment.")
    add_comments(element, document.comments)
    add_extrinsics(element, document.extrinsics)


def _add_partner(parent, partner):
    element = add(parent, "InvoicePartner")
    contact = add(element, "Contact", role=partner.role or None)
    add(contact, "Name", partner.name, lang=DEFAULT_LANGUAGE)
    if partner.vat:
        add(element, "IdReference", identifier=partner.vat, domain="vatID")


def _add_order(parent, order, numbers):
    element = add(parent, "InvoiceDetailOrder")
    _add_order_info(element, order.order)
    for line in order.lines:
        _add_line(element, line, next(numbers))


def _add_order_info(parent, order):
    """By reference, or by number alone where no payloadID is known."""
    element = add(parent, "InvoiceDetailOrderInfo")
    if order.payload_id is not None:
        add_order_reference(element, order)
    else:
        add(
            element,
            "OrderIDInfo",
            orderID=order.order_id or "",
            orderDate=order.order_date,
        )


def _add_header_order(parent, order, number):
    element = add(parent, "InvoiceDetailHeaderOrder")
    _add_order_info(element, order.order)
    amounts = needed(order.amounts, "the sums of an order without lines")
    needed(amounts.subtotal, "an order's subtotal")
    summary = add(element, "InvoiceDetailOrderSummary", invoiceLineNumber=number)
    _add_line_amounts(summary, amounts)


def _add_line(parent, line, number):
    element = add(
        parent,
        "InvoiceDetailItem",
        invoiceLineNumber=number,
        quantity=line.quantity,
    )
    add_unit(element, line.unit_of_measure)
    add_money(element, "UnitPrice", line.unit_price)
    if line.price_basis_quantity is not None:
        basis = add(
            element,
            "PriceBasisQuantity",
            quantity=line.price_basis_quantity,
            conversionFactor="1",
        )
        add_unit(basis, line.unit_of_measure)
    item = add(element, "InvoiceDetailItemReference", lineNumber=line.line_number)
    if line.supplier_part_id is not None:
        add_item_id(item, line.supplier_part_id, line.supplier_part_auxiliary_id)
    add(item, "Description", line.description, lang=DEFAULT_LANGUAGE)
    _add_line_amounts(element, line.amounts)
    add_extrinsics(element, line.extrinsics)


def _add_line_amounts(parent, amounts):
    add_money(parent, "SubtotalAmount", amounts.subtotal)
    add_tax(parent, amounts.tax)
    add_money(parent, "InvoiceDetailLineSpecialHandling", amounts.special_handling)
    _add_line_shipping(parent, amounts.shipping)
    add_money(parent, "GrossAmount", amounts.gross)
    add_money(parent, "InvoiceDetailDiscount", amounts.discount)
    add_money(parent, "NetAmount", amounts.net)


def _add_line_shipping(parent, money):
    """The grammar wants to know from whom to whom; the readers do not."""
    if money is None:
        return
    element = add(parent, "InvoiceDetailLineShipping")
    shipping = add(element, "InvoiceDetailShipping")
    for role in ("shipFrom", "shipTo"):
        contact = add(shipping, "Contact", role=role)
        add(contact, "Name", "", lang=DEFAULT_LANGUAGE)
    add(element, "Money", money.amount, currency=money.currency)
