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
        return super().write(vals)

    def _amazon_link_error(self):
        return AccessError(
            self.env._("Only Amazon's own document ties a bill to its invoice.")
        )

    def action_view_amazon_invoice(self):
        self.ensure_one()
        return self.amazon_invoice_id.get_formview_action()
