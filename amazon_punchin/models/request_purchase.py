from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

from .guarded import unguarded


class Request(models.Model):
    """From the released cart to purchase orders on their way."""

    _inherit = "amazon.punchin.request"

    def create_purchase_order(self):
        """Makes the purchase orders of a released request (R115, R116).

        :raise UserError: not released, or made already
        :return: True
        """
        for request in self:
            request._check_may_order()
            request._decide(("released",))
            if request._live_purchases():
                raise UserError(
                    self.env._(
                        "%(name)s has its purchase order already.", name=request.name
                    )
                )
            request._create_purchases()
        return True

    def send_order(self):
        """Confirms the purchase orders and sends them to Amazon.

        An order that needs a second approval by Odoo's own rules leaves as soon as it
        has it (R120).

        :raise UserError: not released, or there is no purchase order
        :return: True
        """
        for request in self:
            request._check_may_order()
            request._decide(("released",))
            if not request._live_purchases():
                raise UserError(
                    self.env._(
                        "Create the purchase order of %(name)s first.",
                        name=request.name,
                    )
                )
            request._send_purchases(request._live_purchases())
        return True

    def _live_purchases(self):
        """The purchase orders that stand, oldest first."""
        return (
            self.sudo()
            .purchase_ids.filtered(lambda one: one.state != "cancel")
            .sorted("id")
        )

    def _send_purchases(self, orders):
        """Confirms what may be confirmed; the orders leave when they are."""
        self._unguarded().send_on_confirmation = True
        orders = orders.with_company(self.company_id)
        confirmed = orders.filtered(lambda one: one.state == "purchase")
        (orders - confirmed)._without_tiers().button_confirm()
        confirmed._queue_order_requests()

    def action_create_purchase_order(self):
        return self.create_purchase_order()

    def _create_purchases(self):
        """One purchase order per so many lines as the group allows."""
        group = self.group_id.sudo()
        size = group.max_order_lines or len(self.line_ids)
        lines = self.line_ids.sorted("line_number")
        orders = self.env["purchase.order"].sudo()
        self._choose_products(lines)
        for start in range(0, len(lines), size):
            chunk = lines[start : start + size]
            orders |= (
                unguarded(orders)
                .with_company(self.company_id)
                .create(self._prepare_purchase_vals(chunk, with_shipping=start == 0))
            )
        for line in orders.order_line.filtered("amazon_request_line_id"):
            line.amazon_request_line_id._unguarded().purchase_line_id = line
        self._unguarded().purchase_id = orders[:1]
        return orders

    def _prepare_purchase_vals(self, lines, with_shipping):
        group = self.group_id.sudo()
        buyers = {
            "approver": self.approver_id,
            "requester": self.user_id or self.approver_id,
            "fixed": group.responsible_id,
        }
        vendor = group.partner_id
        fiscal_position = (
            self.env["account.fiscal.position"]
            .sudo()
            .with_company(self.company_id)
            ._get_fiscal_position(vendor)
        )
        order_lines = [
            line._prepare_purchase_line_vals(fiscal_position, number)
            for number, line in enumerate(lines, start=1)
        ]
        if (
            with_shipping
            and group.shipping_product_id
            and not self.currency_id.is_zero(self.amount_shipping_estimate)
        ):
            order_lines.append(self._prepare_shipping_line_vals(fiscal_position))
        return {
            "partner_id": vendor.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "user_id": buyers[group.purchaser].id,
            "origin": self.name,
            "amazon_request_id": self.id,
            "fiscal_position_id": fiscal_position.id,
            "payment_term_id": vendor.with_company(
                self.company_id
            ).property_supplier_payment_term_id.id,
            "date_planned": self._planned_date(),
            "order_line": [Command.create(vals) for vals in order_lines],
        }

    def _prepare_shipping_line_vals(self, fiscal_position):
        product = self.group_id.sudo().shipping_product_id
        return {
            "product_id": product.id,
            "name": self.env._("Shipping (estimated by Amazon)"),
            "product_qty": 1.0,
            "product_uom_id": product.uom_id.id,
            "price_unit": self.amount_shipping_estimate,
            "discount": 0.0,
            "date_planned": self._planned_date(),
            "tax_ids": [Command.set(self._taxes(product, fiscal_position).ids)],
        }

    def _taxes(self, product, fiscal_position, line=None):
        """Odoo's purchase taxes for a product, where the group uses them.

        :param line: the request line, for which a coding rule may name others
        """
        if self.group_id.sudo().tax_mode != "odoo":
            return self.env["account.tax"]
        coded = line and line.sudo().tax_ids
        taxes = coded or product.sudo().supplier_taxes_id._filter_taxes_by_company(
            self.company_id
        )
        return fiscal_position.map_tax(taxes)

    def _planned_date(self):
        return fields.Datetime.now()

    def _may_be_at_amazon(self):
        """Whether Amazon has an order of this request, or may have: cancelling here
        then cancels nothing there (R131)."""
        self.ensure_one()
        request = self.sudo()
        return bool(request.order_ids) or any(
            message.direction == "out"
            and message.document_type == "OrderRequest"
            and (message.ambiguous or message.state in ("sending", "done"))
            for message in request.document_ids
        )

    def _order_may_leave(self, message):
        """Whether an OrderRequest may go now, asked at every attempt (design §6).

        :param message: the queued message, with its purchase order
        :return: `(verdict, reason)`, see `message._may_leave`
        """
        order = message.purchase_id
        if order and self.order_ids.filtered(lambda one: one.purchase_id == order):
            return "arrived", self.env._("Amazon has confirmed the order.")
        if not order or order.state == "cancel":
            return "cancel", self.env._("The purchase order was cancelled.")
        if self.state != "released":
            return "cancel", self.env._("The request is no longer released.")
        if order.state != "purchase":
            return "wait", self.env._("The purchase order is not confirmed yet.")
        if self.is_expired and not self.expired_override and not message.ambiguous:
            return "wait", self.env._(
                "The cart is older than seven days: a manager must override this."
            )
        if not message.ambiguous and not order._equals_request():
            return "wait", self.env._(
                "The purchase order differs from the approved request."
            )
        return "go", None

    def _acknowledged(self, message):
        """Amazon has a document of ours: the order counts as sent once all of its
        parts are there. What Amazon refused before, and took when it was prepared
        anew, is there."""
        if message.document_type != "OrderRequest":
            return
        for request in self._unguarded():
            sent = request.document_ids.filtered(
                lambda one: (
                    one.direction == "out" and one.document_type == "OrderRequest"
                )
            )
            arrived = sent.filtered(lambda one: one.state == "done")
            waiting = sent.filtered(
                lambda one: (
                    one.state not in ("done", "cancelled")
                    and one.purchase_id.state != "cancel"
                )
            )
            if waiting.purchase_id <= arrived.purchase_id and not request.order_sent_on:
                request.order_sent_on = fields.Datetime.now()
            if request.state == "cancelled" and not request.still_live:
                request.still_live = True
                request._ask_to_cancel_at_amazon()


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    def _prepare_purchase_line_vals(self, fiscal_position, number):
        """Explicit values for everything that Odoo would otherwise fill by its own
        rules (design §6, prices).

        :param number: the line's number in its purchase order, 1…n"""
        request = self.request_id
        return {
            "product_id": self.product_id.id,
            "name": self.name,
            "product_qty": self.quantity,
            "product_uom_id": self.product_uom_id.id,
            "price_unit": self.price_unit,
            "discount": 0.0,
            "date_planned": request._planned_date(),
            "tax_ids": [
                Command.set(request._taxes(self.product_id, fiscal_position, self).ids)
            ],
            "analytic_distribution": self.analytic_distribution or False,
            "sequence": number,
            "amazon_request_line_id": self.id,
            "amazon_line_number": number,
        }

    def _equals_purchase_line(self, line):
        """Whether a purchase order line still is what was approved."""
        digits = self.env["decimal.precision"].precision_get("Product Price")
        units = self.env["decimal.precision"].precision_get("Product Unit")
        return (
            line == self.purchase_line_id
            and line.product_id == self.product_id
            and line.product_uom_id == self.product_uom_id
            and float_compare(line.product_qty, self.quantity, precision_digits=units)
            == 0
            and float_compare(line.price_unit, self.price_unit, precision_digits=digits)
            == 0
            and not line.discount
        )
