from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from .request_watch import SILENCE_HOURS
from .settings import setting

ON_THE_WAY = (
    "order_sent",
    "order_confirmed",
    "partly_shipped",
    "shipped",
    "partly_invoiced",
)
RUNNING_OUT = timedelta(days=2)
REQUEST = "amazon.punchin.request"


class Home(models.AbstractModel):
    """The first screen of the app (E1): what is open, for whom, and the way to Amazon.

    Every tile counts with the rights of whoever looks, and opens exactly the list that
    it has counted."""

    _name = "amazon.punchin.home"
    _description = "Amazon Business Home"

    @api.model
    def get_home(self):
        """What the screen shows.

        :return: dict of `name`, `shop` (see :meth:`_shop`), `health` (for
            administrators, else None) and `sections`, each with a title and tiles
        """
        user = self.env.user
        buys = user.has_group("amazon_punchin.group_user")
        sections = []
        if buys:
            sections.append((self.env._("My Purchases"), self._buyer_tiles()))
            sections.append((self.env._("Decisions"), self._approver_tiles()))
        if user.has_group("amazon_punchin.group_manager"):
            sections.append((self.env._("Purchasing"), self._manager_tiles()))
        if user.has_group("account.group_account_invoice"):
            sections.append((self.env._("Accounting"), self._accountant_tiles()))
        return {
            "name": user.name,
            "shop": self._shop() if buys else None,
            "health": self._health(),
            "sections": [
                {"title": title, "tiles": tiles} for title, tiles in sections if tiles
            ],
        }

    @api.model
    def _shop(self):
        """Whether the user may open Amazon from here, and what to expect.

        :return: `open`: whether there is a group; `asks`: whether something is to be
            chosen first; `note`: the group that is bought in
        """
        groups = self.env["amazon.punchin.group"]._groups_to_shop()
        if not groups:
            starts_there = self.env["amazon.punchin.group"].search_count(
                [("use_punchin", "=", True)], limit=1
            )
            return {"open": False, "punchin": bool(starts_there)}
        wizard = self.env["amazon.punchin.browse.wizard"]
        note = ", ".join(groups.mapped("name"))
        if all(group.mode == "test" for group in groups):
            note = self.env._("%s (test: nothing is shipped or charged)", note)
        return {"open": True, "asks": wizard._has_choice(groups), "note": note}

    @api.model
    def _health(self):
        """The light of the health check, `ok`, `warning` or `problem`, with the groups
        that need a look.

        :return: dict, or None for whoever is no administrator"""
        groups = self.env["amazon.punchin.group"]
        light = getattr(groups, "_health_light", None)
        if not light or not self.env.user.has_group("amazon_punchin.group_admin"):
            return None
        order = ("ok", "todo", "warning", "problem")
        found = groups.search([])
        lights = {group: group._health_light() or "ok" for group in found}
        worst = max(lights.values(), key=order.index, default="todo")
        ill = [group.name for group, one in lights.items() if one not in ("ok", False)]
        return {
            "light": worst,
            "text": ", ".join(ill),
            "action": self._list(self.env._("Groups"), "amazon.punchin.group", []),
        }

    @api.model
    def _buyer_tiles(self):
        """My carts, mine that wait, mine on the way, and what asks me to act."""
        mine = [("user_id", "=", self.env.uid)]
        counts, first_expiry = self._count_mine(mine)
        carts = [*mine, ("state", "=", "open"), ("cart_date", "!=", False)]
        waiting = [*mine, ("state", "=", "pending")]
        coming = [*mine, ("state", "=", "released"), ("stage", "in", ON_THE_WAY)]
        needed = [("activity_ids.user_id", "=", self.env.uid)]
        on_way = sum(counts.get(("released", stage), 0) for stage in ON_THE_WAY)
        return [
            self._tile(
                "carts",
                self.env._("My Open Carts"),
                counts.get(("open", "cart_received"), 0),
                carts,
                icon="fa-shopping-cart",
                detail=self._days_left(first_expiry),
                empty=self.env._("No cart waits for you"),
            ),
            self._tile(
                "waiting",
                self.env._("Waiting for Approval"),
                counts.get(("pending", "pending_approval"), 0),
                waiting,
                icon="fa-hourglass-half",
                empty=self.env._("Nothing waits for a decision"),
            ),
            self._tile(
                "coming",
                self.env._("On the Way"),
                on_way,
                coming,
                icon="fa-truck",
                detail=on_way and self._next_delivery(coming),
                empty=self.env._("Nothing is on its way"),
            ),
            self._tile(
                "needed",
                self.env._("Needs Me"),
                self.env[REQUEST].search_count(needed),
                needed,
                icon="fa-hand-paper-o",
                tone="warning",
                detail=self.env._("Something to complete or decide"),
                empty=self.env._("You are done"),
            ),
        ]

    @api.model
    def _count_mine(self, mine):
        """:return: `(numbers by status and stage, when the first cart runs out)`"""
        rows = self.env[REQUEST]._read_group(
            [*mine, ("state", "in", ("open", "pending", "released"))],
            ["state", "stage"],
            ["__count", "expires_on:min"],
        )
        counts = {(state, stage): count for state, stage, count, _first in rows}
        first = [
            one for state, stage, _n, one in rows if one and stage == "cart_received"
        ]
        return counts, min(first, default=False)

    @api.model
    def _days_left(self, moment):
        if not moment:
            return False
        days = (moment - fields.Datetime.now()).days
        if moment < fields.Datetime.now():
            return self.env._("The oldest is too old to be ordered")
        if not days:
            return self.env._("Prices of the first run out today")
        return self.env._("Prices of the first are kept %(days)s days", days=days)

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

    @api.model
    def _approver_tiles(self):
        """What waits for whoever is no manager, but may decide on something."""
        domain = [("awaits_me", "=", True)]
        manages = self.env.user.has_group("amazon_punchin.group_manager")
        count = 0 if manages else self.env[REQUEST].search_count(domain)
        if not count:
            return []
        title = self.env._("To Approve")
        icon = "fa-check-square-o"
        return [self._tile("approve", title, count, domain, icon=icon, tone="warning")]

    @api.model
    def _manager_tiles(self):
        """What a purchasing manager looks at each morning (M6)."""
        now = fields.Datetime.now()
        hours = setting(self.env, "silence_hours", SILENCE_HOURS) or SILENCE_HOURS
        not_ordered = [("order_sent_on", "=", False), ("cart_date", "!=", False)]
        before_order = ("state", "in", ("open", "pending", "released"))
        tiles = (
            (
                "approve",
                self.env._("To Approve"),
                [("awaits_me", "=", True)],
                "fa-check-square-o",
                "warning",
            ),
            (
                "expiring",
                self.env._("Running Out"),
                [
                    *not_ordered,
                    before_order,
                    ("order_ids", "=", False),
                    ("expires_on", "<=", now + RUNNING_OUT),
                ],
                "fa-clock-o",
                "warning",
            ),
            (
                "unsent",
                self.env._("Released, Not Sent"),
                [*not_ordered, ("state", "=", "released"), ("order_ids", "=", False)],
                "fa-paper-plane-o",
                "danger",
            ),
            (
                "unconfirmed",
                self.env._("Sent, Not Confirmed"),
                [
                    ("stage", "=", "order_sent"),
                    ("order_sent_on", "<", now - timedelta(hours=hours)),
                ],
                "fa-question-circle-o",
                "danger",
            ),
            (
                "live",
                self.env._("Cancelled Here, Alive There"),
                [("still_live", "=", True)],
                "fa-exclamation-triangle",
                "danger",
            ),
        )
        return [
            self._tile(
                key,
                title,
                self.env[REQUEST].search_count(domain),
                domain,
                icon=icon,
                tone=tone,
            )
            for key, title, domain, icon, tone in tiles
        ]

    @api.model
    def _accountant_tiles(self):
        """Invoices to look at, and differences that somebody decides on (A1, A4)."""
        invoices = [
            ("removed", "=", False),
            "|",
            ("match_state", "=", "exception"),
            ("move_id", "=", False),
        ]
        drafts = [
            ("removed", "=", False),
            ("match_state", "!=", "exception"),
            ("move_id.state", "=", "draft"),
        ]
        exceptions = [("state", "=", "open")]
        invoice, exception = "amazon.punchin.invoice", "amazon.punchin.exception"
        return [
            self._tile(
                key,
                title,
                self.env[model].search_count(domain),
                domain,
                model=model,
                icon=icon,
                tone=tone,
            )
            for key, title, model, domain, icon, tone in (
                (
                    "invoices",
                    self.env._("Invoices to Look At"),
                    invoice,
                    invoices,
                    "fa-file-text-o",
                    "warning",
                ),
                (
                    "bills",
                    self.env._("Matched, Bill to Post"),
                    invoice,
                    drafts,
                    "fa-check",
                    False,
                ),
                (
                    "exceptions",
                    self.env._("Open Differences"),
                    exception,
                    exceptions,
                    "fa-balance-scale",
                    "danger",
                ),
            )
        ]

    @api.model
    def _tile(
        self,
        key,
        title,
        count,
        domain,
        model=REQUEST,
        icon="fa-list",
        tone=False,
        detail=False,
        empty=False,
    ):
        """
        :param tone: `warning` or `danger` where a number is no good news
        :param detail: a sentence for a number, `empty` for none
        """
        return {
            "key": key,
            "title": title,
            "count": count,
            "icon": icon,
            "tone": tone if count else False,
            "detail": (detail if count else empty) or "",
            "action": self._list(title, model, domain),
        }

    @api.model
    def _list(self, title, model, domain):
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": domain,
            "context": {},
        }
