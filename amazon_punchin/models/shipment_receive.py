from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class Shipment(models.Model):
    """*Received*: one tap, and the units of a package count as here (E8, wish 13).

    Only where units are counted by hand. Where a warehouse receives them, its receipt
    is the place, see `amazon_punchin_stock`."""

    _inherit = "amazon.punchin.shipment"

    received_on = fields.Date(readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    may_receive = fields.Boolean(compute="_compute_may_receive")

    @api.depends("received_on", "removed", "request_id.state")
    @api.depends_context("uid")
    def _compute_may_receive(self):
        for shipment in self:
            shipment.may_receive = (
                not shipment.received_on
                and not shipment.removed
                and shipment.request_id.state == "released"
                and shipment._is_receiver()
                and bool(shipment._counted_by_hand())
            )

    def _is_receiver(self):
        request = self.request_id
        return request.user_id == self.env.user or request._is_manager()

    def _counted_by_hand(self):
        """The lines of the purchase order whose units a person counts."""
        lines = self.sudo().purchase_id._amazon_lines()
        return lines.filtered(lambda line: line.qty_received_method == "manual")

    def receive(self):
        """Everything that this package holds is here.

        :raise AccessError: for anybody but the buyer or a manager
        :raise UserError: it was received already, or a warehouse receives it
        :return: True
        """
        for shipment in self:
            request = shipment.request_id
            shipment.check_access("read")
            if not shipment._is_receiver():
                raise AccessError(
                    self.env._("Only the buyer or a manager can receive this.")
                )
            request._decide(("released",))
            shipment.invalidate_recordset(["received_on", "removed"])
            shipment._check_receivable()
            shipment._book()
            shipment._unguarded().write(
                {
                    "received_on": fields.Date.context_today(self),
                    "received_by_id": self.env.uid,
                }
            )
            request._news(self.env._("Shipment %s is here.", shipment.name))
        return True

    def action_receive(self):
        return self.receive()

    def _check_receivable(self):
        """
        :raise UserError: see :meth:`receive`
        """
        if self.removed:
            text = self.env._("Amazon took shipment %s back.", self.name)
        elif self.received_on:
            text = self.env._("Shipment %s was received already.", self.name)
        elif not self._counted_by_hand():
            text = self.env._(
                "A warehouse receives shipment %(name)s: ask it for the receipt of "
                "%(order)s.",
                name=self.name,
                order=self.sudo().purchase_id.name,
            )
        else:
            return
        raise UserError(text)

    def _book(self):
        """Adds the units to what was received, never more than was ordered."""
        units = self._units()
        for line in self._counted_by_hand():
            more = units.get(line.amazon_request_line_id, 0)
            if more:
                received = min(line.qty_received + more, line.product_qty)
                line.qty_received_manual = max(received, line.qty_received)

    def _units(self):
        """:return: dict of request line to its units in this package"""
        lines = self.sudo().line_ids
        if not self.whole:
            named = lines.grouped("request_line_id")
            return {one: sum(some.mapped("quantity")) for one, some in named.items()}
        others = self.sudo().request_id.shipment_ids - self.sudo()
        elsewhere = others.filtered(lambda one: not one.removed).line_ids
        return {
            one: one.quantity
            - one.qty_rejected
            - sum(
                elsewhere.filtered(
                    lambda line, one=one: line.request_line_id == one
                ).mapped("quantity")
            )
            for one in self._counted_by_hand().amazon_request_line_id
        }
