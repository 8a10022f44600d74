"""Invoices and credit memos, at line level, over one order or several (protocol §3)."""

from decimal import Decimal

from odoo.addons.amazon_punchin import cxml

from .. import amounts
from .envelope import envelope, reference

PAY_IN_DAYS = 30


def build(document):
    """:param document: record whose lines are the invoice's; negative quantities make
    it a credit memo, which names the invoice that it corrects"""
    orders = document.line_ids.order_line_id.order_id
    origin = document.origin_id
    by_order = document.line_ids.grouped(lambda line: line.order_line_id.order_id)
    return cxml.InvoiceDetailRequest(
        **envelope(document, orders),
        invoice_id=document.name,
        purpose=document.kind,
        operation="new",
        invoice_date=document._moment(),
        partners=(
            cxml.InvoicePartner(role="remitTo", name="Sandbox Capital Services"),
            cxml.InvoicePartner(role="soldTo", name=document.company_id.name or ""),
        ),
        document_reference=origin.payload_id or None,
        pay_in_days=PAY_IN_DAYS,
        extrinsics=_order_numbers(orders),
        orders=tuple(
            cxml.InvoiceOrder(
                order=reference(order),
                lines=tuple(_line(line) for line in lines),
            )
            for order, lines in by_order.items()
        ),
        summary=_sums(document.line_ids, orders.currency_id),
    )


def _order_numbers(orders):
    """Amazon's own order numbers, where it gave any."""
    confirmations = orders.document_ids.filtered(
        lambda one: one.document_type == "ConfirmationRequest" and one.name
    )
    return tuple(
        cxml.Extrinsic("AmazonOrderId", number)
        for number in confirmations.sorted("id").mapped("name")
    )


def _line(line):
    order_line = line.order_line_id
    return cxml.InvoiceLine(
        line_number=order_line.line_number,
        quantity=amounts.number(line.quantity),
        unit_of_measure=order_line.uom_code or "EA",
        unit_price=amounts.money(line.price_unit, line.currency_id),
        supplier_part_id=order_line.asin,
        supplier_part_auxiliary_id=order_line.auxiliary_id or None,
        description=order_line.name or "",
        amounts=_sums(line, line.currency_id, is_line=True),
    )


def _sums(lines, currency, is_line=False):
    """Subtotal, tax and shipping of lines; the summary adds gross, net and due."""
    subtotals = (
        amounts.goods(line.price_unit, line.quantity, currency) for line in lines
    )
    subtotal = sum(subtotals, Decimal(0))
    shipping = _sum(lines, "amount_shipping", currency)
    tax = _sum(lines, "amount_tax", currency)
    told = {
        "subtotal": amounts.money(subtotal, currency),
        "tax": amounts.tax(tax, currency, subtotal + shipping),
        "shipping": amounts.money(shipping, currency),
    }
    if not is_line:
        total = amounts.money(subtotal + shipping + tax, currency)
        told.update(gross=total, net=total, due=total)
    return cxml.InvoiceAmounts(**told)


def _sum(lines, name, currency):
    return sum((amounts.exact(line[name], currency) for line in lines), Decimal(0))
