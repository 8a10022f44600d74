from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .activities import close_steps
from .guarded import unguarded


class Request(models.Model):
    """Giving a purchase up here, which Amazon does not notice, and what then still
    comes from Amazon (R131-R133, wish 4)."""

    _inherit = "amazon.punchin.request"

    cancelled_at_amazon_on = fields.Datetime(readonly=True, copy=False)
    late_documents = fields.Char(
        readonly=True,
        copy=False,
        help="Shipments and invoices that Amazon sent although it was cancelled.",
    )
    amazon_order_url = fields.Char(
        string="Order at Amazon", compute="_compute_amazon_order_url"
    )

    @api.depends("confirmation_ref", "group_id")
    def _compute_amazon_order_url(self):
        """The page of the first Amazon order, or of all orders where none is known."""
        for request in self:
            number = (request.confirmation_ref or "").split(", ")[0]
            request.amazon_order_url = request.group_id._order_page_url(number)

    def cancel(self, reason, cancelled_at_amazon=False):
        """Gives the request up (R131, R133).

        What was sent already is not cancelled at Amazon by this: unless the person says
        that it was done there, the request stays marked as still live.

        :param cancelled_at_amazon: the order was cancelled at Amazon by hand
        :return: True
        """
        for request in self:
            request._check_buyer()
            if not (reason or "").strip():
                raise UserError(self.env._("Say why it is cancelled."))
            request._decide(("open", "pending", "released"))
            was_sent = request._may_be_at_amazon()
            if was_sent and not request._is_manager():
                raise AccessError(
                    self.env._(
                        "%(name)s was ordered already. Ask a purchasing manager.",
                        name=request.name,
                    )
                )
            request._cancel_purchases(reason)
            if not was_sent:
                request._queue_status("rejected")
            still_live = was_sent and not cancelled_at_amazon
            now = fields.Datetime.now()
            request._unguarded().write(
                {
                    "state": "cancelled",
                    "reject_reason": reason,
                    "still_live": still_live,
                    "cancelled_at_amazon_on": was_sent and not still_live and now,
                    "decided_on": now,
                }
            )
            close_steps(request)
            if still_live:
                request._ask_to_cancel_at_amazon()
            request._news(
                self.env._("Cancelled: %(reason)s", reason=reason), subtype="cancelled"
            )
        return True

    def _cancel_purchases(self, reason):
        """The purchase orders, and the documents that have not left yet."""
        orders = self._live_purchases()
        unguarded(orders.filtered("locked")).write({"locked": False})
        unguarded(orders).button_cancel()
        self._withdraw_documents(reason)

    def _ask_to_cancel_at_amazon(self):
        order = self.confirmation_ref or self.purchase_id.name
        self._ask_to_act("still_live", facts={"order": order}, step=True)

    def cancelled_at_amazon(self):
        """Somebody cancelled the order at Amazon too, or has settled what came of it
        nevertheless: it is no longer live (R131).

        :raise AccessError: for anybody but a manager
        :return: True
        """
        for request in self:
            request._check_manager()
            request._decide(("cancelled",))
            request._unguarded().write(
                {"still_live": False, "cancelled_at_amazon_on": fields.Datetime.now()}
            )
            close_steps(request)
            request._news(self.env._("Cancelled at Amazon too."))
        return True

    def close_test(self):
        """Ends a test: Amazon cancels test orders by itself after some hours (R132).

        :raise UserError: the purchase is no test
        :return: True
        """
        for request in self:
            if not request.is_test:
                raise UserError(
                    self.env._(
                        "%(name)s is no test: Amazon ships and charges it. Cancel it "
                        "instead.",
                        name=request.name,
                    )
                )
            request.cancel(self.env._("The test is over."), cancelled_at_amazon=True)
        return True

    def _alarm(self, document, number):
        """Amazon goes on with a purchase that was given up here: it is alive there, and
        somebody has to act. Once per document, whatever comes twice.

        :param document: `shipment` or `invoice`
        :param number: Amazon's number of it
        """
        if self.state not in ("cancelled", "rejected", "expired"):
            return
        known = (self.late_documents or "").split(", ")
        if number in known:
            return
        self._unguarded().write(
            {
                "late_documents": ", ".join(filter(None, (*known, number))),
                "still_live": True,
            }
        )
        self._ask_to_act(f"late_{document}", facts={"number": number})

    def action_cancelled_at_amazon(self):
        return self.cancelled_at_amazon()

    def action_close_test(self):
        return self.close_test()
