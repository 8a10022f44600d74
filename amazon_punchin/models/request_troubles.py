from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from .request_watch import SILENCE_HOURS
from .settings import setting

GIVEN_UP = ("cancelled", "rejected", "expired")
CART_DAYS = timedelta(days=7)


class Request(models.Model):
    """What hinders a purchase, for who bought: the articles of the guide that fit, each
    with what is particular about this one (R162-R168)."""

    _inherit = "amazon.punchin.request"

    def _troubles(self):
        """
        :return: list of `(problem code, facts of its advice, sentences)`
        """
        self.ensure_one()
        known = self.sudo()
        facts = {"request": self.name, "until": format_date(self.env, self.expires_on)}
        found = [
            ("help_still_ships", known._tell_still_live()),
            ("help_cancelled", known._tell_cancelled_lines()),
            ("start_expired", self.state == "expired" and [""]),
            ("help_pending_there", known._is_pending_there() and [""]),
            ("cart_left", self.stage == "browsing" and [""]),
            ("help_payment", known._is_unsent() and known._payment_notes()),
            ("help_not_submitted", known._is_unsent() and self._tell_hindrances()),
            ("help_silent", known._tell_silence()),
        ]
        return [(code, facts, said) for code, said in found if said]

    def _is_unsent(self):
        return (
            self.state in ("open", "pending", "released")
            and bool(self.cart_date)
            and self.stage not in ("done", "cancelled")
            and not (self.order_sent_on or self.order_ids)
        )

    def _tell_hindrances(self):
        """:return: what stands between an unsent cart and Amazon"""
        problems = self.sudo()._release_problems()
        if self.state == "open" and not problems:
            return [self.env._("You have not sent it for approval yet.")]
        waits = self.not_sent_reason
        told = [*problems, *([waits] if waits else [])]
        mode = self.sudo()._mode_row().problems
        return told and [*told, *mode]

    def _tell_still_live(self):
        if not self.still_live:
            return []
        names = self.confirmation_ref or ", ".join(self.purchase_ids.mapped("name"))
        return [self.env._("Amazon still has %(names)s.", names=names)]

    def _tell_cancelled_lines(self):
        """:return: what Amazon cancelled, and why"""
        silent = self.env._("no reason given")
        return [
            f"{line.title}: {(line.reject_reason or silent).rstrip('.')}."
            for line in self.line_ids
            if line.qty_rejected
        ]

    def _is_pending_there(self):
        """Whether the cart was given up here and may still be shown at Amazon."""
        return (
            self.state in GIVEN_UP
            and bool(self.cart_date)
            and not self.order_sent_on
            and self.cart_date > fields.Datetime.now() - CART_DAYS
        )

    def _tell_silence(self):
        hours = setting(self.env, "silence_hours", SILENCE_HOURS) or SILENCE_HOURS
        limit = fields.Datetime.now() - timedelta(hours=hours)
        if (
            self.state != "released"
            or not self.order_sent_on
            or self.order_sent_on > limit
            or self.stage != "order_sent"
        ):
            return []
        return [self.env._("It was sent more than %(hours)s hours ago.", hours=hours)]
