from odoo import api, fields, models


class Invoice(models.Model):
    """Whether an invoice has its bill in the books. One that was cancelled, or reversed
    by an accountant, is none: Amazon still wants its money."""

    _inherit = "amazon.punchin.invoice"

    is_billed = fields.Boolean(compute="_compute_is_billed", search="_search_is_billed")

    @api.depends("move_id.state", "move_id.reversal_move_ids.state")
    def _compute_is_billed(self):
        for invoice in self.sudo():
            invoice.is_billed = invoice._has_own_bill()

    @api.model
    def _search_is_billed(self, operator, _value):
        if operator != "in":
            return NotImplemented
        counts = [("state", "!=", "cancel"), ("id", "not in", self._gone())]
        return [("move_id", "any!", counts)]

    @api.model
    def _gone(self):
        """Ids of the posted bills that accountants have reversed; they are few."""
        reversals = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("reversed_entry_id.amazon_invoice_id", "!=", False),
                    ("amazon_invoice_id", "=", False),
                    ("state", "=", "posted"),
                ]
            )
        )
        bills = reversals.reversed_entry_id
        return bills.filtered(lambda one: one._amazon_is_gone()).ids

    def _has_own_bill(self):
        """Whether a bill was made of this invoice, a draft too, and still counts."""
        return bool(self.move_id) and not self.move_id._amazon_is_gone()

    def _is_booked(self):
        """Whether there is nothing left to book."""
        return self.move_id.state == "posted" and self._has_own_bill()
