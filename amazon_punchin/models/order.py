from odoo import api, fields, models
from odoo.tools import format_date

from .. import cxml


class Order(models.Model):
    """One order on Amazon's side; a purchase order may become several (DEC14)."""

    _name = "amazon.punchin.order"
    _inherit = ["amazon.punchin.guarded", "amazon.punchin.notice.order"]
    _description = "Amazon Order"
    _order = "notice_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Amazon Order Number", index=True, readonly=True)
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
    is_correction = fields.Boolean(
        readonly=True,
        help="An update without a number: it says anew what earlier notices without "
        "one said of its lines.",
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

    @api.depends("line_ids.status", "line_ids.quantity")
    def _compute_state(self):
        for order in self:
            live = order.line_ids.filtered("quantity")
            statuses = set(live.mapped("status"))
            if order.line_ids and statuses <= {"rejected"}:
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
        entries, surprises = self._read_items(purchase, document)
        order = self._record_notice(message, document, purchase, entries)
        purchase._confirmed_by_amazon(message)
        notes += surprises + order._check_prices()
        request._rebuild()
        request._announce_confirmation(order)
        return notes

    @api.model
    def _record_notice(self, message, document, purchase, entries):
        """:return: the Amazon order that the document speaks of"""
        number = cxml.amazon.confirm_id(document)
        order = self.search(
            [("purchase_id", "=", purchase.id), ("name", "=", number)]
            if number
            else [("document_ids", "in", message.ids)]
        )
        values = self._prepare_vals(message, document, purchase, number)
        is_standing = order._is_outdated_by(values["notice_key"])
        if not order:
            order = self._unguarded().create(values)
        elif is_standing:
            order._unguarded().write(values)
        else:
            order._unguarded().document_ids = values["document_ids"]
        order._take_entries(entries, is_standing)
        return order

    @api.model
    def _prepare_vals(self, message, document, purchase, number):
        kind = document.type.lower()
        whole = cxml.amazon.whole_order(document)
        total = document.total
        return {
            **self._prepare_notice(message, document),
            "name": number or False,
            "request_id": purchase.amazon_request_id.id,
            "purchase_id": purchase.id,
            "whole": whole or (kind == "except" and "accept"),
            "is_correction": not number and document.operation == "update",
            "reason": cxml.amazon.reason(document.comments) or False,
            "currency_id": purchase.currency_id.id,
            "amount_total": float(total.amount) if total else 0.0,
            "document_ids": [fields.Command.link(message.id)],
        }

    def _check_prices(self):
        """Confirmed prices that differ from the order become exceptions (wish 16), one
        for each line of the request. Where Amazon has corrected itself, they are
        resolved; a price that differs from the one that somebody accepted is told anew.

        :return: sentences that need a person's attention
        """
        exceptions = self.env["amazon.punchin.exception"]
        standing = exceptions.search(
            [("order_id", "=", self.id), ("state", "!=", "resolved")]
        )
        known = {(one.request_line_id, one.text): one for one in standing}
        dearer = self.line_ids.filtered(lambda one: one._has_other_price())
        notes, raised, kept = [], [], exceptions
        for source, lines in dearer.grouped("request_line_id").items():
            text = lines._tell_price()
            notes.append(text)
            values = self._prepare_price_exception(source, lines, text)
            one = known.get((source, text))
            if not one:
                raised.append(values)
            elif one.state == "open" and one.amount != values["amount"]:
                one._unguarded().amount = values["amount"]
            kept |= one or exceptions
        gone = (standing - kept).filtered(lambda one: one.state == "open")
        gone._unguarded().write({"state": "resolved"})
        exceptions._raise_all(raised)
        return notes

    def _prepare_price_exception(self, source, lines, text):
        return {
            "code": "price",
            "group_id": self.request_id.group_id.id,
            "request_id": self.request_id.id,
            "currency_id": self.currency_id.id,
            "order_id": self.id,
            "request_line_id": source.id,
            "reference": self.name,
            "amount": sum(
                (line.price_unit - source.price_unit) * line.quantity for line in lines
            ),
            "text": text,
        }

    def _tell_confirmation(self):
        """Confirmed, or put off: a back-order is confirmed by a later document."""
        name = self.name or ""
        put_off = self.line_ids.filtered(lambda one: one.status == "backordered")
        if not put_off:
            return self.env._("Amazon confirmed order %(name)s.", name=name)
        days = [one for one in put_off.mapped("delivery_date") if one]
        if not days:
            return self.env._("Amazon put off items of order %(name)s.", name=name)
        return self.env._(
            "Amazon put off items of order %(name)s. They are expected on %(day)s.",
            name=name,
            day=format_date(self.env, max(days)),
        )


class Request(models.Model):
    _inherit = "amazon.punchin.request"

    def _announce_confirmation(self, order):
        """One note per confirmation, and an activity where Amazon rejected."""
        if order.state == "rejected" or order.line_ids.filtered(
            lambda line: line.status == "rejected"
        ):
            self._news(self._tell_rejections(order), subtype="cancelled")
            if self.user_id:
                self._ask_to_act(
                    "items_rejected",
                    user=self.user_id,
                    facts=lambda spoken: {
                        "text": spoken._tell_rejections(order).rstrip("."),
                        "order": order.name or order.purchase_id.name,
                    },
                )
        else:
            self._news(order._tell_confirmation(), subtype="confirmed")

    def _tell_rejections(self, order):
        reasons = {order.reason, *order.line_ids.mapped("reason")} - {False}
        return self.env._(
            "Amazon rejected items: %(reasons)s",
            reasons="; ".join(sorted(reasons)) or self.env._("no reason given"),
        )
