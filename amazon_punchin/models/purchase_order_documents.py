from datetime import UTC

from odoo import api, fields, models

from .. import cxml
from .locking import lock
from .values import money


class PurchaseOrder(models.Model):
    """What a purchase order says to Amazon, and what Amazon's documents do to it."""

    _inherit = "purchase.order"

    def _queue_order_requests(self):
        """Queues the OrderRequest of each confirmed order, unless one is on its way or
        may be at Amazon: one that never left, or that Amazon refused for certain, does
        not count."""
        confirmed = self.sudo().filtered(lambda one: one.state == "purchase")
        for order in confirmed.sorted("id"):
            request = order.amazon_request_id
            if request and not order._amazon_messages().filtered(
                lambda one: one.ambiguous or one.state not in ("cancelled", "refused")
            ):
                self.env["amazon.punchin.message"].sudo()._queue(
                    request.group_id, order._prepare_order_request(), request, order
                )

    def _amazon_messages(self):
        """The OrderRequests of these orders."""
        return (
            self.env["amazon.punchin.message"]
            .sudo()
            .search(
                [
                    ("purchase_id", "in", self.ids),
                    ("direction", "=", "out"),
                    ("document_type", "=", "OrderRequest"),
                ]
            )
        )

    def _prepare_order_request(self):
        """The order as Amazon takes it (protocol §3, R118).

        :return: `cxml.OrderRequest`
        """
        self.ensure_one()
        request = self.amazon_request_id
        group = request.group_id.sudo()
        currency = self.currency_id
        lines = self._amazon_lines()
        items = tuple(line._prepare_item_out() for line in lines)
        total = sum(item.detail.unit_price.amount * item.quantity for item in items)
        contact = cxml.Contact(
            role="endUser", name=request._receiver_out(), email=request.user_email
        )
        first = self == request.purchase_id
        messages = self.env["amazon.punchin.message"]
        return cxml.OrderRequest(
            payload_id=messages._new_payload_id(group.endpoint_id),
            timestamp=fields.Datetime.now().replace(tzinfo=UTC),
            language="en-US",
            header=group._header(),
            deployment_mode="test" if request.is_test else "production",
            order_id=self.name,
            order_date=(self.date_approve or fields.Datetime.now()).replace(tzinfo=UTC),
            total=money(total, currency),
            ship_to=request._ship_to_out(),
            bill_to=group._address(self.company_id.partner_id, None),
            shipping=money(request.amount_shipping_estimate if first else 0, currency),
            tax=cxml.Tax(money(request.amount_tax_estimate if first else 0, currency)),
            contacts=(contact,),
            extrinsics=(cxml.Extrinsic("UserEmail", request.user_email or ""),),
            items=items,
        )

    @api.model
    def _find_ordered(self, group, reference):
        """The purchase order that a document speaks of: by the payloadID of our
        OrderRequest, else by its number, within the group (protocol §4).

        :param reference: `cxml.OrderReference`
        :return: `(order, notes)`; no order, and a note, where nothing fits or the two
            keys contradict each other
        """
        by_payload = self._find_by_payload_id(group, reference.payload_id)
        by_number = self._find_by_number(group, reference.order_id)
        if by_payload and reference.order_id and by_payload != by_number:
            note = self.env._(
                "The document names order %(number)s, but its reference belongs to "
                "%(other)s.",
                number=reference.order_id,
                other=by_payload.name,
            )
            return self.browse(), [note]
        found = by_payload or by_number
        if found:
            return found, []
        name = reference.order_id or reference.payload_id or "?"
        return found, [self.env._("Order %s is not known here.", name)]

    @api.model
    def _find_by_payload_id(self, group, payload_id):
        if not payload_id:
            return self.browse()
        message = self.env["amazon.punchin.message"].search(
            [
                ("group_id", "=", group.id),
                ("direction", "=", "out"),
                ("document_type", "=", "OrderRequest"),
                ("payload_id", "=", payload_id),
            ],
            limit=1,
        )
        return message.purchase_id

    @api.model
    def _find_by_number(self, group, number):
        if not number:
            return self.browse()
        return self.search_fetch(
            [
                ("name", "=", number),
                ("company_id", "=", group.company_id.id),
                ("amazon_request_id.group_id", "=", group.id),
            ],
            limit=1,
        )

    def _confirmed_by_amazon(self, message):
        """A confirmation proves that the order arrived, whatever its answer was."""
        unsure = self._amazon_messages().filtered(
            lambda one: one.state not in ("done", "cancelled")
        )
        lock(unsure)
        for one in unsure._unguarded():
            one._arrived(
                self.env._("Amazon confirmed the order with %s.", message.payload_id)
            )
            one.effect = False
        if unsure:
            self.amazon_request_id._acknowledged(unsure[0])
