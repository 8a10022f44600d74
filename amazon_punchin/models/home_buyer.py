from odoo import api, fields, models
from odoo.tools import format_date

from .tile import Tile

ON_THE_WAY = (
    "order_sent",
    "order_confirmed",
    "partly_shipped",
    "shipped",
    "partly_invoiced",
)


class Home(models.AbstractModel):
    """What a buyer sees first: what he shopped, and what it waits for."""

    _inherit = "amazon.punchin.home"

    @api.model
    def _buyer_tiles(self):
        """My carts, mine that wait, mine on the way, and what asks me to act."""
        mine = [("user_id", "=", self.env.uid)]
        counts, runs_out, asked = self._count_mine(mine)
        coming = [*mine, ("state", "=", "released"), ("stage", "in", ON_THE_WAY)]
        on_way = sum(counts.get(("released", stage), 0) for stage in ON_THE_WAY)
        waiting = counts.get(("pending", "pending_approval"), 0)
        return [
            Tile(
                key="carts",
                title=self.env._("My Open Carts"),
                domain=[*mine, ("state", "=", "open"), ("cart_date", "!=", False)],
                icon="fa-shopping-cart",
                detail=self._days_left(runs_out),
                empty=self.env._("No cart waits for you"),
            ).show(self.env, counts.get(("open", "cart_received"), 0)),
            Tile(
                key="waiting",
                title=self.env._("Waiting for Approval"),
                domain=[*mine, ("state", "=", "pending")],
                icon="fa-hourglass-half",
                detail=self._waits_since(asked),
                empty=self.env._("Nothing waits for a decision"),
            ).show(self.env, waiting),
            Tile(
                key="coming",
                title=self.env._("On the Way"),
                domain=coming,
                icon="fa-truck",
                detail=self._next_delivery(coming) if on_way else "",
                empty=self.env._("Nothing is on its way"),
            ).show(self.env, on_way),
            Tile(
                key="needed",
                title=self.env._("Needs Me"),
                domain=[("activity_ids.user_id", "=", self.env.uid)],
                icon="fa-hand-paper-o",
                tone="warning",
                detail=self.env._("Something to complete or decide"),
                empty=self.env._("You are done"),
            ).show(self.env),
        ]

    @api.model
    def _count_mine(self, mine):
        """:return: `(numbers by status and stage, when the first open cart runs out,
        when the first that waits was sent for approval)`"""
        rows = self.env["amazon.punchin.request"]._read_group(
            [*mine, ("state", "in", ("open", "pending", "released"))],
            ["state", "stage"],
            ["__count", "expires_on:min", "asked_on:min"],
        )
        counts, runs_out, asked = {}, [], []
        for state, stage, count, first_end, first_asked in rows:
            counts[state, stage] = count
            if first_end and stage == "cart_received":
                runs_out.append(first_end)
            if first_asked and state == "pending":
                asked.append(first_asked)
        return counts, min(runs_out, default=False), min(asked, default=False)

    @api.model
    def _days_left(self, moment):
        if not moment:
            return ""
        days = (moment - fields.Datetime.now()).days
        if moment < fields.Datetime.now():
            return self.env._("The oldest is too old to be ordered")
        if not days:
            return self.env._("Prices of the first run out today")
        return self.env._("Prices of the first are kept %(days)s days", days=days)

    @api.model
    def _waits_since(self, moment):
        """Since when the first waits, by the user's own calendar."""
        if not moment:
            return ""
        day = fields.Datetime.context_timestamp(self, moment).date()
        if day == fields.Date.context_today(self):
            return self.env._("Sent for approval today")
        return self.env._("The first since %(day)s", day=format_date(self.env, day))

    @api.model
    def _next_delivery(self, domain):
        """The next day on which something of these purchases should arrive."""
        [[day]] = self.env["amazon.punchin.request.line"]._read_group(
            [
                ("request_id", "any", domain),
                ("delivery_date", ">=", fields.Date.context_today(self)),
            ],
            [],
            ["delivery_date:min"],
        )
        if not day:
            return self.env._("No day is known yet")
        return self.env._("Next delivery %(day)s", day=format_date(self.env, day))
