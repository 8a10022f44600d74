from odoo import api, fields, models
from odoo.exceptions import AccessError

from .guarded import is_unguarded


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_invoice_id = fields.Many2one(
        "amazon.punchin.invoice",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if not is_unguarded(self) and moves.sudo().amazon_invoice_id:
            raise self._amazon_link_error()
        return moves

    def write(self, vals):
        if "amazon_invoice_id" in vals and not is_unguarded(self):
            raise self._amazon_link_error()
        result = super().write(vals)
        if "state" in vals:
            bills = self.filtered(lambda one: one.is_purchase_document())
            bills.invoice_line_ids.purchase_line_id._compare_anew()
        return result

    def _post(self, soft=True):
        """Posts Amazon's credit memos one by one, after what they may credit: Odoo
        pairs the credits of one posting with their bills by position, so that the
        second credit of a bill would be settled against another bill."""
        credits = self.filtered(
            lambda one: one.sudo().amazon_invoice_id and one.reversed_entry_id
        )
        rest = self - credits
        posted = super(AccountMove, rest)._post(soft) if rest or not self else rest
        for credit in credits:
            posted |= super(AccountMove, credit)._post(soft)
        return posted

    def _amazon_is_gone(self):
        """Whether this bill counts for nothing any more: it was cancelled, or an
        accountant reversed all of it. Amazon's own credit memo leaves the bill that it
        credits standing: it answers another document of Amazon's."""
        if self.state != "posted":
            return self.state == "cancel"
        by_hand = self.reversal_move_ids.filtered(
            lambda one: one.state == "posted" and not one.amazon_invoice_id
        )
        taken = sum(by_hand.mapped("amount_total"))
        return (
            bool(by_hand)
            and self.currency_id.compare_amounts(taken, self.amount_total) >= 0
        )

    def _amazon_link_error(self):
        return AccessError(
            self.env._("Only Amazon's own document ties a bill to its invoice.")
        )

    def action_view_amazon_invoice(self):
        self.ensure_one()
        return (self.amazon_invoice_id or self.amazon_rival_id).get_formview_action()
