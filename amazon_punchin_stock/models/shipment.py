from odoo import models


class Shipment(models.Model):
    """What a warehouse receives is received by its receipt."""

    _inherit = "amazon.punchin.shipment"

    def _compute_may_receive(self):
        result = super()._compute_may_receive()
        for shipment in self:
            if not shipment.removed and shipment._receipts_of_user():
                shipment.may_receive = True
        return result

    def action_receive(self):
        """Leads whoever works in the warehouse to the receipt."""
        receipts = self._receipts_of_user()
        if receipts and not self._counted_by_hand():
            return receipts._get_records_action()
        return super().action_receive()

    def _receipts_of_user(self):
        """The open receipts of the purchase order, if the user may work on them."""
        pickings = self.env["stock.picking"]
        if not self.env.user.has_group("stock.group_stock_user"):
            return pickings
        moves = self.sudo().purchase_id._amazon_lines().move_ids
        found = moves.picking_id.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        return pickings.browse(found.ids)
