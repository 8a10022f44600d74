from collections import defaultdict

from odoo import api, models

from odoo.addons.amazon_punchin.models.guarded import is_unguarded, unguarded


class StockMove(models.Model):
    _inherit = "stock.move"

    def _share_reduction(self, surplus, unit):
        """Takes what is no longer to come from these moves, the last one first.

        :param surplus: units too many
        :param unit: `uom.uom` in which they are counted
        :return: the new demand of each move that changes
        """
        demands = {}
        for move in self.sorted("id", reverse=True):
            if unit.compare(surplus, 0.0) <= 0:
                break
            demand = move.product_uom._compute_quantity(
                move.product_uom_qty, unit, round=False
            )
            taken = min(demand, surplus)
            surplus -= taken
            demands[move] = unit._compute_quantity(
                demand - taken, move.product_uom, rounding_method="HALF-UP"
            )
        return demands

    @api.model
    def _lower_demands(self, demands):
        """Lowers many moves with as few steps as one; a move without demand ends.

        :param demands: the new demand of each move
        """
        moves = unguarded(self.union(*demands))
        moves._do_unreserve()
        changes = defaultdict(moves.browse)
        for move in moves:
            changes[demands[move]] |= move
        ended = moves.browse()
        for demand, lowered in changes.items():
            if demand > 0:
                lowered.with_context(do_not_unreserve=True).write(
                    {"product_uom_qty": demand}
                )
            else:
                ended |= lowered
        ended._action_cancel()
        (moves - ended)._action_assign()

    def _action_done(self, cancel_backorder=False):
        """Invoices that wait for these goods are compared again."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        moves.purchase_line_id._compare_anew()
        return moves


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _log_message(self, record, move, template, vals):
        """The order tells in one note what Amazon changed; the receipt need not tell
        it line by line."""
        if is_unguarded(move):
            return None
        return super()._log_message(record, move, template, vals)
