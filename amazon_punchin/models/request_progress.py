from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero

from .values import plain_number

QUANTITIES = (
    "qty_confirmed",
    "qty_rejected",
    "qty_shipped",
    "qty_invoiced",
    "qty_credited",
)


class Request(models.Model):
    """What became of a purchase, computed from what Amazon's documents left behind.

    Nothing is added up as documents arrive: :meth:`_rebuild` reads all of them anew, so
    their order, repeats and late arrivals make no difference (design §4)."""

    _inherit = "amazon.punchin.request"

    def _hold(self):
        """Locks these requests for the transaction, oldest first.

        :raise LockError: somebody else has one of them; the work comes again
        """
        self.sudo().lock_for_update(allow_referencing=True)
        self.invalidate_recordset()

    def _rebuild(self):
        """Recomputes quantities, dates and references of the lines, the quantities
        still wanted on the purchase order, and with them the stage. Idempotent.

        :return: sentences that need a person's attention
        """
        notes = []
        for request in self.sudo().with_prefetch():
            facts = request._collect_facts()
            for line in request.line_ids:
                changed = {
                    name: value
                    for name, value in facts[line.id].items()
                    if line[name] != value
                }
                if changed:
                    line._unguarded().write(changed)
            names = list(dict.fromkeys(filter(None, request.order_ids.mapped("name"))))
            reference = ", ".join(sorted(names)) or False
            if request.confirmation_ref != reference:
                request._unguarded().confirmation_ref = reference
            for order in request.purchase_ids:
                order._follow_amazon()
            notes += request._overshipped()
        self.sudo().invoice_ids._match()
        return notes

    def _collect_facts(self):
        """Values of each line by its id, from orders, shipments and invoices."""
        facts = {
            line.id: {
                **dict.fromkeys(QUANTITIES, 0.0),
                "ship_date": False,
                "delivery_date": False,
                "invoice_ref": False,
                "invoice_date": False,
                "reject_reason": False,
            }
            for line in self.line_ids
        }
        self._collect_confirmed(facts)
        self._collect_shipped(facts)
        self._collect_invoiced(facts)
        return facts

    def _collect_confirmed(self, facts):
        """Accepted and rejected units; what a header said of the whole order fills the
        rest, the latest notice first."""
        cancelled = defaultdict(float)
        for line in self.order_ids.line_ids:
            fact = facts[line.request_line_id.id]
            if line.status == "accepted":
                fact["qty_confirmed"] += line.quantity
                key = (line.order_id.id, line.request_line_id.id)
                cancelled[key] = max(cancelled[key], line.quantity_promised)
            elif line.status == "rejected":
                fact["qty_rejected"] += line.quantity
                fact["reject_reason"] = line.reason or fact["reject_reason"]
            if line.delivery_date and line.status != "rejected":
                fact["delivery_date"] = max(
                    filter(None, (fact["delivery_date"], line.delivery_date))
                )
        for (order_id, line_id), promised in cancelled.items():
            now = self.order_ids.browse(order_id).line_ids.filtered(
                lambda one, line_id=line_id: one.request_line_id.id == line_id
            )
            kept = sum(now.mapped("quantity"))
            facts[line_id]["qty_rejected"] += max(promised - kept, 0.0)
        for order in self.order_ids.filtered("whole").sorted(
            lambda one: (one.notice_date, one.id), reverse=True
        ):
            name = "qty_confirmed" if order.whole == "accept" else "qty_rejected"
            for line in (
                self._lines_of(order.purchase_id) - order.line_ids.request_line_id
            ):
                fact = facts[line.id]
                rest = line.quantity - fact["qty_confirmed"] - fact["qty_rejected"]
                fact[name] += max(rest, 0.0)
                if order.whole == "reject":
                    fact["reject_reason"] = order.reason or fact["reject_reason"]

    def _collect_shipped(self, facts):
        shipments = self.shipment_ids.filtered(lambda one: not one.removed)
        for line in shipments.line_ids:
            self._ship(facts, line.request_line_id, line.quantity, line.shipment_id)
        for shipment in shipments.filtered("whole"):
            for line in self._lines_of(shipment.purchase_id):
                fact = facts[line.id]
                rest = line.quantity - fact["qty_rejected"] - fact["qty_shipped"]
                if rest > 0:
                    self._ship(facts, line, rest, shipment)

    def _ship(self, facts, line, quantity, shipment):
        fact = facts[line.id]
        fact["qty_shipped"] += quantity
        for name in ("ship_date", "delivery_date"):
            moment = shipment[name]
            if moment and (
                not fact[name] or name == "delivery_date" or moment.date() > fact[name]
            ):
                day = moment.date()
                fact[name] = max(fact[name], day) if fact[name] else day

    def _collect_invoiced(self, facts):
        lines = self.invoice_ids.filtered(lambda one: not one.removed).line_ids
        lines = lines.filtered(lambda one: one.request_line_id.request_id == self)
        newest = {}
        for line in lines:
            fact = facts[line.request_line_id.id]
            invoice = line.invoice_id
            if invoice.move_type == "in_refund":
                fact["qty_credited"] += line.quantity
                continue
            fact["qty_invoiced"] += line.quantity
            age = (
                invoice.invoice_date or fields.Date.to_date("1970-01-01"),
                invoice.name,
            )
            if age > newest.get(line.request_line_id, age[:0]):
                newest[line.request_line_id] = age
                fact["invoice_date"] = invoice.invoice_date
                fact["invoice_ref"] = invoice.name

    def _lines_of(self, purchase):
        """The request lines that a purchase order orders."""
        return purchase._amazon_lines().amazon_request_line_id

    def _overshipped(self):
        return [
            self.env._(
                "Line %(number)s: %(shipped)s shipped, but %(ordered)s ordered.",
                number=line.line_number,
                shipped=plain_number(line.qty_shipped),
                ordered=plain_number(line.quantity),
            )
            for line in self.line_ids
            if float_compare(line.qty_shipped, line.quantity, precision_digits=6) > 0
        ]

    @api.depends(
        "state",
        "cart_date",
        "purchase_id",
        "order_sent_on",
        "closed_reason",
        "group_id.payment_method_id.kind",
        "order_ids",
        "invoice_ids.move_id.state",
        "invoice_ids.removed",
        *(f"line_ids.{name}" for name in (*QUANTITIES, "quantity", "qty_received")),
    )
    def _compute_stage(self):
        for request in self:
            request.stage = request._find_stage()

    def _find_stage(self):
        """The furthest step that the facts show (R92)."""
        if self.state in ("rejected", "cancelled", "expired"):
            return self.state
        if not self.cart_date:
            return "browsing" if self.sudo().buyer_cookie else "new"
        if self.state == "open":
            return "cart_received"
        if self.state == "pending":
            return "pending_approval"
        wanted = {
            line: max(line.quantity - line.qty_rejected, 0.0) for line in self.line_ids
        }
        if self.line_ids and not any(wanted.values()):
            return "cancelled"
        if self.closed_reason:
            return "done"

        def every(name):
            return all(
                float_compare(line[name], quantity, precision_digits=6) >= 0
                for line, quantity in wanted.items()
            )

        def some(name):
            return any(
                not float_is_zero(line[name], precision_digits=6) for line in wanted
            )

        arrived = every("qty_shipped") or every("qty_received")
        card = self.group_id.sudo().payment_method_id.kind == "card"
        if arrived and (card or (every("qty_invoiced") and self._is_billed())):
            return "done"
        steps = (
            ("invoiced", every("qty_invoiced")),
            ("partly_invoiced", some("qty_invoiced")),
            ("received", every("qty_received")),
            ("shipped", every("qty_shipped")),
            ("partly_shipped", some("qty_shipped")),
            ("order_confirmed", some("qty_confirmed") or some("qty_rejected")),
            ("order_sent", bool(self.order_sent_on)),
        )
        return next((stage for stage, reached in steps if reached), "order_created")

    def _is_billed(self):
        """Whether the accountant has posted a bill for each invoice."""
        invoices = self.sudo().invoice_ids.filtered(lambda one: not one.removed)
        return all(one.move_id.state == "posted" for one in invoices)
