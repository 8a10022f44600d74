"""Ship notices: one per shipment, with its packages (protocol §3)."""

from datetime import timedelta

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side, amounts
from .envelope import envelope, reference

DELIVERY = timedelta(days=2)


def build(document):
    order = document.order_ids
    moment = document._moment()
    return cxml.ShipNoticeRequest(
        **envelope(document, order),
        shipment_id=document.name,
        operation="new",
        notice_date=moment,
        shipment_date=moment,
        delivery_date=moment + DELIVERY,
        shipment_type="actual",
        packages=tuple(
            cxml.Package(carrier=amazon_side.CARRIER, tracking_number=number)
            for number in (document.tracking_refs or "").split()
        ),
        portions=(
            cxml.ShipNoticePortion(
                order=reference(order),
                items=tuple(
                    cxml.ShipNoticeItem(
                        line_number=line.order_line_id.line_number,
                        quantity=amounts.number(line.quantity),
                        unit_of_measure=line.order_line_id.uom_code or "EA",
                    )
                    for line in document.line_ids
                ),
            ),
        ),
    )
