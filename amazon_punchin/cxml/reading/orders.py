"""An order, and what becomes of it at Amazon (protocol §3)."""

from ..documents import (
    ConfirmationItem,
    ConfirmationRequest,
    ConfirmationStatus,
    ItemOut,
    OrderRequest,
    StatusUpdateRequest,
)
from .faults import missing
from .parts import (
    address,
    comments,
    contacts,
    document_reference,
    extrinsics,
    item_id,
    order_reference,
    status,
    unit,
)
from .scalars import (
    child,
    children,
    every,
    integer,
    moment,
    optional,
    quantity,
    required,
)


def header_of(element, name):
    """The header of a document.

    :raise MissingError: there is none
    """
    header = child(element, name)
    if header is None:
        raise missing(element, name)
    return header


def order_request(parts, element, common):
    """A purchase order, as the sandbox takes it from us."""
    header = header_of(element, "OrderRequestHeader")
    inside = header[:]
    found = children(inside).get
    bill_to = address(found("BillTo"))
    if bill_to is None:
        raise missing(header, "BillTo/Address")
    return OrderRequest(
        **common,
        order_id=required(header, "orderID"),
        order_date=moment(header.get("orderDate")),
        type=optional(header, "type") or "new",
        total=parts.price(header, found("Total"), "Total"),
        ship_to=address(found("ShipTo")),
        bill_to=bill_to,
        shipping=parts.money(found("Shipping")),
        tax=parts.tax(found("Tax")),
        contacts=contacts(every(inside, "Contact")),
        document_reference=document_reference(found("DocumentReference")),
        extrinsics=extrinsics(every(inside, "Extrinsic")),
        items=tuple(
            [_item_out(parts, each) for each in element.iterchildren("ItemOut")]
        ),
    )


def _item_out(parts, element):
    found = children(element).get
    part_id, auxiliary_id = item_id(element, found("ItemID"))
    return ItemOut(
        line_number=integer(element, "lineNumber"),
        quantity=quantity(element),
        supplier_part_id=part_id,
        detail=parts.item_detail(element, found("ItemDetail")),
        supplier_part_auxiliary_id=auxiliary_id,
    )


def confirmation_request(parts, element, common):
    """Amazon's answer to an order; a rejection may lack number and total."""
    header = header_of(element, "ConfirmationHeader")
    inside = header[:]
    found = children(inside).get
    items = element.iterchildren("ConfirmationItem")
    return ConfirmationRequest(
        **common,
        confirm_id=optional(header, "confirmID"),
        operation=optional(header, "operation") or "new",
        type=required(header, "type"),
        notice_date=moment(header.get("noticeDate")),
        document_reference=document_reference(found("DocumentReference")),
        order=order_reference(element),
        total=parts.money(found("Total")),
        shipping=parts.money(found("Shipping")),
        tax=parts.tax(found("Tax")),
        comments=comments(every(inside, "Comments")),
        extrinsics=extrinsics(every(inside, "Extrinsic")),
        items=tuple([_confirmation_item(parts, each) for each in items]),
    )


def _confirmation_item(parts, element):
    inside = element[:]
    statuses = every(inside, "ConfirmationStatus")
    return ConfirmationItem(
        line_number=integer(element, "lineNumber"),
        quantity=quantity(element),
        unit_of_measure=unit(children(inside).get),
        statuses=tuple([_confirmation_status(parts, each) for each in statuses]),
    )


def _confirmation_status(parts, element):
    inside = element[:]
    found = children(inside).get
    item = found("ItemIn")
    return ConfirmationStatus(
        quantity=quantity(element),
        type=required(element, "type"),
        unit_of_measure=unit(found),
        shipment_date=moment(element.get("shipmentDate")),
        delivery_date=moment(element.get("deliveryDate")),
        unit_price=parts.money(found("UnitPrice")),
        item=None if item is None else parts.item_in(item),
        tax=parts.tax(found("Tax")),
        shipping=parts.money(found("Shipping")),
        comments=comments(every(inside, "Comments")),
    )


def status_update_request(parts, element, common):
    """What became of a document of the other side."""
    return StatusUpdateRequest(
        **common,
        document_reference=document_reference(child(element, "DocumentReference")),
        status=status(element),
        extrinsics=extrinsics(every(element, "Extrinsic")),
    )
