from collections import defaultdict

from odoo import fields, models

QUANTITIES = (
    "qty_confirmed",
    "qty_rejected",
    "qty_shipped",
    "qty_invoiced",
    "qty_credited",
)

NEVER = fields.Date.to_date("1970-01-01")


class Request(models.Model):
    """The facts of each line, read from all that Amazon's documents left behind."""

    _inherit = "amazon.punchin.request"

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
        self._spread_invoices(facts)
        self._collect_invoiced(facts)
        return facts

    def _collect_confirmed(self, facts):
        """Accepted and rejected units: what was said of a line, then what was said of
        the whole order for the rest, the latest notice first; then what Amazon had
        once accepted and does no longer."""
        lines = self._standing_order_lines()
        for line in lines.filtered(lambda one: not one.is_rest):
            self._count_fate(facts, line, line.quantity)
        rest = lines.filtered("is_rest").sorted(
            lambda one: (one.order_id.notice_key or "", one.id), reverse=True
        )
        for line in rest:
            fact, ordered = facts[line.request_line_id.id], line.request_line_id
            free = ordered.quantity - fact["qty_confirmed"] - fact["qty_rejected"]
            self._count_fate(facts, line, min(line.quantity, max(free, 0.0)))
        self._collect_withdrawn(facts, lines)

    def _count_fate(self, facts, line, quantity):
        fact = facts[line.request_line_id.id]
        if line.status in ("accepted", "backordered"):
            fact["qty_confirmed"] += quantity
        elif line.status == "rejected":
            fact["qty_rejected"] += quantity
            if quantity:
                fact["reject_reason"] = line.reason or fact["reject_reason"]
        if line.delivery_date and line.status != "rejected":
            fact["delivery_date"] = max(
                filter(None, (fact["delivery_date"], line.delivery_date))
            )

    def _collect_withdrawn(self, facts, lines):
        """Units that an Amazon order accepted once and accepts no longer are rejected,
        unless another Amazon order has them now."""
        kept, promised = defaultdict(float), defaultdict(float)
        for line in lines:
            key = (line.order_id, line.request_line_id)
            kept[key] += line.quantity
            promised[key] = max(promised[key], line.quantity_promised)
        for key, best in promised.items():
            line = key[1]
            fact = facts[line.id]
            free = line.quantity - fact["qty_confirmed"] - fact["qty_rejected"]
            withdrawn = min(best - kept[key], free)
            fact["qty_rejected"] += max(withdrawn, 0.0)

    def _standing_order_lines(self):
        """The lines of the Amazon orders, without those of which a later correction
        speaks: a rejection may lack the number by which it would be replaced."""
        dead = self.order_ids.line_ids.browse()
        corrected = set()
        for order in self.order_ids.filtered(lambda one: not one.name).sorted(
            lambda one: one.notice_key or "", reverse=True
        ):
            dead |= order.line_ids.filtered(
                lambda one: one.request_line_id.id in corrected
            )
            if order.is_correction:
                corrected.update(order.line_ids.request_line_id.ids)
        return self.order_ids.line_ids - dead

    def _collect_shipped(self, facts):
        shipments = self.shipment_ids.filtered(lambda one: not one.removed)
        for line in shipments.line_ids:
            self._ship(facts, line.request_line_id, line.quantity, line.shipment_id)
        for shipment in shipments.filtered("whole").sorted(
            lambda one: (one.notice_key or "", one.name)
        ):
            for line in self._lines_of(shipment.purchase_id):
                fact = facts[line.id]
                rest = line.quantity - fact["qty_rejected"] - fact["qty_shipped"]
                if rest > 0:
                    self._ship(facts, line, rest, shipment)

    def _ship(self, facts, line, quantity, shipment):
        """The last shipment tells the day on which the line is complete."""
        fact = facts[line.id]
        fact["qty_shipped"] += quantity
        days = {"ship_date": shipment.ship_day, "delivery_date": shipment.delivery_day}
        for name, day in days.items():
            if day:
                fact[name] = max(fact[name], day) if fact[name] else day

    def _collect_invoiced(self, facts):
        """Debit memos charge more for the same units: they add none."""
        lines = self._counting_invoices().line_ids
        lines = lines.filtered(lambda one: one.request_line_id.request_id == self)
        newest = {}
        for line in lines:
            fact, invoice = facts[line.request_line_id.id], line.invoice_id
            if invoice.move_type == "in_refund":
                fact["qty_credited"] += line.quantity
                continue
            if not invoice.is_debit:
                fact["qty_invoiced"] += line.quantity
            age = (invoice.invoice_date or NEVER, invoice.name)
            if age > newest.get(line.request_line_id, ()):
                newest[line.request_line_id] = age
                fact["invoice_date"] = invoice.invoice_date
                fact["invoice_ref"] = invoice.name

    def _counting_invoices(self):
        """Invoices that Amazon did not take back; a test counts for tests only."""
        return self.sudo().invoice_ids.filtered(
            lambda one: not one.removed and (self.is_test or not one.came_as_test)
        )

    def _lines_of(self, purchase):
        """The request lines that a purchase order orders."""
        return purchase._amazon_lines().amazon_request_line_id
