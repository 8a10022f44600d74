from odoo import api, fields, models


class Condition(models.AbstractModel):
    """Which cart lines a rule is about: every condition that is filled in must hold.

    Texts are lists separated by commas, of which one must fit. Amounts are in the
    company's currency, for the whole line."""

    _name = "amazon.punchin.condition"
    _description = "Conditions on a Cart Line"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    group_id = fields.Many2one(
        "amazon.punchin.group",
        check_company=True,
        ondelete="cascade",
        help="Empty: all groups of the company.",
    )
    asin = fields.Char(string="ASIN", help="One or several, separated by commas.")
    unspsc_prefix = fields.Char(
        string="UNSPSC Begins With", help="One or several, separated by commas."
    )
    seller = fields.Char(help="Part of the seller's name; several with commas.")
    key_words = fields.Char(
        help="Parts of the description, separated by commas; one must be in it."
    )
    user_ids = fields.Many2many("res.users", string="Requesters")
    location_id = fields.Many2one(
        "amazon.punchin.location", string="Deliver to", check_company=True
    )
    amount_from = fields.Monetary()
    amount_to = fields.Monetary(help="0 means without a limit.")
    hit_count = fields.Integer(string="Hits", compute="_compute_hit_count")

    def _compute_hit_count(self):
        """How often the rule was used, for who keeps the rules."""
        model, name = self._hits()
        counts = dict(
            self.env[model]
            .sudo()
            ._read_group([(name, "in", self.ids)], [name], ["__count"])
        )
        for rule in self:
            rule.hit_count = counts.get(rule._origin, 0)

    @api.model
    def _hits(self):
        """:return: the model and its field that point to the rules used"""
        raise NotImplementedError

    @api.model
    def _of(self, request):
        """The rules for a request, in their order."""
        return self.sudo().search(
            [
                ("company_id", "=", request.company_id.id),
                ("group_id", "in", (False, request.group_id.id)),
            ]
        )

    def _accepts(self, line, rate):
        """Whether all conditions hold for a line of a cart.

        :param rate: of the cart's currency to the company's"""
        self.ensure_one()
        request, seller = line.request_id, (line.sold_by or "").casefold()
        text = (line.name or "").casefold()
        code = line.unspsc or ""
        asins = _parts(self.asin)
        prefixes, sellers = _parts(self.unspsc_prefix), _parts(self.seller)
        words = _parts(self.key_words)
        amount = line.price_subtotal * rate
        return (
            (not self.group_id or self.group_id == request.group_id)
            and (not asins or (line.supplier_part_id or "").casefold() in asins)
            and (not prefixes or code.startswith(tuple(prefixes)))
            and (not sellers or any(one in seller for one in sellers))
            and (not words or any(one in text for one in words))
            and (not self.user_ids or request.user_id in self.user_ids)
            and (not self.location_id or request.location_id == self.location_id)
            and self.currency_id.compare_amounts(amount, self.amount_from) >= 0
            and (
                not self.amount_to
                or self.currency_id.compare_amounts(amount, self.amount_to) <= 0
            )
        )

    def action_test(self):
        """Opens the question on which request to try the rule (screen M12)."""
        self.ensure_one()
        name = "coding_rule_id" if "account_id" in self._fields else "policy_id"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test a Rule"),
            "res_model": "amazon.punchin.rule.test.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {f"default_{name}": self.id},
        }


def _parts(text):
    """The parts of a list with commas, for comparison."""
    return [one.strip().casefold() for one in (text or "").split(",") if one.strip()]
