from odoo import api, fields, models
from odoo.exceptions import UserError

from .guarded import approved, is_approved, is_unguarded

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
        """Only a release makes an order from a request; what was created is looked at,
        because defaults come from the context too."""
        orders = super().create(vals_list)
        if not is_unguarded(self) and orders.sudo().amazon_request_id:
            raise self._amazon_locked_error()
        return orders

    def write(self, vals):
        if not is_unguarded(self):
            for order in self.sudo():
                ours = order.amazon_request_id or vals.get("amazon_request_id")
                if ours and order._amazon_changes(vals):
                    raise order._amazon_locked_error()
        return super().write(vals)

    def _amazon_changes(self, vals):
        """:return: bool, `vals` would change what is locked"""
        if vals.get("state") == "purchase" and not is_approved(self):
            return True
        return any(
            self._fields[name].convert_to_write(self[name], self)
            != (vals[name] or self._fields[name].falsy_value or False)
            for name in LOCKED & set(vals)
        )

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
        """The one way to the state in which an order may leave (design §6)."""
        approving = approved(self)
        result = super(PurchaseOrder, approving).button_approve(force=force)
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
                if request.state == "released" and request._may_be_at_amazon():
                    raise UserError(
                        self.env._(
                            "%(order)s was sent to Amazon, where it goes on. Cancel "
                            "the request %(request)s instead.",
                            order=order.name,
                            request=request.name,
                        )
                    )
        return super().button_cancel()

    def button_draft(self):
        """An order that another one has replaced does not come back to life."""
        for order in self.sudo().filtered("amazon_request_id"):
            lines = order._amazon_lines()
            if lines != lines.amazon_request_line_id.purchase_line_id:
                raise UserError(
                    self.env._(
                        "%(request)s has another purchase order by now.",
                        request=order.amazon_request_id.name,
                    )
                )
        return super().button_draft()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon(self):
        if not is_unguarded(self) and self.sudo().amazon_request_id:
            raise UserError(
                self.env._(
                    "An order that was made from a cart stays: what Amazon still sends "
                    "is found by it. Cancel it instead."
                )
            )

    def _amazon_lines(self):
        """The lines that stand in the OrderRequest, in the order of their numbers."""
        return self.order_line.filtered("amazon_line_number").sorted(
            "amazon_line_number"
        )

    def _equals_request(self):
        """Whether the order still is, line by line, what was approved."""
        lines = self._amazon_lines()
        request = self.amazon_request_id
        approved_lines = request.line_ids.filtered(
            lambda line: line.purchase_line_id.order_id == self
        )
        return (
            lines.amazon_request_line_id == approved_lines.sorted("line_number")
            and all(
                line.amazon_request_line_id._equals_purchase_line(line)
                for line in lines
            )
            and lines.mapped("amazon_line_number") == list(range(1, len(lines) + 1))
            and self._shipping_equals_request()
        )

    def action_cancel_amazon_request(self):
        """The dialog that cancels the request, and asks about Amazon (M7)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_punchin.cancel_wizard_action"
        )
        action["context"] = {"default_request_id": self.amazon_request_id.id}
        return action

    def action_view_amazon_request(self):
        self.ensure_one()
        return self.amazon_request_id.get_formview_action()
