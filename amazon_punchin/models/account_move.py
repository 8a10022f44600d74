from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_invoice_id = fields.Many2one(
        "amazon.punchin.invoice",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="set null",
    )

    def action_view_amazon_invoice(self):
        self.ensure_one()
        return self.amazon_invoice_id.get_formview_action()
