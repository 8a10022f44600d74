"""Orders, their confirmations, and the word on a request (protocol §§1d, 3)."""

from .parts import (
    add_address,
    add_comments,
    add_contacts,
    add_document_reference,
    add_extrinsics,
    add_item_detail,
    add_item_id,
    add_item_in,
    add_money,
    add_order_reference,
    add_shipping,
    add_status,
    add_tax,
    add_unit,
)
from .tree import add, moment, needed


def order_request(parent, document):
    """A purchase order.

    :raise UnwritableError: it has no line, or an address is missing
    """
    element = add(parent, "OrderRequest")
    header = add(
        element,
        "OrderRequestHeader",
        orderID=needed(document.order_id, "an order's number"),
        orderDate=moment(document.order_date),
        orderType="regular",
        type=document.type,
    )
    add_money(header, "Total", document.total)
    add_address(header, "ShipTo", document.ship_to)
    add_address(header, "BillTo", needed(document.bill_to, "a bill-to address"))
    add_shipping(header, document.shipping)
    add_tax(header, document.tax)
    add_contacts(header, document.contacts)
    add_document_reference(header, document.document_reference)
    add_extrinsics(header, document.extrinsics)
    for item in needed(document.items, "an order's lines"):
        line = add(
            element, "ItemOut", quantity=item.quantity, lineNumber=item.line_number
        )
        add_item_id(line, item.supplier_part_id, item.supplier_part_auxiliary_id)
        add_item_detail(line, item.detail)


def confirmation_request(parent, document):
    """The answer to an order, as the sandbox sends it."""
    element = add(parent, "ConfirmationRequest")
    header = add(
        element,
        "ConfirmationHeader",
        confirmID=document.confirm_id,
        operation=document.operation,
        type=document.type,
        noticeDate=moment(document.notice_date),
    )
    add_document_reference(header, document.document_reference)
    add_money(header, "Total", document.total)
    add_shipping(header, document.shipping)
    add_tax(header, document.tax)
    add_comments(header, document.comments)
    add_extrinsics(header, document.extrinsics)
    add_order_reference(element, document.order)
    for item in document.items:
        line = add(
            element,
            "ConfirmationItem",
            quantity=item.quantity,
            lineNumber=item.line_number,
        )
        add_unit(line, item.unit_of_measure)
        for status in needed(item.statuses, "a confirmed line's status"):
            _add_confirmation_status(line, status)


def _add_confirmation_status(parent, status):
    element = add(
        parent,
        "ConfirmationStatus",
        quantity=status.quantity,
        type=status.type,
        shipmentDate=status.shipment_date,
        deliveryDate=status.delivery_date,
    )
    add_unit(element, status.unit_of_measure)
    if status.item is not None:
        add_item_in(element, status.item)
    else:
        add_money(element, "UnitPrice", status.unit_price)
        add_tax(element, status.tax)
        add_shipping(element, status.shipping)
    add_comments(element, status.comments)


def status_update_request(parent, document):
    """Approved or rejected."""
    element = add(parent, "StatusUpdateRequest")
    add_document_reference(element, document.document_reference)
    add_status(element, document.status, document.language)
    add_extrinsics(element, document.extrinsics)
