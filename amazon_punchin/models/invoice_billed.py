from odoo import api, fields, models
from odoo.tools import float_compare

from .invoice_line_match import Finding

BY_HAND = "billed_by_hand"


class Invoice(models.Model):
    """Whether an invoice has its bill in the books.

    One that was cancelled, or reversed by an accountant, is none: Amazon still wants
    its money. One that an accountant made of the purchase order by hand is none either,
    unless somebody accepts that it stands for the invoice."""

    _inherit = "amazon.punchin.invoice"

    is_billed = fields.Boolean(compute="_compute_is_billed", search="_search_is_billed")

    @api.depends("move_id.state", "move_id.reversal_move_ids.state")
    def _compute_is_billed(self):
        for invoice in self.sudo():
            invoice.is_billed = invoice._has_bill()

    @api.model
    def _search_is_billed(self, operator, _value):
        if operator != "in":
            return NotImplemented
        counts = [("state", "!=", "cancel"), ("id", "not in", self._gone())]
        by_hand = [*counts, ("amazon_invoice_id", "=", False)]
        ordered = "invoice_line_id.purchase_line_id.invoice_lines.move_id"
        accepted = [
            ("code", "=", BY_HAND),
            ("state", "=", "accepted"),
            (ordered, "any", [*by_hand, ("move_type", "=", "in_invoice")]),
        ]
        undecided = [("code", "=", BY_HAND), ("state", "=", "open")]
        return [
            "|",
            ("move_id", "any!", counts),
            "&",
            ("exception_ids", "any!", accepted),
            ("exception_ids", "not any!", undecided),
        ]

    @api.model
    def _gone(self):
        """Ids of the posted bills that accountants have reversed; they are few."""
        ordered = "reversed_entry_id.invoice_line_ids.purchase_line_id"
        reversals = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("state", "=", "posted"),
                    ("amazon_invoice_id", "=", False),
                    "|",
                    ("reversed_entry_id.amazon_invoice_id", "!=", False),
                    (f"{ordered}.amazon_request_line_id", "!=", False),
                ]
            )
        )
        bills = reversals.reversed_entry_id
        return bills.filtered(lambda one: one._amazon_is_gone()).ids

    def _has_own_bill(self):
        """Whether a bill was made of this invoice, a draft too, and still counts."""
        return bool(self.move_id) and not self.move_id._amazon_is_gone()

    def _has_bill(self):
        """Whether a bill counts that stands for this invoice."""
        return self._has_own_bill() or bool(self._accepted_bills())

    def _is_booked(self):
        """Whether there is nothing left to book."""
        if self._has_own_bill():
            return self.move_id.state == "posted"
        accepted = self._accepted_bills()
        return bool(accepted) and set(accepted.mapped("state")) == {"posted"}

    def _accepted_bills(self):
        """The bills made by hand that somebody accepted in place of this invoice's;
        none while some of its lines are still to be decided on."""
        accepted = self.exception_ids.filtered(
            lambda one: one.code == BY_HAND and one.state == "accepted"
        )
        if any(
            one.code == BY_HAND and one.state == "open" for one in self.exception_ids
        ):
            return self.env["account.move"]
        return accepted._hand_bills()

    def _clashes_with_hand(self):
        """Whether the comparison has found a bill made by hand of the same units."""
        return any(
            one.code == BY_HAND and one.state in ("open", "accepted")
            for one in self.exception_ids
        )


class InvoiceLine(models.Model):
    _inherit = "amazon.punchin.invoice.line"

    def _by_hand_finding(self):
        """An order line of which more would be billed than was ordered, because of a
        bill that an accountant made of the purchase order."""
        ordered, bill = self.purchase_line_id, self.invoice_id.move_id
        by_hand = ordered._bill_lines_by_hand()
        if not ordered or ordered._units_in(by_hand) <= 0:
            return None
        others = ordered._standing_bill_lines().filtered(
            lambda one: not bill or one.move_id != bill
        )
        same = self.invoice_id.line_ids.filtered(
            lambda one: one.purchase_line_id == ordered
        )
        units = ordered._units_in(others) + sum(same.mapped("quantity"))
        excess = units - ordered.product_qty
        if float_compare(excess, 0.0, precision_digits=6) <= 0:
            return None
        text = self.env._(
            "%(name)s is billed already, by hand: %(bills)s.",
            name=self.name,
            bills=", ".join(ordered._bills_by_hand().mapped("display_name")),
        )
        amount = min(excess, self.quantity) * self.price_unit
        return Finding(BY_HAND, self, amount, False, text)
