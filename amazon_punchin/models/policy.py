from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ACTIONS = [
    ("inform", "Inform"),
    ("reason", "Ask for a reason"),
    ("approver", "Ask a further approver"),
    ("block", "Block"),
]
CHECKS = [
    ("match", "The conditions alone"),
    ("price", "Price per unit above"),
    ("total", "Total of the cart above"),
    ("third_party", "Sold by a third party"),
    ("duplicate", "Bought in the last days"),
    ("quantity", "Quantity above"),
    ("cheaper", "Cheaper vendor in Odoo"),
]


class Policy(models.Model):
    """What is looked at before a request is approved (R88, R103-R106, R130, wish 11).

    Used items need no policy: they are always blocked."""

    _name = "amazon.punchin.policy"
    _inherit = "amazon.punchin.condition"
    _description = "Amazon Purchase Policy"

    check = fields.Selection(CHECKS, required=True, default="match")
    limit_amount = fields.Monetary(
        help="In the company's currency, with estimated shipping and tax for a total."
    )
    limit_quantity = fields.Float(string="Most Units", digits="Product Unit")
    days = fields.Integer(default=30)
    own_sellers = fields.Char(
        default="Amazon",
        help="Parts of the names that are no third party, separated by commas.",
    )
    action = fields.Selection(ACTIONS, required=True, default="inform")
    approver_id = fields.Many2one(
        "res.users",
        string="Further Approver",
        domain=[("share", "=", False)],
        help="Whose consent is needed beside the usual approval.",
    )

    @api.model
    def _hits(self):
        return "amazon.punchin.policy.result", "policy_id"

    @api.constrains("action", "approver_id", "company_id")
    def _check_approver(self):
        user_group = "amazon_punchin.group_user"
        for policy in self.filtered(lambda one: one.action == "approver"):
            approver = policy.approver_id
            if (
                not approver
                or not approver.has_group(user_group)
                or policy.company_id not in approver.sudo().company_ids
            ):
                raise ValidationError(
                    self.env._(
                        "%(policy)s needs a further approver who may use Amazon "
                        "Business in %(company)s.",
                        policy=policy.name,
                        company=policy.company_id.name,
                    )
                )

    @api.constrains("check", "days", "limit_amount", "limit_quantity")
    def _check_limits(self):
        for policy in self:
            limit = {
                "price": policy.limit_amount,
                "total": policy.limit_amount,
                "quantity": policy.limit_quantity,
                "duplicate": policy.days,
            }.get(policy.check, 1)
            if limit <= 0:
                raise ValidationError(
                    self.env._("%(policy)s needs a limit above 0.", policy=policy.name)
                )

    def _find(self, request, gathered):
        """What this policy finds in a cart.

        :param gathered: dict of what all policies share, from `_gather`
        :return: list of `(line, facts)`; the line is empty where it is the whole cart
        """
        self.ensure_one()
        rate, currency = gathered["rate"], self.currency_id
        lines = request.line_ids.filtered(lambda line: self._accepts(line, rate))
        if self.check == "total":
            total = request.amount_total_estimate * rate
            above = currency.compare_amounts(total, self.limit_amount) > 0
            facts = {"amount": currency.round(total), "limit": self.limit_amount}
            return [(lines.browse(), facts)] if above and lines else []
        finder = getattr(self, f"_find_{self.check}")
        return [
            (line, facts)
            for line in lines
            if (facts := finder(line, gathered)) is not None
        ]

    # One line each: the facts as a dict for `Result.text`, or None -----------

    def _find_match(self, _line, _gathered):
        return {}

    def _find_price(self, line, gathered):
        price = line.price_unit * gathered["rate"]
        if self.currency_id.compare_amounts(price, self.limit_amount) <= 0:
            return None
        return {"amount": self.currency_id.round(price), "limit": self.limit_amount}

    def _find_quantity(self, line, gathered):
        """The same item on several lines counts together."""
        quantity = gathered["quantities"][line.supplier_part_id]
        if quantity <= self.limit_quantity:
            return None
        return {"quantity": quantity, "limit": self.limit_quantity}

    def _find_third_party(self, line, _gathered):
        """A line that does not name its seller is none: nothing is known of it."""
        seller = (line.sold_by or "").casefold()
        own = [one.strip().casefold() for one in (self.own_sellers or "").split(",")]
        if not seller or any(one and one in seller for one in own):
            return None
        return {"seller": line.sold_by}

    def _find_duplicate(self, line, gathered):
        since = fields.Datetime.now() - timedelta(days=self.days)
        earlier = gathered["bought"].get(line.supplier_part_id)
        if not earlier or earlier[0] < since:
            return None
        return {"request": earlier[1], "date": fields.Date.to_string(earlier[0])}

    def _find_cheaper(self, line, gathered):
        return gathered["cheaper"].get(line.id)

    # What they share --------------------------------------------------------------

    def _gather(self, request):
        """Looks up once, for all lines, what the policies in `self` need."""
        checks = set(self.mapped("check"))
        quantities = {}
        for line in request.line_ids:
            asin = line.supplier_part_id
            quantities[asin] = quantities.get(asin, 0.0) + line.quantity
        return {
            "rate": request._company_rate(),
            "quantities": quantities,
            "bought": self._bought(request) if "duplicate" in checks else {},
            "cheaper": request._cheaper_vendors() if "cheaper" in checks else {},
        }

    def _bought(self, request):
        """The latest other request of this company with each item that is on its way
        to an order, or ordered.

        :return: dict of ASIN to `(day it was bought, number of the request)`
        """
        lines = request.line_ids
        found = lines.sudo()._read_group(
            [
                ("company_id", "=", request.company_id.id),
                ("request_id", "!=", request.id),
                ("request_id.is_test", "=", request.is_test),
                ("request_id.state", "in", ("pending", "released")),
                ("supplier_part_id", "in", lines.mapped("supplier_part_id")),
            ],
            ["supplier_part_id"],
            ["id:max"],
        )
        latest = lines.sudo().browse([last for _asin, last in found])
        return {
            line.supplier_part_id: (line.request_id.cart_date, line.request_id.name)
            for line in latest
            if line.request_id.cart_date
        }
