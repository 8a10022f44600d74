from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from .guarded import unguarded
from .release_row import Row
from .request_line import SPENT_ON

BY_HAND = {
    "account_id": "account_by_hand",
    "analytic_distribution": "analytic_by_hand",
}
"""The coding that people set, and the fact that they did."""


class Request(models.Model):
    """The buyer completes what accounting needs (R98-R102)."""

    _name = "amazon.punchin.request"
    _inherit = ["amazon.punchin.request", "analytic.mixin"]

    account_id = fields.Many2one(
        "account.account",
        string="Account for All Lines",
        check_company=True,
        domain=SPENT_ON,
        copy=False,
    )
    analytic_distribution = fields.Json(copy=False)
    uses_analytic = fields.Boolean(compute="_compute_uses_analytic")

    @api.depends("group_id")
    def _compute_uses_analytic(self):
        """Whether there is anything to choose: employees need no right on analytics."""
        used = bool(self.env["account.analytic.account"].sudo().search([], limit=1))
        self.uses_analytic = used

    def _writable_fields(self):
        allowed = super()._writable_fields()
        if "line_ids" in allowed:
            return allowed | {"account_id", "analytic_distribution"}
        return allowed

    def write(self, vals):
        result = super().write(vals)
        if "account_id" in vals and not self._is_unguarded():
            _check_spent_on(self.account_id.sudo())
        return result

    def apply_to_all(self):
        """Sets the values of the header on every line.

        :raise AccessError: not the buyer of an open request, nor a manager
        :return: True
        """
        for request in self:
            values = {name: request[name] for name in BY_HAND if request[name]}
            if "account_id" in values:
                values["account_id"] = request.account_id.id
            if not values:
                raise UserError(
                    self.env._(
                        "Choose an account or an analytic distribution for all lines "
                        "first."
                    )
                )
            request._decide(("open", "pending"))
            request.line_ids.write(values)
        return True

    def action_apply_to_all(self):
        return self.apply_to_all()

    def propose_again(self):
        """Asks the rules again; what a person set stays.

        :raise AccessError: not the buyer of an open request, nor a manager
        :return: True
        """
        for request in self:
            request._decide(("open", "pending"))
            request.line_ids._check_writable({"account_id": False})
            request._propose_coding()
        return True

    def action_propose_again(self):
        return self.propose_again()

    def _take_cart(self, cart, is_test=False):
        notes = super()._take_cart(cart, is_test=is_test)
        self._propose_coding()
        return notes

    def _propose_coding(self):
        """The first rule that fits a line codes it, else what the item got last time
        in this company. Lines of the same coding are written together."""
        self.ensure_one()
        lines = self.sudo().line_ids
        lines = lines.with_prefetch(lines.ids)
        rules = self.env["amazon.punchin.coding.rule"]._of(self)
        last, rate = lines._last_coded(), self._company_rate()
        chosen = defaultdict(list)
        for line in lines:
            source = next((one for one in rules if one._accepts(line, rate)), None)
            source = source or last.get(line.supplier_part_id) or lines.browse()
            kept = tuple(name for name, flag in BY_HAND.items() if line[flag])
            chosen[source, kept].append(line.id)
        same = defaultdict(list)
        for (source, kept), ids in chosen.items():
            values = source._coding()
            origin = values.pop("coding_line_id")
            for name in kept:
                del values[name]
            same[repr(values)].append((values, origin, ids))
        for alike in same.values():
            ids = [one for _values, _origin, some in alike for one in some]
            unguarded(lines.browse(ids)).write(alike[0][0])
            for _values, origin, some in alike:
                unguarded(lines.browse(some).with_prefetch(lines.ids)).write(
                    {"coding_line_id": origin}
                )

    def _company_rate(self):
        """What one of the cart's currency is in the company's, at the cart's day."""
        return self.currency_id._get_conversion_rate(
            self.currency_id,
            self.company_id.currency_id,
            self.company_id,
            self.cart_date or fields.Date.today(),
        )

    def _missing_coding(self):
        """What the group requires and a line lacks, in sentences that name every such
        line (R100).

        :return: list of str
        """
        self.ensure_one()
        group, lines = self.group_id.sudo(), self.sudo().line_ids
        problems = []
        if group.require_location and not self.location_id:
            problems.append(self.env._("Choose where to deliver."))
        if group.require_account:
            missing = lines.filtered(lambda line: not line.account_id)
            if missing:
                problems.append(
                    self.env._(
                        "Choose an account for: %(lines)s.", lines=missing._numbers()
                    )
                )
        roots = lines._analytic_roots() if group.required_plan_ids else {}
        for plan in group.required_plan_ids:
            missing = lines.filtered(
                lambda line, plan=plan: plan.root_id not in roots[line]
            )
            if missing:
                problems.append(
                    self.env._(
                        "Choose %(plan)s for: %(lines)s.",
                        plan=plan.name,
                        lines=missing._numbers(),
                    )
                )
        return problems

    def _release_rows(self):
        row = Row(self.env._("Accounting"), self._missing_coding())
        return [*super()._release_rows(), row]

    def _check_complete(self):
        """What the buyer must have done before others look at it.

        :raise UserError: with all of it
        """
        problems = self._buyer_problems()
        if problems:
            raise UserError(
                self.env._("%(name)s is not complete:", name=self.name)
                + "\n"
                + "\n".join(f"• {problem}" for problem in problems)
            )

    def _buyer_problems(self):
        return self._unassigned() + self._missing_coding()


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    tax_ids = fields.Many2many(
        "account.tax", string="Taxes", readonly=True, copy=False, check_company=True
    )
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    account_by_hand = fields.Boolean(readonly=True, copy=False)
    analytic_by_hand = fields.Boolean(readonly=True, copy=False)
    coding_rule_id = fields.Many2one(
        "amazon.punchin.coding.rule",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    coding_line_id = fields.Many2one(
        "amazon.punchin.request.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    coding_reason = fields.Char(string="Coded By", compute="_compute_coding_reason")

    @api.depends("coding_rule_id", "coding_line_id", *BY_HAND.values())
    def _compute_coding_reason(self):
        """Why the coding is what it is, in the reader's language. Of a colleague's
        purchase its number alone is told."""
        for line, known in zip(self, self.sudo(), strict=True):
            if line.account_by_hand or line.analytic_by_hand:
                line.coding_reason = self.env._("Set by hand")
            elif known.coding_rule_id:
                line.coding_reason = self.env._(
                    "Rule %(name)s", name=known.coding_rule_id.name
                )
            elif known.coding_line_id:
                line.coding_reason = self.env._(
                    "As on %(name)s", name=known.coding_line_id.request_id.name
                )
            else:
                line.coding_reason = False

    def write(self, vals):
        """What a person sets is remembered as such; emptied, it may be proposed."""
        result = super().write(vals)
        flags = {
            flag: bool(vals[name]) for name, flag in BY_HAND.items() if name in vals
        }
        if flags and not self._is_unguarded():
            _check_spent_on(self.account_id.sudo())
            unguarded(self).write(flags)
        return result

    def _coding(self):
        """What another line of the same item takes over; nothing of an empty line."""
        return {
            "account_id": self.account_id.id,
            "analytic_distribution": self.analytic_distribution or False,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
            "product_categ_id": self.product_categ_id.id,
            "coding_rule_id": False,
            "coding_line_id": self.id,
        }

    def _last_coded(self):
        """The last released line of each item in this company that was coded.

        :return: dict of ASIN to line
        """
        found = self.sudo()._read_group(
            [
                ("company_id", "=", self.request_id.company_id.id),
                ("supplier_part_id", "in", self.mapped("supplier_part_id")),
                ("request_id.state", "=", "released"),
                "|",
                "|",
                "|",
                ("account_id", "!=", False),
                ("analytic_by_hand", "=", True),
                ("coding_rule_id", "!=", False),
                ("coding_line_id", "!=", False),
            ],
            ["supplier_part_id"],
            ["id:max"],
        )
        lines = self.browse([last for _asin, last in found])
        return dict(zip([asin for asin, _last in found], lines, strict=True))

    def _analytic_roots(self):
        """:return: dict of line to the root plans of its distribution"""
        ids = {
            line: [
                int(one)
                for key in line.analytic_distribution or {}
                for one in key.split(",")
                if one.isdigit()
            ]
            for line in self
        }
        accounts = self.env["account.analytic.account"].sudo()
        known = accounts.browse({one for some in ids.values() for one in some}).exists()
        roots = {account.id: account.root_plan_id for account in known}
        empty = self.env["account.analytic.plan"].sudo()
        return {
            line: empty.union(*(roots[one] for one in some if one in roots))
            for line, some in ids.items()
        }

    def _numbers(self):
        """The lines for a sentence: 1 (Pens), 3 (Chair)."""
        return ", ".join(
            f"{line.line_number} ({(line.name or '')[:30].strip()})"
            for line in self.sorted("line_number")
        )


def _check_spent_on(accounts):
    """A person chooses among the accounts that are offered, by whatever way.

    :raise UserError: one of them is not for purchases, e.g. a bank's
    """
    strange = accounts - accounts.filtered_domain(SPENT_ON)
    if strange:
        raise UserError(
            accounts.env._(
                "%(account)s is no account for what was bought. Choose one of expenses "
                "or assets.",
                account=strange[0].display_name,
            )
        )
