"""Ship notices: what is on its way, in which packages (protocol §3)."""

from ..documents import (
    Package,
    ShipNoticeItem,
    ShipNoticePortion,
    ShipNoticeRequest,
)
from .orders import header_of
from .parts import comments, document_reference, extrinsics, order_reference, unit
from .scalars import (
    child,
    children,
    every,
    integer,
    moment,
    optional,
    quantity,
    required,
    text,
)


def ship_notice_request(parts, element, common):
    """One shipment. Its packages stand beside the header or inside it."""
    header = header_of(element, "ShipNoticeHeader")
    inside = header[:]
    controls = every(inside, "ShipControl") + every(element, "ShipControl")
    portions = every(element, "ShipNoticePortion")
    return ShipNoticeRequest(
        **common,
        shipment_id=required(header, "shipmentID"),
        operation=optional(header, "operation") or "new",
        notice_date=moment(header.get("noticeDate")),
        shipment_date=moment(header.get("shipmentDate")),
        delivery_date=moment(header.get("deliveryDate")),
        shipment_type=optional(header, "shipmentType"),
        document_reference=document_reference(child(header, "DocumentReference")),
        comments=comments(every(inside, "Comments")),
        extrinsics=extrinsics(every(inside, "Extrinsic")),
        packages=tuple([package for each in controls for package in _packages(each)]),
        portions=tuple([_portion(each) for each in portions]),
    )


def _packages(element):
    """A package per tracking number; one without number where none is told."""
    numbers = [text(each) for each in element.iterchildren("ShipmentIdentifier")]
    carrier, start = _carrier(element), moment(element.get("startDate"))
    for number in [each for each in numbers if each] or [""]:
        yield Package(carrier=carrier, tracking_number=number, start_date=start)


def _carrier(element):
    """The carrier's name, else its code in some list of codes (``SCAC``)."""
    found = [
        (each.get("domain") or "", text(each))
        for each in element.iterchildren("CarrierIdentifier")
    ]
    found.sort(key=lambda each: (not each[1], each[0].lower() != "companyname"))
    return found[0][1] if found else ""


def _portion(element):
    items = element.iterchildren("ShipNoticeItem")
    return ShipNoticePortion(
        order=order_reference(element), items=tuple([_item(each) for each in items])
    )


def _item(element):
    return ShipNoticeItem(
        line_number=integer(element, "lineNumber"),
        quantity=quantity(element),
        unit_of_measure=unit(children(element).get),
    )
