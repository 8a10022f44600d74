from odoo import api, models
from odoo.tools import float_compare


class PurchaseOrder(models.Model):
    """Which bills Odoo still awaits for a purchase order (*Waiting Bills*).

    Nobody can lower a locked order by hand, so it must come to its end by itself. The
    line of the estimated shipping is one charge, of which each invoice may bear a
    part, or none in the end: it awaits nothing more once a part was billed, or all
    items. Nor do units that were billed and credited."""

    _inherit = "purchase.order"

    def _shipping_lines(self):
        return self.order_line._of_amazon_shipping()

    def _shipping_equals_request(self):
        """Whether what stands beside the items is the estimated shipping at most."""
        request = self.amazon_request_id
        others = self._shipping_lines()
        product = request.group_id.sudo().shipping_product_id
        amount = sum(line.price_unit * line.product_qty for line in others)
        return (
            others.product_id <= product
            and self.currency_id.compare_amounts(
                amount, request.amount_shipping_estimate
            )
            <= 0
        )

    def _are_items_billed(self):
        """Whether bills name all that is still expected of this order's items, whatever
        was credited since."""
        return all(
            float_compare(line._ever_billed(), line.product_qty, precision_digits=6)
            >= 0
            for line in self._amazon_lines()
        )


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _of_amazon_shipping(self):
        return self.filtered(
            lambda line: (
                line.sudo().order_id.amazon_request_id
                and not line.amazon_line_number
                and not line.display_type
            )
        )

    def _prepare_qty_invoiced(self):
        quantities = super()._prepare_qty_invoiced()
        for line in self._of_amazon_shipping():
            bills = line._get_invoice_lines().move_id.filtered(
                lambda move: (
                    move.move_type == "in_invoice" and not move._amazon_is_gone()
                )
            )
            quantities[line] = line.product_qty if bills else 0.0
        return quantities

    def _ever_billed(self):
        """Units in bills that count, without what was credited."""
        bills = self._get_invoice_lines().filtered(
            lambda line: (
                line.move_id.move_type == "in_invoice"
                and not line.move_id._amazon_is_gone()
            )
        )
        return self._units_in(bills)

    def _units_in(self, bill_lines):
        """What lines of bills add up to, less those of credits, in this line's unit."""
        return sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id)
            * (-1 if line.move_id.move_type == "in_refund" else 1)
            for line in bill_lines
        )

    def _standing_bill_lines(self):
        """This line in bills and credits that count: without those that are gone, and
        what made them so."""
        return self._get_invoice_lines().filtered(
            lambda line: (
                not line.move_id._amazon_is_gone()
                and not (
                    line.move_id.reversed_entry_id._amazon_is_gone()
                    and not line.move_id.amazon_invoice_id
                )
            )
        )

    def _bill_lines_by_hand(self):
        """This line in bills and credits that came of no document of Amazon's."""
        return self._standing_bill_lines().filtered(
            lambda line: not line.move_id.amazon_invoice_id
        )

    def _bills_by_hand(self):
        """The vendor bills, without credits, of :meth:`_bill_lines_by_hand`."""
        bills = self.env["account.move"]
        for line in self:
            bills |= line._bill_lines_by_hand().move_id
        return bills.filtered(lambda one: one.move_type == "in_invoice")

    @api.depends(
        "order_id.order_line.product_qty",
        "order_id.order_line.invoice_lines.quantity",
        "order_id.order_line.invoice_lines.move_id.state",
        "order_id.order_line.invoice_lines.move_id.reversal_move_ids.state",
    )
    def _compute_qty_invoiced(self):
        result = super()._compute_qty_invoiced()
        for line in self._of_amazon_shipping():
            if line.qty_to_invoice and line.order_id._are_items_billed():
                line.qty_to_invoice = 0.0
        for line in self.filtered("amazon_line_number"):
            if line.qty_to_invoice > 0:
                by_order = line.product_id.purchase_method == "purchase"
                due = line.product_qty if by_order else line.qty_received
                awaited = max(due - line._ever_billed(), 0.0)
                line.qty_to_invoice = min(line.qty_to_invoice, awaited)
        return result
