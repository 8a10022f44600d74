from odoo import api, fields, models

from .invoice_billed import BY_HAND


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_match_state = fields.Selection(related="amazon_invoice_id.match_state")
    amazon_removed = fields.Boolean(related="amazon_invoice_id.removed")
    amazon_rival_id = fields.Many2one(
        "amazon.punchin.invoice",
        string="Amazon's Invoice for the Same Items",
        compute="_compute_amazon_rival",
        search="_search_amazon_rival",
    )
    amazon_verdict = fields.Selection(
        [
            ("matched", "Matched"),
            ("tolerance", "Within tolerance"),
            ("exception", "Exception"),
            ("rival", "Billed by hand"),
            ("removed", "Taken back"),
        ],
        string="Amazon",
        compute="_compute_amazon_verdict",
    )

    @api.depends("amazon_match_state", "amazon_removed", "amazon_rival_id")
    def _compute_amazon_verdict(self):
        """What lists say of a bill: one that should not be paid is never green."""
        for move in self:
            if move.amazon_removed:
                move.amazon_verdict = "removed"
            elif move.amazon_rival_id:
                move.amazon_verdict = "rival"
            else:
                move.amazon_verdict = move.amazon_match_state

    @api.depends("invoice_line_ids.purchase_line_id", "state")
    def _compute_amazon_rival(self):
        """Of a bill made by hand: Amazon's invoice for the same items, while nobody has
        decided which of the two counts."""
        self.amazon_rival_id = False
        by_hand = self.sudo().filtered(
            lambda one: (
                one.move_type == "in_invoice"
                and not one.amazon_invoice_id
                and one.state != "cancel"
                and one.invoice_line_ids.purchase_line_id.amazon_request_line_id
            )
        )
        if not by_hand:
            return
        ordered = by_hand.invoice_line_ids.purchase_line_id
        found = self._open_clashes().filtered_domain(
            [("invoice_line_id.purchase_line_id", "in", ordered.ids)]
        )
        for move in by_hand:
            same = found.filtered(lambda one, move=move: move in one._hand_bills())
            move.amazon_rival_id = same.invoice_id[:1]

    @api.model
    def _search_amazon_rival(self, operator, value):
        if operator != "not in" or set(value) != {False}:
            return NotImplemented
        return [("id", "in", self._open_clashes()._hand_bills().ids)]

    @api.model
    def _open_clashes(self):
        """Differences about bills made by hand that nobody has decided on; few."""
        undecided = [("code", "=", BY_HAND), ("state", "=", "open")]
        return self.env["amazon.punchin.exception"].sudo().search(undecided)
