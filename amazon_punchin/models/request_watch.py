from datetime import timedelta

from odoo import api, fields, models

from .advice import advice
from .settings import setting

SILENCE_HOURS = 24


class Request(models.Model):
    """Amazon may drop an order without a word (R127): silence is told to somebody."""

    _inherit = "amazon.punchin.request"

    silence_alarm_on = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _cron_watch(self):
        """An activity for each order that stays unconfirmed, once.

        The setting `amazon_punchin.silence_hours` says how long is too long; 0 asks
        for no alarm."""
        hours = setting(self.env, "silence_hours", SILENCE_HOURS)
        if not hours:
            return
        cron = self.env["ir.cron"]
        silent = self.sudo().search(
            [
                ("state", "=", "released"),
                ("stage", "=", "order_sent"),
                ("silence_alarm_on", "=", False),
                ("order_sent_on", "<", fields.Datetime.now() - timedelta(hours=hours)),
            ]
        )
        cron._commit_progress(remaining=len(silent))
        for request in silent:
            summary, text = advice(
                self.env, "silence", hours=hours, order=request.purchase_id.name
            )
            request._todo(summary, text)
            request._unguarded().silence_alarm_on = fields.Datetime.now()
            if not cron._commit_progress(1):
                break
