from odoo import api, fields, models

from .. import cxml
from .values import naive, plain_number


class Shipment(models.Model):
    """One ship notice, for one purchase order (R135, R136)."""

    _name = "amazon.punchin.shipment"
    _inherit = ["amazon.punchin.guarded", "amazon.punchin.notice.order"]
    _description = "Amazon Shipment"
    _order = "ship_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Shipment", required=True, index=True, readonly=True)
    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", ondelete="set null"
    )
    is_test = fields.Boolean(related="request_id.is_test", store=True, precompute=True)
    carrier = fields.Char(readonly=True)
    tracking_ref = fields.Char(string="Tracking Number", readonly=True)
    tracking_url = fields.Char(string="Tracking Link", readonly=True)
    ship_date = fields.Datetime(readonly=True)
    delivery_date = fields.Datetime(string="Expected Delivery", readonly=True)
    ship_day = fields.Date(
        readonly=True, help="The day of shipment where the notice was written."
    )
    delivery_day = fields.Date(
        readonly=True, help="The day of delivery where the notice was written."
    )
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
        found, notes = self._find_portions(message.group_id, document)
        purchases = self.env["purchase.order"].union(*found)
        requests = purchases.amazon_request_id.sorted("id")
        requests._hold()
        message._speaks_of(purchases)
        for purchase, portions in found.items():
            notes += self._take_portions(message, document, purchase, portions)
        for request in requests:
            notes += request._rebuild()
            request._announce_shipment(document)
        return notes

    @api.model
    def _find_portions(self, group, document):
        """The parts of a notice by purchase order, which may have several.

        :return: `(portions by purchase order, sentences that need attention)`
        """
        found, notes = {}, []
        for portion in document.portions:
            purchase, problems = self.env["purchase.order"]._find_ordered(
                group, portion.order
            )
            notes += problems
            if purchase:
                found.setdefault(purchase, []).append(portion)
        if not document.portions:
            notes.append(self.env._("The ship notice names no order."))
        return found, notes

    @api.model
    def _take_portions(self, message, document, purchase, portions):
        """Writes one order's part of a notice.

        :return: sentences that need a person's attention
        """
        notice = self._prepare_notice(message, document)
        shipment = self.search(
            [("purchase_id", "=", purchase.id), ("name", "=", document.shipment_id)]
        )._unguarded()
        link = [fields.Command.link(message.id)]
        if not shipment._is_outdated_by(notice["notice_key"]):
            shipment.document_ids = link
            return []
        removed = document.operation == "delete"
        items = [item for portion in portions for item in portion.items]
        lines, notes = self._read_items(purchase, () if removed else items)
        values = {
            **notice,
            **self._prepare_vals(document),
            "request_id": purchase.amazon_request_id.id,
            "purchase_id": purchase.id,
            "whole": not removed and not all(one.items for one in portions),
            "removed": removed,
            "line_ids": [fields.Command.clear(), *map(fields.Command.create, lines)],
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
        carriers = [cxml.amazon.carrier_name(one.carrier) for one in document.packages]
        urls = [
            cxml.amazon.tracking_url(one.carrier, one.tracking_number)
            for one in packages
        ]
        return {
            "name": document.shipment_id,
            "carrier": ", ".join(dict.fromkeys(filter(None, carriers))) or False,
            "tracking_ref": ", ".join(one.tracking_number for one in packages) or False,
            "tracking_url": next(filter(None, urls), False),
            "ship_date": naive(document.shipment_date),
            "delivery_date": naive(document.delivery_date),
            "ship_day": document.shipment_date and document.shipment_date.date(),
            "delivery_day": document.delivery_date and document.delivery_date.date(),
        }

    @api.model
    def _read_items(self, purchase, items):
        """:return: `(values of shipment lines, sentences that need attention)`"""
        lines = {line.amazon_line_number: line for line in purchase._amazon_lines()}
        values, notes = [], []
        for item in items:
            line = lines.get(item.line_number)
            if item.quantity <= 0:
                notes.append(
                    self.env._(
                        "The ship notice ships %(quantity)s units of line %(number)s.",
                        quantity=plain_number(item.quantity),
                        number=item.line_number,
                    )
                )
            elif line:
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
            f"{cxml.amazon.carrier_name(one.carrier)} {one.tracking_number}".strip()
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
        self._alarm("shipment", document.shipment_id)
