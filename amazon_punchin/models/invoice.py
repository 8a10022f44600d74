from odoo import api, fields, models

from .. import cxml
from .values import naive


class Invoice(models.Model):
    """An invoice or credit memo as Amazon sent it; may cover several orders (R139)."""

    _name = "amazon.punchin.invoice"
    _inherit = ["amazon.punchin.guarded", "mail.thread"]
    _description = "Amazon Invoice"
    _order = "invoice_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, index=True, readonly=True)
    group_id = fields.Many2one(
        "amazon.punchin.group", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    request_ids = fields.Many2many(
        "amazon.punchin.request",
        "amazon_punchin_invoice_request_rel",
        string="Requests",
        readonly=True,
    )
    move_type = fields.Selection(
        [("in_invoice", "Invoice"), ("in_refund", "Credit memo")],
        string="Type",
        required=True,
        readonly=True,
    )
    invoice_date = fields.Date(readonly=True)
    notice_date = fields.Datetime(readonly=True)
    pay_in_days = fields.Integer(readonly=True, aggregator=None)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_goods = fields.Monetary(string="Goods", readonly=True)
    amount_tax = fields.Monetary(string="Tax", readonly=True)
    amount_shipping = fields.Monetary(string="Shipping", readonly=True)
    amount_discount = fields.Monetary(string="Discount", readonly=True)
    amount_total = fields.Monetary(string="Total", readonly=True)
    removed = fields.Boolean(
        readonly=True, help="Amazon took the invoice back; it counts for nothing."
    )
    has_unknown_order = fields.Boolean(readonly=True)
    match_state = fields.Selection(
        [
            ("matched", "Matched"),
            ("tolerance", "Within tolerance"),
            ("exception", "Exception"),
        ],
        string="Verdict",
        readonly=True,
        index=True,
    )
    line_ids = fields.One2many(
        "amazon.punchin.invoice.line", "invoice_id", readonly=True
    )
    exception_ids = fields.One2many(
        "amazon.punchin.exception", "invoice_id", readonly=True
    )
    exception_count = fields.Integer(compute="_compute_exception_count")
    move_id = fields.Many2one(
        "account.move", string="Bill", readonly=True, copy=False, index="btree_not_null"
    )
    origin_invoice_id = fields.Many2one(
        "amazon.punchin.invoice", string="Original Invoice", readonly=True
    )
    origin_ref = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="What a credit memo names its original by: its number or its document.",
    )
    document_ids = fields.Many2many(
        "amazon.punchin.message", "amazon_punchin_invoice_message_rel", readonly=True
    )

    _name_unique = models.UniqueIndex(
        "(group_id, move_type, name)", "This invoice is here already."
    )

    @api.depends("exception_ids.state")
    def _compute_exception_count(self):
        for invoice in self:
            invoice.exception_count = len(
                invoice.exception_ids.filtered(lambda one: one.state == "open")
            )

    @api.model
    def _apply_invoice(self, message, document):
        """Records an invoice, matches it, and drafts its bill (design §7).

        :param document: `cxml.InvoiceDetailRequest`
        :return: sentences that need a person's attention
        """
        signed = cxml.amazon.signed_invoice(document)
        orders = self.env["purchase.order"]
        notes, found = [], {}
        for order in document.orders:
            found[order.order], problems = orders._find_ordered(
                message.group_id, order.order
            )
            notes += problems
            orders |= found[order.order]
        requests = orders.amazon_request_id.sorted("id")
        requests._hold()
        for order in orders:
            message._speaks_of(order)
        move_type = "in_refund" if signed.is_credit else "in_invoice"
        standing = self.search(
            [
                ("group_id", "=", message.group_id.id),
                ("move_type", "=", move_type),
                ("name", "=", document.invoice_id),
            ]
        )
        notice_date = naive(document.timestamp) or message.create_date
        if document.operation == "delete":
            notes += self._take_back(message, document, signed, standing, notice_date)
        elif not standing or (standing.removed and standing.notice_date < notice_date):
            values = self._prepare_vals(message, document, signed, found, notice_date)
            if standing:
                standing._unguarded().write(
                    {
                        **values,
                        "line_ids": [fields.Command.clear(), *values["line_ids"]],
                    }
                )
            else:
                standing = self._unguarded().create(values)
            standing._tie_to_origin(document.payload_id)
            standing._announce()
        else:
            notes += standing._repeated(message, signed)
        requests._rebuild()
        (requests.invoice_ids | standing)._match()
        standing._draft_bill()
        if standing.match_state == "exception":
            notes += standing.exception_ids.filtered(
                lambda one: one.state == "open"
            ).mapped("text")
        return notes

    @api.model
    def _prepare_vals(self, message, document, signed, found, notice_date):
        group = message.group_id
        currency = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", signed.currency)], limit=1)
        )
        requests = self.env["amazon.punchin.request"].union(
            *(order.amazon_request_id for order in found.values())
        )
        return {
            "name": document.invoice_id,
            "group_id": group.id,
            "company_id": group.company_id.id,
            "request_ids": [fields.Command.set(requests.ids)],
            "move_type": "in_refund" if signed.is_credit else "in_invoice",
            "invoice_date": document.invoice_date and document.invoice_date.date(),
            "notice_date": notice_date,
            "pay_in_days": document.pay_in_days or 0,
            "currency_id": (currency or group.company_id.currency_id).id,
            "amount_goods": float(signed.goods),
            "amount_tax": float(signed.tax),
            "amount_shipping": float(signed.shipping + signed.special_handling),
            "amount_discount": float(signed.discount),
            "amount_total": float(signed.total),
            "removed": False,
            "has_unknown_order": not all(found.values()) or not found,
            "origin_ref": document.origin_invoice_id or document.document_reference,
            "line_ids": self._prepare_lines(signed, found),
            "document_ids": [fields.Command.link(message.id)],
        }

    @api.model
    def _prepare_lines(self, signed, found):
        """Create commands of the lines, each tied to its purchase order line by number;
        the ASIN must agree where both sides name one (design §7)."""
        numbered = {}
        for order in found.values():
            for line in order._amazon_lines():
                numbered[order.id, line.amazon_line_number] = line
        commands = []
        for line in signed.lines:
            order = found.get(line.order) or self.env["purchase.order"]
            ordered = numbered.get((order.id, line.line_number), order.order_line[:0])
            source = ordered.amazon_request_line_id
            asin = line.supplier_part_id
            if asin and source and asin != source.supplier_part_id:
                ordered, source = ordered[:0], source[:0]
            commands.append(
                fields.Command.create(
                    {
                        "purchase_id": order.id,
                        "purchase_line_id": ordered.id,
                        "request_line_id": source.id,
                        "line_number": line.line_number,
                        "supplier_part_id": asin or source.supplier_part_id,
                        "name": line.description or source.name or asin or "/",
                        "quantity": float(line.quantity),
                        "price_unit": float(line.unit_price),
                        "amount": float(line.amount),
                        "amount_tax": float(line.tax),
                        "amount_shipping": float(line.shipping + line.special_handling),
                        "amount_discount": float(line.discount),
                    }
                )
            )
        return commands

    def _tie_to_origin(self, payload_id):
        """Ties credit memos to the invoice that they correct, whichever came first.

        :param payload_id: of the document that brought this invoice
        """
        self.ensure_one()
        group = [("group_id", "=", self.group_id.id)]
        if self.move_type == "in_refund":
            credits, original = (
                self,
                self.search(
                    [
                        *group,
                        ("move_type", "=", "in_invoice"),
                        "|",
                        ("name", "=", self.origin_ref or ""),
                        ("document_ids.payload_id", "=", self.origin_ref or ""),
                    ],
                    limit=1,
                ),
            )
        else:
            original, credits = (
                self,
                self.search(
                    [
                        *group,
                        ("move_type", "=", "in_refund"),
                        ("origin_ref", "in", (self.name, payload_id)),
                        ("origin_invoice_id", "=", False),
                    ]
                ),
            )
        if original and credits:
            credits._unguarded().origin_invoice_id = original

    @api.model
    def _take_back(self, message, document, signed, standing, notice_date):
        """Amazon deletes an invoice; one that is still to come is marked beforehand.

        :return: sentences that need a person's attention
        """
        if not standing:
            vals = self._prepare_vals(message, document, signed, {}, notice_date)
            self._unguarded().create({**vals, "removed": True, "line_ids": []})
            return []
        standing._unguarded().write(
            {
                "removed": True,
                "notice_date": notice_date,
                "document_ids": [fields.Command.link(message.id)],
            }
        )
        if standing.move_id.state == "posted":
            return [
                self.env._(
                    "Amazon took invoice %s back, but its bill is posted already.",
                    standing.name,
                )
            ]
        standing.move_id.button_cancel()
        return []

    def _repeated(self, message, signed):
        """The same number came in another document.

        :return: sentences that need a person's attention, where the content differs
        """
        self._unguarded().document_ids = [fields.Command.link(message.id)]
        difference = float(signed.total) - self.amount_total
        if self.removed or self.currency_id.is_zero(difference):
            return []
        text = self.env._(
            "Amazon sent invoice %(name)s again with another total: %(total)s.",
            name=self.name,
            total=self.currency_id.format(float(signed.total)),
        )
        self.env["amazon.punchin.exception"]._raise(
            "duplicate",
            self.group_id,
            self.request_ids,
            self.currency_id,
            invoice_id=self.id,
            reference=self.name,
            amount=difference,
            text=text,
        )
        return [text]

    def _announce(self):
        for request in self.request_ids:
            request._news(
                self.env._(
                    "Amazon sent invoice %(name)s over %(total)s.",
                    name=self.name,
                    total=self.currency_id.format(self.amount_total),
                )
                if self.move_type == "in_invoice"
                else self.env._(
                    "Amazon sent credit memo %(name)s over %(total)s.",
                    name=self.name,
                    total=self.currency_id.format(self.amount_total),
                ),
                subtype="invoiced",
            )

    def action_view_bill(self):
        self.ensure_one()
        return self.move_id.get_formview_action()
