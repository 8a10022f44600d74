from odoo import models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _follow_amazon(self):
        """Receipts follow all lines at once: line by line, Odoo creates, confirms,
        merges and assigns moves for each (design §6, size)."""
        lines = self._amazon_lines()
        before = {line: (line.product_qty, line.product_uom_qty) for line in lines}
        result = super()._follow_amazon()
        changed = lines.filtered(lambda one: one.product_qty != before[one][0])
        changed.with_context(
            previous_product_qty={one.id: before[one][1] for one in changed}
        )._fit_receipts()
        return result
