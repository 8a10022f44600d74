from odoo import models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _make_po_get_domain(self, company_id, values, partner):
        """Replenishment adds nothing to an order that Amazon priced (design §6)."""
        domain = super()._make_po_get_domain(company_id, values, partner)
        return (*domain, ("amazon_request_id", "=", False))
