from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .guarded import unguarded
from .policy import ACTIONS, CHECKS
from .values import plain_number, price_text

COLORS = {"inform": 4, "reason": 3, "approver": 2, "block": 1}


class PolicyResult(models.Model):
    """What a policy found in a request, and how people answered.

    The finding is kept as facts, so that everybody reads it in the own language."""

    _name = "amazon.punchin.policy.result"
    _inherit = "amazon.punchin.guarded"
    _description = "Amazon Policy Result"
    _order = "request_id, line_number, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, index=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "amazon.punchin.request.line", readonly=True, index=True, ondelete="cascade"
    )
    line_number = fields.Integer(
        string="No.", related="line_id.line_number", store=True, aggregator=None
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    policy_id = fields.Many2one(
        "amazon.punchin.policy",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    name = fields.Char(readonly=True, help="The policy's name when it found this.")
    label = fields.Char(string="Check", compute="_compute_label")
    check = fields.Selection(
        CHECKS + [("used", "Used item")], string="Kind", readonly=True
    )
    action = fields.Selection(ACTIONS, readonly=True)
    facts = fields.Json(readonly=True)
    text = fields.Text(string="Finding", compute="_compute_text")
    color = fields.Integer(compute="_compute_color")
    reason = fields.Char(help="Written by the buyer for the approver.")
    reason_user_id = fields.Many2one("res.users", string="Given by", readonly=True)
    approver_id = fields.Many2one(
        "res.users", string="Further Approver", readonly=True, index="btree_not_null"
    )
    consented_by_id = fields.Many2one("res.users", string="Consent", readonly=True)
    consented_on = fields.Datetime(readonly=True)
    is_open = fields.Boolean(compute="_compute_is_open")
    asks_me = fields.Boolean(compute="_compute_asks_me", search="_search_asks_me")

    @api.depends("check", "name")
    @api.depends_context("lang")
    def _compute_label(self):
        """In the reader's language what is no policy of the company's own."""
        for result in self:
            used = result.check == "used"
            result.label = self.env._("Used item") if used else result.name

    @api.depends("label")
    def _compute_display_name(self):
        for result in self:
            result.display_name = result.label

    @api.depends("action")
    def _compute_color(self):
        for result in self:
            result.color = COLORS.get(result.action, 0)

    @api.depends("action", "reason", "consented_by_id")
    def _compute_is_open(self):
        """Whether the release waits for an answer."""
        for result in self:
            result.is_open = (
                result.action == "block"
                or (result.action == "reason" and not (result.reason or "").strip())
                or (result.action == "approver" and not result.consented_by_id)
            )

    @api.depends("check", "facts")
    @api.depends_context("lang")
    def _compute_text(self):
        for result in self:
            result.text = result._sentence()

    def _sentence(self):
        """What the facts are; False where the policy's name says it all."""
        facts = self.facts or {}
        currency = self.company_id.currency_id
        amounts = {
            name: currency.format(facts[name])
            for name in ("amount", "limit")
            if name in facts
        }
        if self.check in ("price", "total"):
            return self.env._("%(amount)s is above the limit of %(limit)s.", **amounts)
        if self.check == "quantity":
            return self.env._(
                "%(quantity)s units, at most %(limit)s are usual.",
                quantity=plain_number(facts["quantity"]),
                limit=plain_number(facts["limit"]),
            )
        if self.check == "third_party":
            return self.env._("Sold by %(seller)s.", seller=facts["seller"])
        if self.check == "duplicate":
            return self.env._(
                "Bought on %(request)s of %(date)s already.",
                request=facts["request"],
                date=format_date(self.env, facts["date"]),
            )
        if self.check == "cheaper":
            return self.env._(
                "%(vendor)s sells it at %(price)s instead of %(ours)s.",
                vendor=facts["vendor"],
                price=price_text(facts["price"], self.request_id.currency_id),
                ours=price_text(facts["ours"], self.request_id.currency_id),
            )
        if self.check == "used":
            return self.env._("A used item may not be bought.")
        return False

    def _writable_fields(self):
        """The reason, for whoever may change the request at present."""
        if self and self.action == "reason":
            if "line_ids" in self.request_id._writable_fields():
                return {"reason"}
        return frozenset()

    def write(self, vals):
        result = super().write(vals)
        if "reason" in vals and not self._is_unguarded():
            unguarded(self).write({"reason_user_id": self.env.uid})
        return result

    @api.depends("approver_id")
    @api.depends_context("uid")
    def _compute_asks_me(self):
        user = self.env.user
        absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        for result in self:
            people = user | absences._holding_in(result.company_id).user_id
            result.asks_me = result.approver_id in people

    @api.model
    def _search_asks_me(self, operator, _value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        return Domain("approver_id", "=", user.id) | absences._domain_of_rights(
            lambda one: [("approver_id", "=", one.id)]
        )

    def _consent(self):
        unguarded(self).write(
            {"consented_by_id": self.env.uid, "consented_on": fields.Datetime.now()}
        )
