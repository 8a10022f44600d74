from odoo import api, fields, models
from odoo.tools import float_compare, float_is_zero

from .locking import lock
from .request_facts import QUANTITIES
from .values import plain_number


class Request(models.Model):
    """What became of a purchase, computed from what Amazon's documents left behind.

    Nothing is added up as documents arrive: :meth:`_rebuild` reads all of them anew, so
    their order, repeats and late arrivals make no difference (design §4)."""

    _inherit = "amazon.punchin.request"

    revision = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="Grows whenever somebody works on the request.",
    )

    def _hold(self):
        """Takes these requests for the transaction: locks them, oldest first, and
        leaves a mark.

        A lock alone is no new snapshot: who gets it right after somebody else has
        committed would not see that other's shipments and invoices, because these are
        rows of their own. By the mark such a transaction fails, and comes again.

        :raise LockError: somebody else has one of them; the work comes again
        """
        lock(self)
        self.invalidate_recordset()
        for request in self._unguarded():
            request.revision += 1

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
        "buyer_cookie",
        "purchase_id",
        "order_sent_on",
        "closed_reason",
        "group_id.payment_method_id.kind",
        "order_ids",
        "invoice_ids.move_id.state",
        "invoice_ids.move_id.reversal_move_ids.state",
        "invoice_ids.exception_ids.state",
        "purchase_ids.order_line.invoice_lines.move_id.state",
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
        if self.line_ids and not any(self._wanted().values()):
            return "cancelled"
        return "done" if self._is_done() else self._find_step()

    def _wanted(self):
        """The units of each line that Amazon has not rejected."""
        return {
            line: max(line.quantity - line.qty_rejected, 0.0) for line in self.line_ids
        }

    def _reached(self, name):
        """Whether a quantity of the lines is as great as what is wanted of each."""
        return all(
            float_compare(line[name], quantity, precision_digits=6) >= 0
            for line, quantity in self._wanted().items()
        )

    def _begun(self, name):
        """Whether a quantity is there on any line."""
        return any(
            not float_is_zero(line[name], precision_digits=6) for line in self.line_ids
        )

    def _is_done(self):
        if self.closed_reason:
            return True
        if not (self._reached("qty_shipped") or self._reached("qty_received")):
            return False
        card = self.group_id.sudo().payment_method_id.kind == "card"
        return card or (self._reached("qty_invoiced") and self._is_billed())

    def _find_step(self):
        steps = (
            ("invoiced", self._reached("qty_invoiced")),
            ("partly_invoiced", self._begun("qty_invoiced")),
            ("received", self._reached("qty_received")),
            ("shipped", self._reached("qty_shipped")),
            ("partly_shipped", self._begun("qty_shipped")),
            (
                "order_confirmed",
                self._begun("qty_confirmed") or self._begun("qty_rejected"),
            ),
            ("order_sent", bool(self.order_sent_on)),
        )
        return next((stage for stage, reached in steps if reached), "order_created")

    def _is_billed(self):
        """Whether the accountant has posted a bill for each invoice."""
        return all(one._is_booked() for one in self._counting_invoices())
