import logging

from odoo import api, fields, models

from .activities import todo
from .check import WORST_FIRST

_logger = logging.getLogger(__name__)

ON_THE_WIRE = ("inbox", "certificate", "clock", "connection")
"""Rows that need a call over the network: a cron's work, never a web request's, as a
server with one worker cannot answer itself (design §8)."""


class Group(models.Model):
    """The health check: by button, and every day (wish 6).

    What the database knows is found at once for all groups together; what needs the
    network waits for a cron that commits after each group."""

    _inherit = "amazon.punchin.group"

    check_ids = fields.One2many("amazon.punchin.check", "group_id")
    health_ids = fields.One2many(
        "amazon.punchin.check",
        "group_id",
        string="Health Check",
        domain=[("kind", "=", "health")],
    )
    health = fields.Selection(
        [
            ("ok", "All well"),
            ("warning", "Warning"),
            ("problem", "Problem"),
            ("todo", "Not checked"),
        ],
        compute="_compute_health",
        search="_search_health",
    )
    health_checked_on = fields.Datetime(
        string="Last Checked", compute="_compute_health"
    )

    @api.depends("health_ids.found_status")
    def _compute_health(self):
        found = {}
        for group, status, when in self._read_health():
            lights, moments = found.setdefault(group, ([], []))
            lights.append(status)
            moments.append(when)
        for group in self:
            lights, moments = found.get(group, (["todo"], [False]))
            group.health = min(lights, key=WORST_FIRST.index)
            group.health_checked_on = max(moments)

    def _read_health(self):
        return (
            self.env["amazon.punchin.check"]
            .sudo()
            ._read_group(
                [("group_id", "in", self.ids), ("kind", "=", "health")],
                ["group_id", "found_status"],
                ["write_date:max"],
            )
        )

    @api.model
    def _search_health(self, operator, value):
        if operator != "in":
            return NotImplemented
        groups = self.with_context(active_test=False).search([])
        return [("id", "in", groups.filtered(lambda one: one.health in value).ids)]

    def _health_light(self):
        """The worst light of these groups, for the app's home.

        :return: `ok`, `warning`, `problem` or `todo`; False without a group
        """
        lights = self.mapped("health")
        return min(lights, key=WORST_FIRST.index, default=False)

    def run_checks(self):
        """Looks at everything; what needs the network follows within a minute.

        :raise AccessError: for anybody but an administrator
        :return: True
        """
        self._check_admin()
        self._look_at_settings()
        return self._test_soon(ON_THE_WIRE)

    def test_connection(self):
        """Asks Amazon and our own endpoint for an answer, within a minute: for a group
        with punchout by a set-up request whose session is thrown away.

        :raise AccessError: for anybody but an administrator
        :return: True
        """
        self._check_admin()
        return self._test_soon(ON_THE_WIRE)

    def _look_at_settings(self):
        """Finds what needs no network, for all groups together."""
        # with all companies of the groups: a shared secret may be another company's
        groups = self.sudo().with_context(
            active_test=True, allowed_company_ids=self.company_id.ids
        )
        rows = []
        known = groups._known_for_health()
        for group in groups:
            rows += group._health_rows(group._find_here(known))
        self.env["amazon.punchin.check"]._keep(rows)

    def _find_here(self, known):
        """An error of ours in one group is a finding, and keeps no other waiting.

        :return: list of findings, see :meth:`_health_rows`"""
        try:
            with self.env.cr.savepoint():
                return [
                    *self._find_in_settings(known),
                    *self._find_in_places(known),
                    *self._find_in_people(known),
                    *self._find_in_traffic(known),
                ]
        except Exception:
            _logger.exception("The settings of group %s", self.id)
            return [("problem", "copy", "error")]

    def _known_for_health(self):
        """What is looked up once for all groups; see the modules of the findings.

        :return: dict
        """
        return {}

    def _health_rows(self, found):
        """
        :param found: tuples `(status, code, what)` or `(status, code, what, facts)`
        """
        for status, code, what, *facts in found:
            yield {
                "group_id": self.id,
                "kind": "health",
                "code": code,
                "sequence": WORST_FIRST.index(status),
                "finding": "health_test_error"
                if what == "error"
                else f"health_{code}_{what}",
                "facts": facts[0] if facts else False,
                "found_status": status,
            }

    def _test_soon(self, codes):
        self.env["amazon.punchin.check"]._keep(
            [
                {
                    "group_id": group.id,
                    "kind": "health",
                    "code": code,
                    "finding": "health_waiting",
                    "facts": False,
                    "sequence": WORST_FIRST.index("todo"),
                    "found_status": "todo",
                }
                for group in self
                for code in codes
            ]
        )
        self.env.ref("amazon_punchin.cron_probe").sudo()._trigger()
        return True

    @api.model
    def _cron_check(self):
        """Every day: looks at all groups, and tells the responsible of a live group in
        which something became a problem."""
        groups = self.search([])
        before = {group: group.health for group in groups}
        groups._look_at_settings()
        groups._test_soon(ON_THE_WIRE)
        groups.invalidate_recordset(["health", "health_checked_on"])
        for group in groups:
            if group.health == "problem" != before[group] and group.mode == "live":
                group._tell_problem()

    def _tell_problem(self):
        """An activity for the responsible; one that fails keeps no other back."""
        try:
            with self.env.cr.savepoint():
                self._ask_to_mend()
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("The problem of group %s could not be told", self.id)

    def _ask_to_mend(self):
        found = self.health_ids.filtered(lambda one: one.found_status == "problem")
        speaker = self.with_context(lang=self.responsible_id.lang)
        titles = found.with_env(speaker.env).mapped("title")
        todo(
            self,
            speaker.env._("The health check found a problem"),
            ". ".join(titles),
            self.responsible_id,
        )

    @api.model
    def _cron_probe(self):
        """Tests the connections of the groups that wait for it, one after the other."""
        waiting = self.env["amazon.punchin.check"].search(
            [("kind", "=", "health"), ("finding", "=", "health_waiting")]
        )
        groups = waiting.group_id
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(groups))
        for group in groups:
            try:
                found = group.sudo()._probe()
            except Exception:
                _logger.exception("The connections of group %s", group.id)
                self.env["amazon.punchin.message"]._rollback()
                found = [("problem", code, "error") for code in ON_THE_WIRE]
            self.env["amazon.punchin.check"]._keep(list(group._health_rows(found)))
            if not cron._commit_progress(1):
                break

    def _is_waiting(self):
        return bool(
            self.env["amazon.punchin.check"].search_count(
                [("group_id", "in", self.ids), ("finding", "=", "health_waiting")],
                limit=1,
            )
        )
