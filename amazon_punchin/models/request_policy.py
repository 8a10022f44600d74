from odoo import fields, models

from .guarded import unguarded
from .release_row import Row


class Request(models.Model):
    """Policies look at a cart when it arrives and when it is submitted; people answer
    before it is released (R88, R103-R106, R130)."""

    _inherit = "amazon.punchin.request"

    policy_result_ids = fields.One2many(
        "amazon.punchin.policy.result", "request_id", string="Policy Results"
    )

    def _writable_fields(self):
        allowed = super()._writable_fields()
        if "line_ids" in allowed:
            return allowed | {"policy_result_ids"}
        return allowed

    def _take_cart(self, cart, is_test=False):
        notes = super()._take_cart(cart, is_test=is_test)
        self._run_policies()
        return notes

    def write(self, vals):
        """A cart that waits and goes to another place is looked at for that place, and
        who has to answer then is asked."""
        moved = self.browse()
        if "location_id" in vals:
            moved = self.filtered(
                lambda one: (
                    one.state == "pending" and one.location_id.id != vals["location_id"]
                )
            )
        result = super().write(vals)
        for request in moved.filtered(lambda one: one.state == "pending"):
            request._run_policies()
            request._close_consent()
            request._ask_approvers()
        return result

    def _check_complete(self):
        self._run_policies()
        return super()._check_complete()

    def _run_policies(self):
        """Finds anew; what was found before with the same facts keeps its reason and
        its consent. Everything new is made in one go."""
        self.ensure_one()
        request = self.sudo()
        policies = self.env["amazon.punchin.policy"]._of(request)
        gathered = policies._gather(request)
        found = {
            (policy.id, line.id): policy._prepare_result_vals(request, line, facts)
            for policy in policies
            for line, facts in policy._find(request, gathered)
        }
        for line in request.line_ids.filtered("is_used"):
            found[(False, line.id)] = line._prepare_used_vals()
        stale = request.policy_result_ids.browse()
        for result in request.policy_result_ids:
            key = (result.policy_id.id, result.line_id.id)
            if key in found and result._same_as(found[key]):
                del found[key]
            else:
                stale |= result
        unguarded(stale).unlink()
        unguarded(stale).create(list(found.values()))

    def _buyer_problems(self):
        return super()._buyer_problems() + self._policy_problems(("reason", "block"))

    def _release_rows(self):
        problems = self._policy_problems(("reason", "approver", "block"))
        return [*super()._release_rows(), Row(self.env._("Policies"), problems)]

    def _policy_problems(self, actions):
        """Findings without an answer, in sentences. Used items are told elsewhere.

        :param actions: those that count
        :return: list of str
        """
        advice = {
            "reason": self.env._("say why it is needed"),
            "block": self.env._("it may not be bought"),
        }
        people = self._asked_for_consent() if "approver" in actions else {}
        problems = []
        for result in self.sudo().policy_result_ids.filtered("is_open"):
            if result.action not in actions or result.check == "used":
                continue
            detail = advice.get(result.action)
            if result.action == "approver":
                names = ", ".join(people[result.approver_id].mapped("name"))
                detail = self.env._("%(names)s must give consent", names=names)
            where = (
                self.env._("Line %(number)s", number=result.line_number)
                if result.line_id
                else self.env._("The cart")
            )
            problems.append(
                self.env._(
                    "%(where)s, %(policy)s: %(detail)s. %(text)s",
                    where=where,
                    policy=result.label,
                    detail=detail,
                    text=result._sentence() or "",
                ).strip()
            )
        return problems


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    policy_result_ids = fields.One2many(
        "amazon.punchin.policy.result", "line_id", string="Findings", readonly=True
    )

    def _prepare_used_vals(self):
        return {
            "request_id": self.request_id.id,
            "line_id": self.id,
            "check": "used",
            "action": "block",
            "facts": {},
        }


class Policy(models.Model):
    _inherit = "amazon.punchin.policy"

    def _prepare_result_vals(self, request, line, facts):
        return {
            "request_id": request.id,
            "line_id": line.id,
            "policy_id": self.id,
            "name": self.name,
            "check": self.check,
            "action": self.action,
            "facts": facts,
            "approver_id": self.action == "approver" and self.approver_id.id,
        }


class PolicyResult(models.Model):
    _inherit = "amazon.punchin.policy.result"

    def _same_as(self, values):
        """Whether a new finding says what this one says, so that the answers stand."""
        return (
            self.check == values["check"]
            and self.action == values["action"]
            and (self.facts or {}) == values["facts"]
            and self.approver_id.id == values.get("approver_id", False)
        )
