"""Ship notices, as the sandbox sends them (protocol §3)."""

from .parts import (
    add_comments,
    add_document_reference,
    add_extrinsics,
    add_order_reference,
    add_unit,
)
from .tree import add, moment, needed


def ship_notice_request(parent, document):
    """One shipment, a ShipControl per package."""
    element = add(parent, "ShipNoticeRequest")
    header = add(
        element,
        "ShipNoticeHeader",
        shipmentID=needed(document.shipment_id, "a shipment's number"),
        operation=document.operation,
        noticeDate=moment(document.notice_date),
        shipmentDate=document.shipment_date,
        deliveryDate=document.delivery_date,
        shipmentType=document.shipment_type,
    )
    add_document_reference(header, document.document_reference)
    add_comments(header, document.comments)
    add_extrinsics(header, document.extrinsics)
    for package in document.packages:
        control = add(element, "ShipControl", startDate=package.start_date)
        add(control, "CarrierIdentifier", package.carrier, domain="companyName")
        add(control, "ShipmentIdentifier", package.tracking_number)
    for portion in document.portions:
        part = add(element, "ShipNoticePortion")
        add_order_reference(part, portion.order)
        for item in portion.items:
            line = add(
                part,
                "ShipNoticeItem",
                quantity=item.quantity,
                lineNumber=item.line_number,
            )
            add_unit(line, item.unit_of_measure)
