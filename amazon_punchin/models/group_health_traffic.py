from datetime import timedelta

from odoo import fields, models

from .group_credentials import insecure_hosts

SILENT_DAYS = 60
LATE = timedelta(minutes=30)
CRONS = (
    "cron_apply",
    "cron_deliver",
    "cron_deliver_2",
    "cron_watch",
    "cron_clock",
    "cron_received",
    "cron_forget",
    "cron_check",
    "cron_probe",
)
STUCK = ("failed", "retrying")


class Group(models.Model):
    """The health of what runs: documents, scheduled actions, the guard."""

    _inherit = "amazon.punchin.group"

    def _known_for_health(self):
        known = super()._known_for_health()
        messages = self.env["amazon.punchin.message"]
        last = messages._read_group(
            [("group_id", "in", self.ids), ("original", "=", True)],
            ["group_id"],
            ["create_date:max"],
        )
        month = fields.Datetime.now() - timedelta(days=30)
        stuck = messages._read_group(
            [
                ("group_id", "in", self.ids),
                ("state", "in", STUCK),
                ("create_date", ">", month),
            ],
            ["group_id"],
            ["__count"],
        )
        known["last"] = dict(last)
        known["stuck"] = dict(stuck)
        known["crons"] = self._find_crons()
        known["benches"] = ", ".join(sorted(insecure_hosts()))
        return known

    def _find_crons(self):
        """The same for every group: whether the scheduled actions run."""
        found = [
            self.env.ref(f"amazon_punchin.{name}", raise_if_not_found=False)
            for name in CRONS
        ]
        crons = self.env["ir.cron"].browse([one.id for one in found if one]).exists()
        off = crons.filtered(lambda one: not one.active)
        if off:
            return "problem", "crons", "off", {"names": ", ".join(off.mapped("name"))}
        late = crons.filtered(lambda one: one.nextcall < fields.Datetime.now() - LATE)
        if late:
            facts = {"names": ", ".join(late.mapped("name"))}
            return "warning", "crons", "late", facts
        return "ok", "crons", "ok"

    def _find_in_traffic(self, known):
        """:return: findings, see :meth:`_health_rows`"""
        yield self._find_last_message(known["last"].get(self))
        stuck = known["stuck"].get(self, 0)
        if stuck:
            yield "warning", "outbox", "stuck", {"count": stuck}
        else:
            yield "ok", "outbox", "ok"
        yield known["crons"]
        if known["benches"] and self.marketplace == "sandbox":
            yield "ok", "benches", "sandbox", {"hosts": known["benches"]}
        elif known["benches"]:
            yield "problem", "benches", "open", {"hosts": known["benches"]}
        else:
            yield "ok", "benches", "ok"

    def _find_last_message(self, last):
        if not last:
            return "ok", "messages", "none"
        days = (fields.Datetime.now() - last).days
        if self.mode == "live" and days > SILENT_DAYS:
            return "warning", "messages", "silent", {"days": days}
        return "ok", "messages", "ok", {"days": days}
