from odoo import api, fields, models
from odoo.exceptions import AccessError

from .activities import STEP
from .guarded import unguarded
from .release_row import Row
from .values import price_text


class Request(models.Model):
    """Policies look at a cart when it arrives and when it is submitted; people answer
    before it is released (R88, R103-R106, R130)."""

    _inherit = "amazon.punchin.request"

    policy_result_ids = fields.One2many(
        "amazon.punchin.policy.result", "request_id", string="Policy Results"
    )
    may_consent = fields.Boolean(
        string="Waits for My Consent",
        compute="_compute_may_consent",
        search="_search_may_consent",
    )

    @api.depends("state", "escalated_on", "policy_result_ids.consented_by_id")
    @api.depends_context("uid")
    def _compute_may_consent(self):
        absences = self.env["amazon.punchin.substitute"]
        absences = absences._represented_today(self.env.user)
        for request in self:
            request.may_consent = request.state == "pending" and bool(
                request._consents_of_user(absences)
            )

    @api.model
    def _search_may_consent(self, operator, _value):
        """What a policy asks of the user. Whoever answers in place of a buyer who is
        the policy's approver decides on the request in any case."""
        if operator != "in":
            return NotImplemented
        asks = [
            ("action", "=", "approver"),
            ("consented_by_id", "=", False),
            ("asks_me", "=", True),
        ]
        return [
            ("state", "=", "pending"),
            ("user_id", "!=", self.env.uid),
            ("policy_result_ids", "any", asks),
        ]

    def _writable_fields(self):
        allowed = super()._writable_fields()
        if "line_ids" in allowed:
            return allowed | {"policy_result_ids"}
        return allowed

    def _take_cart(self, cart, is_test=False):
        notes = super()._take_cart(cart, is_test=is_test)
        self._run_policies()
        return notes

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

    def _policy_approvers(self):
        """Whose consent is still needed beside the usual approval.

        :return: `res.users`
        """
        self.ensure_one()
        return self.env["res.users"].sudo().union(*self._asked_for_consent().values())

    def _asked_for_consent(self):
        """:return: dict of each policy's approver to those whose consent is asked"""
        approvers = self._open_consents().approver_id
        return {one: self._in_place_of(one) for one in approvers}

    def _in_place_of(self, approver):
        """A policy's approver, or his substitute; where he is the buyer, or has left,
        whoever else decides on the request.

        :return: `res.users`
        """
        if approver.active and approver != self.sudo().user_id:
            return self._present(approver) - self.user_id
        return self._deciders() - self.user_id

    def _open_consents(self):
        return self.sudo().policy_result_ids.filtered(
            lambda one: one.action == "approver" and one.is_open
        )

    def _consents_of_user(self, absences=None):
        """The findings that wait for the current user. An approver may answer in spite
        of his absence, the second approver where the others waited too long; nobody
        does on what he bought.

        :param absences: in which the user stands in for others today, where known
        """
        waiting, user = self._open_consents(), self.env.user
        buyer = self.sudo().user_id
        if not waiting or user == buyer:
            return waiting.browse()
        if user in self._second_approver():
            return waiting
        if absences is None:
            absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        people = user | self._honest(absences).user_id
        ordinary = waiting.filtered(
            lambda one: one.approver_id.active and one.approver_id != buyer
        )
        mine = ordinary.filtered(lambda one: one.approver_id in people)
        others = waiting - ordinary
        return mine | others if others and user in self._deciders() else mine

    def consent(self):
        """A further approver agrees. Where nothing else is needed, the request is
        released with it.

        :raise AccessError: nobody asks for this user's consent
        :return: True
        """
        for request in self:
            request.check_access("read")
            if not request._consents_of_user():
                raise AccessError(
                    self.env._(
                        "Nobody asks for your consent on %(name)s.", name=request.name
                    )
                )
            request._decide(("pending",))
            results = request._consents_of_user()
            results.with_user(self.env.user)._consent()
            request._close_consent()
            request._news(
                self.env._(
                    "Consent given: %(policies)s.",
                    policies=", ".join(results.mapped("label")),
                ),
                subtype="decided",
            )
            if not request._needs_approval() and not request._release_problems():
                request._release()
        return True

    def action_consent(self):
        return self.consent()

    def _close_consent(self):
        """Nobody is asked any more whose consent is not needed any more."""
        waiting = self._policy_approvers()
        self.sudo().activity_ids.filtered(
            lambda one: (
                one.activity_type_id == self.env.ref(STEP)
                and one.user_id not in waiting
                and one.summary
                == self._speaking_to(one.user_id).env._("Give your consent")
            )
        ).unlink()

    def _needs_approval(self):
        """A finding that needs a further approver needs approval in every group."""
        return super()._needs_approval() or bool(self._open_consents())

    def _whom_to_ask(self):
        """Where only a finding asks for approval, the usual approvers are not."""
        people = super()._whom_to_ask()
        return people if self._group_asks_approval() else people.browse()

    def _awaited(self):
        return super()._awaited() | self._policy_approvers()

    def _ask_approvers(self):
        asked = super()._ask_approvers()
        people = self._asked_for_consent()
        for user in self._policy_approvers():
            spoken = self._speaking_to(user)
            texts = [
                one.text or one.label
                for one in spoken._open_consents()
                if user in people[one.approver_id]
            ]
            summary = spoken.env._("Give your consent")
            self._todo(summary, "\n".join(texts), user=user, step=True)
        return asked

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
            "approver": self.env._("it needs a further approver's consent"),
            "block": self.env._("it may not be bought"),
        }
        people = self._asked_for_consent() if "approver" in actions else {}
        problems = []
        for result in self.sudo().policy_result_ids.filtered("is_open"):
            if result.action not in actions or result.check == "used":
                continue
            detail = advice[result.action]
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

    def _cheaper_vendors(self):
        """For each line whose product another vendor sells for less: found by the
        ASIN among Amazon's codes, else by the barcode.

        :return: dict of line id to facts
        """
        self.ensure_one()
        lines = self.sudo().line_ids
        products = lines._known_products()
        templates = {line: one.product_tmpl_id for line, one in products.items()}
        offers = {}
        today = fields.Date.today()
        for offer in (
            self.env["product.supplierinfo"]
            .sudo()
            .search(
                [
                    ("product_tmpl_id", "in", [one.id for one in templates.values()]),
                    ("partner_id", "!=", self.group_id.sudo().partner_id.id),
                    ("company_id", "in", (False, self.company_id.id)),
                    ("price", ">", 0),
                    "|",
                    ("date_start", "=", False),
                    ("date_start", "<=", today),
                    "|",
                    ("date_end", "=", False),
                    ("date_end", ">=", today),
                ]
            )
        ):
            offers.setdefault(offer.product_tmpl_id, []).append(offer)
        rates = {
            currency: currency._get_conversion_rate(
                currency, self.currency_id, self.company_id, today
            )
            for some in offers.values()
            for currency in {offer.currency_id for offer in some}
        }
        return {
            line.id: facts
            for line, product in products.items()
            if (facts := line._cheapest(product, offers, rates))
        }


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

    def _known_products(self):
        """:return: dict of line to its product, where one is known in Odoo"""
        request = self.request_id
        by_asin = self.env["product.supplierinfo"]._find_by_asin(
            request.group_id.sudo(), set(self.mapped("supplier_part_id"))
        )
        codes = [line.barcode for line in self if line.barcode]
        by_code = {
            one.barcode: one
            for one in self.env["product.product"]
            .sudo()
            .search(
                [
                    ("barcode", "in", codes),
                    ("company_id", "in", (False, request.company_id.id)),
                ]
            )
        }
        found = {
            line: by_asin.get(line.supplier_part_id) or by_code.get(line.barcode)
            for line in self
        }
        return {line: product for line, product in found.items() if product}

    def _cheapest(self, product, offers, rates):
        """The cheapest offer for this line's quantity, per line's unit, where it is
        below Amazon's price.

        :return: facts for a result, or None
        """
        prices = []
        for offer in offers.get(product.product_tmpl_id, ()):
            unit = offer.product_uom_id or product.uom_id
            if (offer.product_id and offer.product_id != product) or not (
                unit._has_common_reference(self.product_uom_id)
            ):
                continue
            if (
                self.product_uom_id._compute_quantity(self.quantity, unit)
                < offer.min_qty
            ):
                continue
            price = offer.price * (1 - offer.discount / 100) * rates[offer.currency_id]
            price = unit._compute_price(price, self.product_uom_id)
            prices.append((price, offer.partner_id.name))
        if not prices:
            return None
        price, vendor = min(prices)
        if self.currency_id.compare_amounts(price, self.price_unit) >= 0:
            return None
        return {
            "vendor": vendor,
            "price": price_text(price, self.currency_id),
            "ours": price_text(self.price_unit, self.currency_id),
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
