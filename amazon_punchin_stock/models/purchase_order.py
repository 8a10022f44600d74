from odoo import models

from odoo.addons.amazon_punchin.models.guarded import is_unguarded


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    def _follow_amazon(self):
        """Receipts follow all lines at once: line by line, Odoo confirms, merges and
        assigns the moves of each by themselves (design §6, size)."""
        lines = self._amazon_lines()
        before = {line.id: (line.product_qty, line.product_uom_qty) for line in lines}
        super()._follow_amazon()
        changed = lines.filtered(lambda one: one.product_qty != before[one.id][0])
        changed.with_context(
            previous_product_qty={one.id: before[one.id][1] for one in changed}
        )._fit_receipts()


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _create_or_update_picking(self):
        """What Amazon changes waits for :meth:`_fit_receipts`."""
        ours = self.browse()
        if is_unguarded(self):
            ours = self.filtered("amazon_request_line_id")
        return super(PurchaseOrderLine, self - ours)._create_or_update_picking()

    def _fit_receipts(self):
        """Lets the open receipt of an order expect what its lines say by now; Odoo's
        own way opens another one, where none is open and goods are still to come."""
        goods = self.filtered(lambda one: one.product_id.type == "consu")
        receipts = goods.order_id.picking_ids.filtered(
            lambda one: (
                one.state not in ("done", "cancel")
                and one.location_dest_id.usage in ("internal", "transit", "customer")
            )
        )
        if not receipts:
            goods._create_or_update_picking()
            return
        moves = goods._create_stock_moves(receipts[0])
        moves._action_confirm()._action_assign()
