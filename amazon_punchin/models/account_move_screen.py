from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_match_state = fields.Selection(related="amazon_invoice_id.match_state")
    amazon_removed = fields.Boolean(related="amazon_invoice_id.removed")
