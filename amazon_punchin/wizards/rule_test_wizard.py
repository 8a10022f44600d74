from odoo import api, fields, models


class RuleTestWizard(models.TransientModel):
    """What a rule would have done to a past request; nothing is changed (M12)."""

    _name = "amazon.punchin.rule.test.wizard"
    _description = "Test a Rule on a Past Request"

    coding_rule_id = fields.Many2one("amazon.punchin.coding.rule", readonly=True)
    policy_id = fields.Many2one("amazon.punchin.policy", readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    request_id = fields.Many2one(
        "amazon.punchin.request",
        string="On Request",
        domain="[('company_id', '=', company_id), ('cart_date', '!=', False)]",
    )
    result = fields.Text(compute="_compute_result")

    @api.depends("coding_rule_id", "policy_id")
    def _compute_company_id(self):
        for wizard in self:
            rule = wizard.coding_rule_id or wizard.policy_id
            wizard.company_id = rule.company_id

    @api.depends("request_id")
    def _compute_result(self):
        for wizard in self:
            wizard.result = wizard.request_id and wizard._describe()

    def _describe(self):
        """The lines of the request that the rule is about, in sentences."""
        request = self.request_id
        lines = request.line_ids.browse()
        if self.policy_id:
            found = self.policy_id._find(request, self.policy_id._gather(request))
            if any(not line for line, _facts in found):
                return self.env._("Fits the cart as a whole.")
            lines = lines.union(*(line for line, _facts in found))
        else:
            rate = request._company_rate()
            lines = request.line_ids.filtered(
                lambda line: self.coding_rule_id._accepts(line, rate)
            )
        if not lines:
            return self.env._("Fits no line of this request.")
        return self.env._("Fits line %(lines)s.", lines=lines._numbers())
