"""What every document of the desk begins with."""

from datetime import UTC

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side


def envelope(document, orders):
    """Keyword arguments of a Request from Amazon to the group.

    :param document: `amazon.punchin.sandbox.document`
    :param orders: the orders that it speaks of; a test order gets test documents
    """
    test = any(order.is_test for order in orders)
    return {
        "payload_id": document.payload_id,
        "timestamp": document._moment(),
        "language": amazon_side.LANGUAGE,
        "header": amazon_side.header(document.group_id.sudo().from_identity or ""),
        "deployment_mode": "test" if test else "production",
    }


def reference(order):
    """How Amazon names a purchase order of ours: number and payloadID."""
    return cxml.OrderReference(
        order_id=order.order_ref,
        payload_id=order.payload_id,
        order_date=order.date and order.date.replace(tzinfo=UTC),
    )
