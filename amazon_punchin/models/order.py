from odoo import api, fields, models

from .. import cxml
from .values import naive


class Order(models.Model):
    """One order on Amazon's side; a purchase order may become several (DEC14)."""

    _name = "amazon.punchin.order"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Order"
    _order = "notice_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Amazon Order Number", index=True, readonly=True)
    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True)
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", ondelete="set null"
    )
    is_test = fields.Boolean(related="request_id.is_test", store=True)
    notice_date = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("confirmed", "Confirmed"),
            ("partial", "Confirmed in part"),
            ("rejected", "Rejected"),
        ],
        compute="_compute_state",
        store=True,
    )
    whole = fields.Selection(
        [("accept", "All accepted"), ("reject", "All rejected")],
        readonly=True,
        help="Said of the whole order; the listed lines are the exceptions.",
    )
    reason = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary(readonly=True)
    line_ids = fields.One2many("amazon.punchin.order.line", "order_id", readonly=True)
    document_ids = fields.Many2many(
        "amazon.punchin.message", "amazon_punchin_order_message_rel", readonly=True
    )

    _name_unique = models.UniqueIndex(
        "(purchase_id, name) WHERE name IS NOT NULL AND purchase_id IS NOT NULL",
        "This Amazon order is here already.",
    )

    @api.depends("whole", "line_ids.status")
    def _compute_state(self):
        for order in self:
            statuses = set(order.line_ids.mapped("status"))
            if order.whole:
                statuses.add({"accept": "accepted", "reject": "rejected"}[order.whole])
            if statuses == {"rejected"}:
                order.state = "rejected"
            else:
                order.state = "partial" if "rejected" in statuses else "confirmed"

    @api.model
    def _apply_confirmation(self, message, document):
        """Records what Amazon says of an order (protocol §3).

        A later notice of the same Amazon order replaces an earlier one; an earlier one
        that comes late changes nothing but what had once been promised.

        :param document: `cxml.ConfirmationRequest`
        :return: sentences that need a person's attention
        """
        purchase, notes = self.env["purchase.order"]._find_ordered(
            message.group_id, document.order
        )
        if not purchase:
            return notes
        request = purchase.amazon_request_id
        request._hold()
        message._speaks_of(purchase)
        number = cxml.amazon.confirm_id(document)
        order = self.search(
            [("purchase_id", "=", purchase.id), ("name", "=", number)]
            if number
            else [("document_ids", "in", message.ids)]
        )
        notice_date = naive(document.notice_date) or message.create_date
        entries, line_notes = self._read_items(purchase, document)
        notes += line_notes
        if order and order.notice_date and order.notice_date > notice_date:
            order._remember_promised(entries)
            order._unguarded().document_ids = [fields.Command.link(message.id)]
        else:
            values = {
                "name": number or False,
                "request_id": request.id,
                "purchase_id": purchase.id,
                "notice_date": notice_date,
                "whole": self._whole(document),
                "reason": cxml.amazon.reason(document.comments) or False,
                "currency_id": purchase.currency_id.id,
                "amount_total": float(document.total.amount) if document.total else 0.0,
                "document_ids": [fields.Command.link(message.id)],
            }
            promised = order._promised()
            if order:
                order._unguarded().write(values)
                order.line_ids._unguarded().unlink()
            else:
                order = self._unguarded().create(values)
            order._write_lines(entries, promised)
        purchase._confirmed_by_amazon(message)
        notes += order._check_prices()
        before = request.stage
        request._rebuild()
        request._announce_confirmation(order, before)
        return notes

    @api.model
    def _whole(self, document):
        """`accept`/`reject` where the header speaks of the whole order."""
        if document.type in ("accept", "except", "allDetail"):
            return "accept"
        if document.type == "reject" and not document.items:
            return "reject"
        return False

    @api.model
    def _read_items(self, purchase, document):
        """The statuses of a confirmation against our lines.

        :return: `(entries, notes)`: values of `amazon.punchin.order.line`
        """
        lines = {line.amazon_line_number: line for line in purchase._amazon_lines()}
        entries, notes = [], []
        for item in document.items:
            line = lines.get(item.line_number)
            if not line:
                notes.append(
                    self.env._(
                        "Line %(number)s of the confirmation is not in %(order)s.",
                        number=item.line_number,
                        order=purchase.name,
                    )
                )
                continue
            for status in item.statuses:
                entries.append(self._prepare_line_vals(line, status, document))
                other = status.item and status.item.supplier_part_id
                if other and other != line.amazon_request_line_id.supplier_part_id:
                    notes.append(
                        self.env._(
                            "Line %(number)s: Amazon delivers %(other)s instead of "
                            "what was ordered.",
                            number=item.line_number,
                            other=other,
                        )
                    )
        return entries, notes

    @api.model
    def _prepare_line_vals(self, line, status, document):
        kinds = {"reject": "rejected", "backordered": "backordered"}
        kind = kinds.get(status.type, "accepted")
        if document.type == "reject":
            kind = "rejected"
        price = status.unit_price or (status.item and status.item.detail.unit_price)
        delivery = naive(status.delivery_date)
        return {
            "request_line_id": line.amazon_request_line_id.id,
            "quantity": float(status.quantity),
            "status": kind,
            "price_unit": float(price.amount) if price else line.price_unit,
            "delivery_date": delivery.date() if delivery else False,
            "reason": cxml.amazon.reason(status.comments)
            or cxml.amazon.reason(document.comments)
            or False,
            "error_code": cxml.amazon.error_code(status.comments)
            or cxml.amazon.error_code(document.comments)
            or False,
        }

    def _promised(self):
        """The greatest accepted quantity by request line that any notice named."""
        promised = {}
        for line in self.line_ids:
            key = line.request_line_id.id
            promised[key] = max(promised.get(key, 0.0), line.quantity_promised)
        return promised

    def _write_lines(self, entries, promised):
        """Replaces the lines; what was accepted before and is no longer is rejected:
        fewer accepted units are a cancellation (protocol §3)."""
        accepted, told = {}, {}
        for entry in entries:
            key = entry["request_line_id"]
            bucket = accepted if entry["status"] == "accepted" else told
            bucket[key] = bucket.get(key, 0.0) + entry["quantity"]
        values = []
        for entry in entries:
            key = entry["request_line_id"]
            best = max(promised.get(key, 0.0), accepted.get(key, 0.0))
            values.append({**entry, "order_id": self.id, "quantity_promised": best})
        listed = {entry["request_line_id"] for entry in entries}
        for key, best in promised.items():
            if key not in listed and best:
                values.append(
                    {
                        "order_id": self.id,
                        "request_line_id": key,
                        "quantity": 0.0,
                        "status": "accepted",
                        "quantity_promised": best,
                    }
                )
        self.env["amazon.punchin.order.line"]._unguarded().create(values)

    def _remember_promised(self, entries):
        """An older notice came late: only what it promised counts."""
        for entry in entries:
            if entry["status"] != "accepted":
                continue
            lines = self.line_ids.filtered(
                lambda line, entry=entry: (
                    line.request_line_id.id == entry["request_line_id"]
                )
            )
            if lines:
                lines._unguarded().quantity_promised = max(
                    lines[0].quantity_promised, entry["quantity"]
                )
            else:
                self.env["amazon.punchin.order.line"]._unguarded().create(
                    {
                        "order_id": self.id,
                        "request_line_id": entry["request_line_id"],
                        "quantity": 0.0,
                        "status": "accepted",
                        "quantity_promised": entry["quantity"],
                    }
                )

    def _check_prices(self):
        """Confirmed prices that differ from the order become exceptions (wish 16)."""
        notes = []
        currency = self.currency_id
        standing = self.env["amazon.punchin.exception"].search(
            [("order_id", "=", self.id), ("code", "=", "price")]
        )
        for line in self.line_ids.filtered(lambda one: one.status == "accepted"):
            source = line.request_line_id
            if not line.quantity or not currency.compare_amounts(
                line.price_unit, source.price_unit
            ):
                continue
            text = self.env._(
                "Line %(number)s: Amazon confirms %(new)s instead of %(old)s.",
                number=source.line_number,
                new=currency.format(line.price_unit),
                old=currency.format(source.price_unit),
            )
            notes.append(text)
            if not standing.filtered(
                lambda one, source=source: one.request_line_id == source
            ):
                self.env["amazon.punchin.exception"]._raise(
                    "price",
                    self.request_id.group_id,
                    self.request_id,
                    currency,
                    order_id=self.id,
                    request_line_id=source.id,
                    reference=self.name,
                    amount=(line.price_unit - source.price_unit) * line.quantity,
                    text=text,
                )
        return notes


class Request(models.Model):
    _inherit = "amazon.punchin.request"

    def _announce_confirmation(self, order, before):
        """One note per confirmation, and an activity where Amazon rejected."""
        if order.state == "rejected" or order.line_ids.filtered(
            lambda line: line.status == "rejected"
        ):
            reasons = {order.reason, *order.line_ids.mapped("reason")} - {False}
            text = self.env._(
                "Amazon rejected items: %(reasons)s",
                reasons="; ".join(sorted(reasons)) or self.env._("no reason given"),
            )
            self._news(text, subtype="cancelled")
            if self.user_id:
                summary = self.env._("Items were cancelled by Amazon")
                self._todo(summary, text, user=self.user_id)
        else:
            self._news(
                self.env._("Amazon confirmed order %(name)s.", name=order.name or ""),
                subtype="confirmed",
            )
