from odoo import api, fields, models

from .. import cxml


class Invoice(models.Model):
    """An invoice or credit memo as Amazon sent it; may cover several orders (R139)."""

    _name = "amazon.punchin.invoice"
    _inherit = ["amazon.punchin.guarded", "amazon.punchin.notice.order", "mail.thread"]
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
    pay_in_days = fields.Integer(string="Days to Pay", readonly=True, aggregator=None)
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
    came_as_test = fields.Boolean(
        readonly=True, help="Amazon sent it as a test, whatever its order is."
    )
    is_debit = fields.Boolean(
        string="Debit Memo",
        readonly=True,
        help="Charges more for units that were invoiced before.",
    )
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
        "amazon.punchin.exception", "invoice_id", string="Differences", readonly=True
    )
    exception_count = fields.Integer(compute="_compute_exception_count")
    move_id = fields.Many2one(
        "account.move", string="Bill", readonly=True, copy=False, index="btree_not_null"
    )
    billed_total = fields.Monetary(
        readonly=True,
        copy=False,
        help="The total when the bill was drafted; Amazon may change it later.",
    )
    billed_content = fields.Char(
        readonly=True,
        copy=False,
        help="What the invoice said, line by line, when the bill was drafted.",
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
        found, notes = self._find_orders(message.group_id, document)
        orders = self.env["purchase.order"].union(*found.values())
        invoice = self._find_standing(message, document)
        requests = (orders.amazon_request_id | invoice.request_ids).sorted("id")
        requests._hold()
        message._speaks_of(orders)
        if invoice:
            was_removed = invoice.removed
            invoice._unguarded().document_ids = [fields.Command.link(message.id)]
            notes += invoice._settle_notices()
        else:
            was_removed = True
            invoice = self._record(message, document, found)
        if was_removed and not invoice.removed:
            invoice._announce()
        requests._rebuild()
        (invoice - requests.invoice_ids)._match()
        notes += invoice._draft_bill()
        if invoice.match_state == "exception":
            open_ones = invoice.exception_ids.filtered(lambda one: one.state == "open")
            notes += open_ones.mapped("text")
        return list(dict.fromkeys(notes))

    @api.model
    def _find_orders(self, group, document):
        """:return: `(purchase order by reference, sentences that need attention)`"""
        found, notes = {}, []
        for order in document.orders:
            found[order.order], problems = self.env["purchase.order"]._find_ordered(
                group, order.order
            )
            notes += problems
        return found, notes

    @api.model
    def _find_standing(self, message, document):
        return self.search(
            [
                ("group_id", "=", message.group_id.id),
                (
                    "move_type",
                    "=",
                    "in_refund" if cxml.amazon.is_credit(document) else "in_invoice",
                ),
                ("name", "=", document.invoice_id),
            ]
        )

    @api.model
    def _record(self, message, document, found):
        """The first document of an invoice; a `delete` whose invoice is still to come
        leaves a mark."""
        values = self._prepare_vals(message, document, found)
        if document.operation == "delete":
            values.update(removed=True, line_ids=[])
        invoice = self._unguarded().create(values)
        invoice._tie_to_origin(document.payload_id)
        return invoice

    @api.model
    def _prepare_vals(self, message, document, found):
        signed = cxml.amazon.signed_invoice(document)
        group = message.group_id
        requests = self.env["amazon.punchin.request"].union(
            *(order.amazon_request_id for order in found.values())
        )
        return {
            **self._prepare_notice(message, document),
            **self._prepare_amounts(group, signed),
            "name": document.invoice_id,
            "group_id": group.id,
            "company_id": group.company_id.id,
            "request_ids": [fields.Command.set(requests.ids)],
            "invoice_date": document.invoice_date and document.invoice_date.date(),
            "pay_in_days": document.pay_in_days or 0,
            "removed": False,
            "came_as_test": document.deployment_mode == "test",
            "is_debit": document.purpose.lower() in cxml.signed.DEBIT_PURPOSES,
            "has_unknown_order": not all(found.values()) or not found,
            "origin_ref": document.origin_invoice_id or document.document_reference,
            "line_ids": self._prepare_lines(signed, found),
            "document_ids": [fields.Command.link(message.id)],
        }

    @api.model
    def _prepare_amounts(self, group, signed):
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", signed.currency)], limit=1)
        return {
            "move_type": "in_refund" if signed.is_credit else "in_invoice",
            "currency_id": (currency or group.company_id.currency_id).id,
            "amount_goods": float(signed.goods),
            "amount_tax": float(signed.tax),
            "amount_shipping": float(signed.shipping + signed.special_handling),
            "amount_discount": float(signed.discount),
            "amount_total": float(signed.total),
        }

    @api.model
    def _prepare_lines(self, signed, found):
        """Create commands of the lines, each tied to its purchase order line by number;
        the ASIN must agree where both sides name one (design §7)."""
        numbered = {
            (order.id, line.amazon_line_number): line
            for order in found.values()
            for line in order._amazon_lines()
        }
        none = self.env["purchase.order.line"]
        return [
            fields.Command.create(
                {
                    **self._prepare_line(line, found, numbered.get(key, none)),
                    "position": position,
                }
            )
            for position, line in enumerate(signed.lines, 1)
            for key in [(found[line.order].id, line.line_number)]
        ]

    @api.model
    def _prepare_line(self, line, found, ordered):
        """:param ordered: the purchase order line of that number, or none"""
        source = ordered.amazon_request_line_id
        asin = line.supplier_part_id
        if asin and source and asin != source.supplier_part_id:
            ordered, source = ordered.browse(), source.browse()
        return {
            "purchase_id": found[line.order].id,
            "purchase_line_id": ordered.id,
            "request_line_id": source.id,
            "is_whole": line.line_number is None,
            "line_number": line.line_number or 0,
            "supplier_part_id": asin or source.supplier_part_id,
            "name": line.description or source.name or asin or "/",
            "quantity": float(line.quantity),
            "price_unit": float(line.unit_price),
            "amount": float(line.amount),
            "amount_tax": float(line.tax),
            "amount_shipping": float(line.shipping + line.special_handling),
            "amount_discount": float(line.discount),
        }

    def _tie_to_origin(self, payload_id):
        """Ties credit memos to the invoice that they correct, whichever came first.

        :param payload_id: of the document that brought this invoice
        """
        self.ensure_one()
        group = [("group_id", "=", self.group_id.id)]
        if self.move_type == "in_refund":
            named = [("name", "=", self.origin_ref or "")]
            brought = [("document_ids.payload_id", "=", self.origin_ref or "")]
            original = self.search(
                [*group, ("move_type", "=", "in_invoice"), "|", *named, *brought],
                limit=1,
            )
            credits = self
        else:
            original = self
            credits = self.search(
                [
                    *group,
                    ("move_type", "=", "in_refund"),
                    ("origin_ref", "in", (self.name, payload_id)),
                    ("origin_invoice_id", "=", False),
                ]
            )
        if original and credits:
            credits._unguarded().origin_invoice_id = original

    def _announce(self):
        total = self.currency_id.format(self.amount_total)
        if self.move_type == "in_invoice":
            text = self.env._(
                "Amazon sent invoice %(name)s over %(total)s.",
                name=self.name,
                total=total,
            )
        else:
            text = self.env._(
                "Amazon sent credit memo %(name)s over %(total)s.",
                name=self.name,
                total=total,
            )
        for request in self.request_ids:
            request._news(text, subtype="invoiced")
            if self.move_type == "in_invoice":
                request._alarm("invoice", self.name)

    def action_view_bill(self):
        self.ensure_one()
        return self.move_id.get_formview_action()
