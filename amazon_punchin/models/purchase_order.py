from odoo import api, fields, models
from odoo.exceptions import UserError

from .guarded import is_unguarded

LOCKED = {
    "name",
    "partner_id",
    "currency_id",
    "company_id",
    "amazon_request_id",
}
"""What nobody changes on an order that was made from a request (design §6)."""


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    amazon_request_id = fields.Many2one(
        "amazon.punchin.request",
        string="Punchout Request",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
        check_company=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not is_unguarded(self) and any(
            vals.get("amazon_request_id") for vals in vals_list
        ):
            raise self._amazon_locked_error()
        return super().create(vals_list)

    def write(self, vals):
        if not is_unguarded(self):
            locked = LOCKED & set(vals)
            for order in self.sudo():
                if locked and (
                    order.amazon_request_id or vals.get("amazon_request_id")
                ):
                    changed = [
                        name
                        for name in locked
                        if order._fields[name].convert_to_write(order[name], order)
                        != (vals[name] or order._fields[name].falsy_value or False)
                    ]
                    if changed:
                        raise order._amazon_locked_error()
        return super().write(vals)

    def _amazon_locked_error(self):
        return UserError(
            self.env._(
                "%(order)s was made from a cart that Amazon priced and somebody "
                "approved. Vendor, currency, items, quantities and prices stay as they "
                "are. To buy something else, cancel the request and shop again.",
                order=self[:1].name or self.env._("This order"),
            )
        )

    def _prepare_grouped_data(self, rfq):
        """Orders of requests are not merged with anything."""
        key = super()._prepare_grouped_data(rfq)
        return (*key, rfq.id) if rfq.amazon_request_id else key

    def _add_supplier_to_product(self):
        """Only the ASIN rule writes vendor prices for Amazon (design §6)."""
        others = self.filtered(lambda order: not order.amazon_request_id)
        return super(PurchaseOrder, others)._add_supplier_to_product()

    def button_approve(self, force=False):
        result = super().button_approve(force=force)
        self.filtered(
            lambda one: one.amazon_request_id.sudo().send_on_confirmation
        )._queue_order_requests()
        return result

    def button_cancel(self):
        """A purchase order that Amazon may have is given up on its request, where the
        person is asked about Amazon (R131)."""
        if not is_unguarded(self):
            for order in self.sudo():
                request = order.amazon_request_id
                if request.state == "released" and (
                    request.order_sent_on or request.order_ids
                ):
                    raise UserError(
                        self.env._(
                            "%(order)s was sent to Amazon, where it goes on. Cancel "
                            "the request %(request)s instead.",
                            order=order.name,
                            request=request.name,
                        )
                    )
        return super().button_cancel()

    def _amazon_lines(self):
        """The lines that stand in the OrderRequest, in the order of their numbers."""
        return self.order_line.filtered("amazon_line_number").sorted(
            "amazon_line_number"
        )

    def _equals_request(self):
        """Whether the order still is, line by line, what was approved."""
        lines = self._amazon_lines()
        others = self.order_line.filtered(
            lambda line: not line.display_type and not line.amazon_line_number
        )
        shipping = self.amazon_request_id.group_id.sudo().shipping_product_id
        return (
            all(
                line.amazon_request_line_id
                and line.amazon_request_line_id._equals_purchase_line(line)
                for line in lines
            )
            and lines.mapped("amazon_line_number") == list(range(1, len(lines) + 1))
            and others.product_id <= shipping
        )

    def action_view_amazon_request(self):
        self.ensure_one()
        return self.amazon_request_id.get_formview_action()
