from odoo import models
from odoo.tools import SQL


class PurchaseReport(models.Model):
    """Odoo's analysis of purchases counts what is paid for: neither tests, which Amazon
    takes but never ships or charges, nor what a sandbox sold (R156, design §6)."""

    _inherit = "purchase.report"

    def _where(self) -> SQL:
        return SQL(
            """
            %s
                AND NOT EXISTS (
                    SELECT 1
                      FROM amazon_punchin_request request
                     WHERE request.id = po.amazon_request_id
                       AND (request.is_test OR request.marketplace = 'sandbox')
                )
            """,
            super()._where(),
        )
