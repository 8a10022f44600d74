from odoo import api, fields, models

from .. import cxml
from .values import naive


class Shipment(models.Model):
    """One ship notice, for one purchase order (R135, R136)."""

    _name = "amazon.punchin.shipment"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Shipment"
    _order = "ship_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Shipment", required=True, index=True, readonly=True)
    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", ondelete="set null"
    )
    is_test = fields.Boolean(related="request_id.is_test", store=True)
    notice_date = fields.Datetime(readonly=True)
    carrier = fields.Char(readonly=True)
    tracking_ref = fields.Char(string="Tracking Number", readonly=True)
    tracking_url = fields.Char(string="Tracking Link", readonly=True)
    ship_date = fields.Datetime(readonly=True)
    delivery_date = fields.Datetime(string="Expected Delivery", readonly=True)
    whole = fields.Boolean(
        string="Whole Order",
        readonly=True,
        help="Amazon named no lines: all that was not shipped otherwise.",
    )
    removed = fields.Boolean(
        readonly=True, help="Amazon took the notice back; it counts for nothing."
    )
    line_ids = fields.One2many(
        "amazon.punchin.shipment.line", "shipment_id", readonly=True
    )
    document_ids = fields.Many2many(
        "amazon.punchin.message", "amazon_punchin_shipment_message_rel", readonly=True
    )

    _name_unique = models.UniqueIndex(
        "(purchase_id, name) WHERE purchase_id IS NOT NULL",
        "This shipment is here already.",
    )

    @api.model
    def _apply_ship_notice(self, message, document):
        """Records a shipment: a newer notice replaces an older one of the same number,
        a `delete` leaves a mark that an older notice cannot undo (protocol §3).

        :param document: `cxml.ShipNoticeRequest`
        :return: sentences that need a person's attention
        """
        purchases = self.env["purchase.order"]
        found, notes = [], []
        for portion in document.portions:
            purchase, problems = purchases._find_ordered(
                message.group_id, portion.order
            )
            notes += problems
            if purchase:
                found.append((purchase, portion))
                purchases |= purchase
        if not document.portions:
            notes.append(self.env._("The ship notice names no order."))
        purchases.amazon_request_id.sorted("id")._hold()
        for purchase, portion in found:
            message._speaks_of(purchase)
            notes += self._take_portion(message, document, purchase, portion)
        for request in purchases.amazon_request_id:
            notes += request._rebuild()
            request._announce_shipment(document)
        return notes

    @api.model
    def _take_portion(self, message, document, purchase, portion):
        """Writes one order's part of a notice.

        :return: sentences that need a person's attention
        """
        notice_date = naive(document.notice_date) or message.create_date
        shipment = self.search(
            [("purchase_id", "=", purchase.id), ("name", "=", document.shipment_id)]
        )._unguarded()
        link = [fields.Command.link(message.id)]
        if shipment and shipment.notice_date > notice_date:
            shipment.document_ids = link
            return []
        removed = document.operation == "delete"
        lines, notes = self._read_items(purchase, portion)
        values = {
            **self._prepare_vals(document),
            "request_id": purchase.amazon_request_id.id,
            "purchase_id": purchase.id,
            "notice_date": notice_date,
            "whole": not portion.items and not removed,
            "removed": removed,
            "line_ids": [fields.Command.clear()]
            + [fields.Command.create(line) for line in lines if not removed],
            "document_ids": link,
        }
        if shipment:
            shipment.write(values)
        else:
            self._unguarded().create(values)
        return notes

    @api.model
    def _prepare_vals(self, document):
        packages = [one for one in document.packages if one.tracking_number]
        urls = [
            cxml.amazon.tracking_url(one.carrier, one.tracking_number)
            for one in packages
        ]
        return {
            "name": document.shipment_id,
            "carrier": ", ".join(
                dict.fromkeys(one.carrier for one in document.packages if one.carrier)
            )
            or False,
            "tracking_ref": ", ".join(one.tracking_number for one in packages) or False,
            "tracking_url": next(filter(None, urls), False),
            "ship_date": naive(document.shipment_date),
            "delivery_date": naive(document.delivery_date),
        }

    @api.model
    def _read_items(self, purchase, portion):
        """:return: `(values of shipment lines, sentences that need attention)`"""
        lines = {line.amazon_line_number: line for line in purchase._amazon_lines()}
        values, notes = [], []
        for item in portion.items:
            line = lines.get(item.line_number)
            if line:
                values.append(
                    {
                        "request_line_id": line.amazon_request_line_id.id,
                        "quantity": float(item.quantity),
                    }
                )
            else:
                notes.append(
                    self.env._(
                        "Line %(number)s of the ship notice is not in %(order)s.",
                        number=item.line_number,
                        order=purchase.name,
                    )
                )
        return values, notes


class Request(models.Model):
    _inherit = "amazon.punchin.request"

    def _announce_shipment(self, document):
        """One note per ship notice; an alert where nothing should have shipped."""
        if document.operation == "delete":
            self._news(
                self.env._("Amazon took shipment %s back.", document.shipment_id),
            )
            return
        numbers = ", ".join(
            " ".join(filter(None, (one.carrier, one.tracking_number)))
            for one in document.packages
        )
        self._news(
            self.env._(
                "Amazon shipped %(shipment)s. %(tracking)s",
                shipment=document.shipment_id,
                tracking=numbers,
            ),
            subtype="shipped",
        )
        if self.state in ("cancelled", "rejected"):
            self._todo(
                self.env._("Amazon ships a cancelled order"),
                self.env._(
                    "%(name)s was cancelled in Odoo, but Amazon sends the goods. "
                    "Refuse the delivery or return it at Amazon.",
                    name=self.name,
                ),
            )
