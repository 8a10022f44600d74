from datetime import timedelta

from odoo import api, fields, models

from .request_watch import SILENCE_HOURS
from .settings import setting
from .tile import Tile

RUNNING_OUT = timedelta(days=2)
RECENT = timedelta(days=7)
UNSHIPPED = ("order_sent", "order_confirmed", "partly_shipped")
INVOICE = "amazon.punchin.invoice"
EXCEPTION = "amazon.punchin.exception"


class Home(models.AbstractModel):
    """What approvers, purchasing managers, accountants and administrators look at each
    morning (M6, A1, A4)."""

    _inherit = "amazon.punchin.home"

    @api.model
    def _approver_tiles(self):
        """What waits for whoever is no manager, but may decide or give consent."""
        shown = self._to_approve().show(self.env)
        return [shown] if shown["count"] else []

    @api.model
    def _to_approve(self):
        """Decisions of the user's, and consents that a policy asks of him."""
        return Tile(
            key="approve",
            title=self.env._("To Approve"),
            domain=["|", ("awaits_me", "=", True), ("may_consent", "=", True)],
            icon="fa-check-square-o",
            tone="warning",
            detail=self.env._("Waiting for your decision"),
            empty=self.env._("Nothing waits for you"),
        )

    @api.model
    def _manager_tiles(self):
        tiles = [
            self._to_approve(),
            *self._order_tiles(),
            self._late(),
            self._still_live(),
        ]
        return [tile.show(self.env) for tile in tiles]

    @api.model
    def _order_tiles(self):
        """Purchases that are stuck between the cart and Amazon's confirmation."""
        now = fields.Datetime.now()
        hours = setting(self.env, "silence_hours", SILENCE_HOURS) or SILENCE_HOURS
        unordered = [
            ("order_sent_on", "=", False),
            ("cart_date", "!=", False),
            ("order_ids", "=", False),
        ]
        return [
            Tile(
                key="expiring",
                title=self.env._("Running Out"),
                domain=[
                    *unordered,
                    ("state", "in", ("open", "pending", "released")),
                    ("expires_on", "<=", now + RUNNING_OUT),
                ],
                icon="fa-clock-o",
                tone="warning",
                detail=self.env._("Prices end within two days"),
                empty=self.env._("No cart runs out soon"),
            ),
            Tile(
                key="unsent",
                title=self.env._("Released, Not Sent"),
                domain=[*unordered, ("state", "=", "released")],
                icon="fa-paper-plane-o",
                tone="danger",
                detail=self.env._("Amazon does not have them yet"),
                empty=self.env._("Every order has left"),
            ),
            Tile(
                key="unconfirmed",
                title=self.env._("Sent, Not Confirmed"),
                domain=[
                    ("stage", "=", "order_sent"),
                    ("order_sent_on", "<", now - timedelta(hours=hours)),
                ],
                icon="fa-question-circle-o",
                tone="danger",
                detail=self.env._("No word for %(hours)s hours", hours=hours),
                empty=self.env._("Amazon answered every order"),
            ),
        ]

    @api.model
    def _late(self):
        """Whose promised day has passed, and of which not everything was sent."""
        overdue = [
            ("delivery_date", "<", fields.Date.context_today(self)),
            ("qty_to_ship", ">", 0),
        ]
        return Tile(
            key="late",
            title=self.env._("Promised, Not Shipped"),
            domain=[
                ("state", "=", "released"),
                ("stage", "in", UNSHIPPED),
                ("line_ids", "any", overdue),
            ],
            icon="fa-calendar-times-o",
            tone="danger",
            detail=self.env._("The promised day has passed"),
            empty=self.env._("Nothing is late"),
        )

    @api.model
    def _still_live(self):
        return Tile(
            key="live",
            title=self.env._("Cancelled Here, Alive There"),
            domain=[("still_live", "=", True)],
            icon="fa-exclamation-triangle",
            tone="danger",
            detail=self.env._("To be cancelled at Amazon"),
            empty=self.env._("Both sides agree"),
        )

    @api.model
    def _accountant_tiles(self):
        """Invoices to look at, and differences that somebody decides on."""
        there = ("removed", "=", False)
        exception = ("match_state", "=", "exception")
        agrees = ("match_state", "!=", "exception")
        tiles = [
            Tile(
                key="invoices",
                model=INVOICE,
                title=self.env._("Invoices to Look At"),
                domain=[there, "|", exception, ("may_bill", "=", True)],
                icon="fa-file-text-o",
                tone="warning",
                detail=self.env._("A difference, or no bill yet"),
                empty=self.env._("Every invoice is settled"),
            ),
            Tile(
                key="bills",
                model=INVOICE,
                title=self.env._("Matched, Bill to Post"),
                domain=[there, agrees, ("move_id.state", "=", "draft")],
                icon="fa-check",
                detail=self.env._("Drafts that agree with the order"),
                empty=self.env._("No draft waits"),
            ),
            Tile(
                key="exceptions",
                model=EXCEPTION,
                title=self.env._("Open Differences"),
                domain=[("state", "=", "open")],
                icon="fa-balance-scale",
                tone="danger",
                detail=self.env._("Somebody has to decide"),
                empty=self.env._("Nothing to decide"),
            ),
        ]
        return [tile.show(self.env) for tile in tiles]

    @api.model
    def _administrator_tiles(self):
        """Documents of the last days that somebody has to look at; none, no tile."""
        since = fields.Datetime.now() - RECENT
        shown = Tile(
            key="documents",
            title=self.env._("Documents to Look At"),
            model="amazon.punchin.message",
            domain=[
                ("state", "in", ("refused", "failed", "attention")),
                ("create_date", ">=", since),
            ],
            icon="fa-exchange",
            tone="danger",
            detail=self.env._("Refused or failed in the last days"),
        ).show(self.env)
        return [shown] if shown["count"] else []
