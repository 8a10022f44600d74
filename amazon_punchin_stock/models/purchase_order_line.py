from odoo import models

from odoo.addons.amazon_punchin.models.guarded import is_unguarded


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _create_or_update_picking(self):
        """What Amazon changes waits for :meth:`_fit_receipts`."""
        ours = self.browse()
        if is_unguarded(self) and not self.env.context.get("fit_receipts"):
            ours = self.filtered("amazon_request_line_id")
        return super(PurchaseOrderLine, self - ours)._create_or_update_picking()

    def _fit_receipts(self):
        """Lets receipts expect what the lines say by now. Open moves are lowered;
        where goods were received already, they stay. More than before is Odoo's own
        way, as are kits."""
        demands, others = {}, self.browse()
        for line in self:
            surplus = line._get_qty_procurement() - line.product_qty
            opened = line._open_receipt_moves()
            if opened.product_id <= line.product_id and surplus >= 0:
                demands.update(opened._share_reduction(surplus, line.product_uom_id))
            else:
                others |= line
        self.env["stock.move"]._lower_demands(demands)
        others.with_context(fit_receipts=True)._create_or_update_picking()

    def _open_receipt_moves(self):
        _outgoing, incoming = self._get_outgoing_incoming_moves()
        return incoming.filtered(lambda one: one.state not in ("done", "cancel"))
