from odoo import api, models
from odoo.tools import float_compare


class PurchaseOrder(models.Model):
    """The line of a purchase order that stands for the shipping which Amazon estimated.

    One charge, of which each invoice may bear a part, or none in the end: units mean
    nothing here. Odoo awaits no bill for it once a part was billed, or all items."""

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
        """Whether bills name all that is still expected of this order's items."""
        lines = self._amazon_lines()
        billed = lines._prepare_qty_invoiced()
        return all(
            float_compare(billed[line], line.product_qty, precision_digits=6) >= 0
            for line in lines
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
                lambda move: move.move_type == "in_invoice" and move.state != "cancel"
            )
            quantities[line] = line.product_qty if bills else 0.0
        return quantities

    @api.depends(
        "order_id.order_line.product_qty",
        "order_id.order_line.invoice_lines.quantity",
        "order_id.order_line.invoice_lines.move_id.state",
    )
    def _compute_qty_invoiced(self):
        result = super()._compute_qty_invoiced()
        for line in self._of_amazon_shipping():
            if line.qty_to_invoice and line.order_id._are_items_billed():
                line.qty_to_invoice = 0.0
        return result
