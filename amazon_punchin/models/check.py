from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from .advice import advice

STATUSES = [
    ("ok", "OK"),
    ("warning", "Warning"),
    ("problem", "Problem"),
    ("todo", "To do"),
]
WORST_FIRST = ("problem", "warning", "todo", "ok")


class Check(models.Model):
    """One row of what a group needs: a step of the set-up, a finding of the health
    check, or a step of the test order (R1, R159, M9).

    What a person did is stored with who, when and why. What Odoo can see is read from
    the documents each time, so it is right whatever came in which order."""

    _name = "amazon.punchin.check"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Group Check"
    _order = "group_id, kind, sequence, id"
    _rec_name = "title"

    group_id = fields.Many2one(
        "amazon.punchin.group", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="group_id.company_id", store=True)
    kind = fields.Selection(
        [
            ("checklist", "Set-up"),
            ("health", "Health"),
            ("test", "Test order"),
        ],
        required=True,
    )
    code = fields.Char(required=True)
    sequence = fields.Integer()
    number = fields.Char(string="Step")
    finding = fields.Char(help="The advice that the health check's finding calls for.")
    facts = fields.Json(help="The names and numbers that the advice tells.")
    found_status = fields.Selection(STATUSES, string="Found")
    done_on = fields.Datetime(string="Ticked On")
    done_by_id = fields.Many2one("res.users", string="Ticked By")
    note = fields.Char(string="Why", help="Why it was ticked, for who reads it later.")
    status = fields.Selection(STATUSES, compute="_compute_status")
    seen_on = fields.Datetime(string="When", compute="_compute_status")
    done_text = fields.Text(string="Done", compute="_compute_done_text")
    is_seen = fields.Boolean(
        compute="_compute_status", help="Odoo sees by itself that this is done."
    )
    title = fields.Text(compute="_compute_texts")
    detail = fields.Text(compute="_compute_texts")
    can_fix = fields.Boolean(compute="_compute_texts")
    is_at_amazon = fields.Boolean(
        compute="_compute_texts", help="It is done on Amazon's own pages."
    )

    _row_unique = models.UniqueIndex(
        "(group_id, kind, code)", "This group has this check already."
    )

    @api.depends("found_status", "done_on", "kind", "code")
    def _compute_status(self):
        steps = self.filtered(lambda one: one.kind != "health")
        seen = steps.group_id.sudo()._seen_steps()
        for check in self:
            when = seen.get((check.group_id.id, check.kind, check.code), False)
            check.is_seen = bool(when)
            check.seen_on = check.done_on or (when is not True and when)
            if check.kind == "health":
                check.status = check.found_status or "todo"
            elif when or check.done_on:
                check.status = "ok"
            else:
                check.status = check._status_undone()

    @api.depends("done_on", "done_by_id")
    @api.depends_context("lang", "tz")
    def _compute_done_text(self):
        """Who said so and when, in a narrow column."""
        for check in self:
            who = check.done_by_id.sudo().name
            if check.is_seen and not who:
                simulated = check.group_id.marketplace == "sandbox"
                who = (
                    self.env._("Simulated")
                    if simulated and not check.seen_on
                    else self.env._("Seen by Odoo")
                )
            day = check.seen_on and format_date(self.env, check.seen_on)
            told = (who, day) if check.kind != "health" else ()
            check.done_text = "\n".join(filter(None, told)) or False

    def _status_undone(self):
        """Red where the integration fails without it (R23)."""
        fatal = self.code in ("shared_payment", "shared_addresses")
        return "problem" if fatal else "todo"

    @api.depends("finding", "facts", "code", "kind", "group_id.name")
    @api.depends_context("lang")
    def _compute_texts(self):
        for check in self:
            group = check.group_id
            code = check.finding or f"{check.kind}_{check.code}"
            facts = {"group": group.name, **(check.facts or {})}
            check.title, check.detail = advice(self.env, code, **facts)
            check.can_fix = bool(
                check.kind == "health"
                and check.found_status in ("warning", "problem")
                and check.code in group._fixes()
            ) or (check.kind == "checklist" and check.code in group._fixes())
            check.is_at_amazon = (
                check.kind == "checklist"
                and check.code in group._steps_at_amazon()
                and bool(group._business_url())
            )

    def _writable_fields(self):
        if self and self.env.user.has_group("amazon_punchin.group_admin"):
            return frozenset({"note"})
        return super()._writable_fields()

    def _check_may_tick(self):
        """
        :raise AccessError: for anybody but an administrator, and for what Odoo sees
        """
        self.group_id._check_admin()
        if any(one.kind == "health" for one in self):
            raise AccessError(
                self.env._(
                    "The health check says what it finds; nobody ticks it. Mend what "
                    "it names and run it again."
                )
            )

    def action_tick(self):
        """A person says that it is done, under the own name.

        :return: True
        """
        self._check_may_tick()
        self.filtered(lambda one: not one.done_on)._unguarded().write(
            {"done_on": fields.Datetime.now(), "done_by_id": self.env.uid}
        )
        return True

    def action_untick(self):
        """It was not done after all.

        :return: True
        """
        self._check_may_tick()
        self._unguarded().write({"done_on": False, "done_by_id": False, "note": False})
        return True

    def action_fix(self):
        """:return: the action that opens the place where this is mended"""
        self.ensure_one()
        self.group_id.check_access("read")
        return self.group_id._fix_action(self.code)

    def action_open_amazon(self):
        """:return: the action that opens Amazon Business, where this step is done"""
        self.ensure_one()
        self.group_id.check_access("read")
        url = self.group_id._business_url()
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    @api.model
    def _keep(self, rows):
        """Writes findings onto the rows of their groups; makes the rows that miss.

        :param rows: list of dicts with `group_id`, `kind`, `code` and what was found
        """
        kept = self._unguarded()
        groups = {row["group_id"] for row in rows}
        kinds = {row["kind"] for row in rows}
        found = {
            (one.group_id.id, one.kind, one.code): one
            for one in kept.search(
                [("group_id", "in", list(groups)), ("kind", "in", list(kinds))]
            )
        }
        fresh = []
        for row in rows:
            check = found.get((row["group_id"], row["kind"], row["code"]))
            if not check:
                fresh.append(row)
                continue
            changed = {
                name: value
                for name, value in row.items()
                if name != "group_id" and (check[name] or False) != (value or False)
            }
            if changed:
                check.write(changed)
        kept.create(fresh)
