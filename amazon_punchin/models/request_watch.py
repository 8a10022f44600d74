import logging
import traceback
from datetime import timedelta

from odoo import api, fields, models

from .message_inbox import CONCURRENCY
from .message_retention import CLOSED_STAGES
from .settings import DEFAULTS, setting

SILENCE_HOURS = DEFAULTS["silence_hours"]

_logger = logging.getLogger(__name__)


class Request(models.Model):
    """Amazon may drop an order without a word (R127): silence is told to somebody."""

    _inherit = "amazon.punchin.request"

    silence_alarm_on = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _cron_watch(self):
        """An activity for each request of which an order stays unconfirmed, once.

        The setting `amazon_punchin.silence_hours` says how long is too long; 0 asks
        for no alarm."""
        hours = setting(self.env, "silence_hours")
        if not hours:
            return
        cron = self.env["ir.cron"]
        limit = fields.Datetime.now() - timedelta(hours=hours)
        silent = self.sudo()._silent_purchases(limit).grouped("amazon_request_id")
        cron._commit_progress(remaining=len(silent))
        for request, purchases in silent.items():
            request._watch(purchases, hours)
            if not cron._commit_progress(1):
                break

    def _watch(self, purchases, hours):
        """Raises the alarm of one request, unless somebody works on it. Raises nothing,
        so that one request never keeps the alarms of the others from people."""
        try:
            with self.env.cr.savepoint():
                self._hold()
                names = ", ".join(purchases.sorted("id").mapped("name"))
                self._ask_to_act("silence", facts={"hours": hours, "order": names})
                self._unguarded().silence_alarm_on = fields.Datetime.now()
        except CONCURRENCY:
            self.invalidate_recordset()
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.error(
                "The alarm of request %s failed:\n%s", self.id, traceback.format_exc()
            )

    @api.model
    def _silent_purchases(self, limit):
        """The orders that Amazon has had since before `limit` and never spoke of. Of a
        long cart that became several orders each one counts by itself.

        :return: `purchase.order`
        """
        heard = [
            self.env[model]._search([("purchase_id", "!=", False)])
            for model in ("amazon.punchin.order", "amazon.punchin.shipment")
        ]
        orders = self.env["amazon.punchin.message"].search(
            [
                ("direction", "=", "out"),
                ("document_type", "=", "OrderRequest"),
                ("state", "=", "done"),
                ("purchase_id.state", "!=", "cancel"),
                ("request_ids.state", "=", "released"),
                ("request_ids.stage", "not in", CLOSED_STAGES),
                ("request_ids.silence_alarm_on", "=", False),
                "|",
                ("last_attempt_at", "<", limit),
                ("request_ids.order_sent_on", "<", limit),
                *[
                    ("purchase_id", "not in", one.subselect("purchase_id"))
                    for one in heard
                ],
            ]
        )
        return orders.purchase_id.filtered(
            lambda one: (
                not any(
                    line.amazon_request_line_id.qty_invoiced for line in one.order_line
                )
            )
        )
