from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CodingRule(models.Model):
    """What accounting needs of a line, by what the line is (R98-R102, wish 10)."""

    _name = "amazon.punchin.coding.rule"
    _inherit = ["amazon.punchin.condition", "analytic.mixin"]
    _description = "Amazon Coding Rule"

    account_id = fields.Many2one("account.account", check_company=True)
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        check_company=True,
        domain=[("type_tax_use", "=", "purchase")],
        help="Instead of the taxes of the product.",
    )
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        help="For products that are made from the cart.",
    )

    @api.model
    def _hits(self):
        return "amazon.punchin.request.line", "coding_rule_id"

    @api.constrains("tax_ids")
    def _check_taxes(self):
        included = self.tax_ids.filtered("price_include")
        if included:
            raise ValidationError(
                self.env._(
                    "Amazon's prices are without tax, and %(taxes)s is included in the "
                    "price. Choose a tax that is added to it.",
                    taxes=", ".join(included.mapped("name")),
                )
            )

    def _coding(self):
        """Values for a line."""
        return {
            "account_id": self.account_id.id,
            "analytic_distribution": self.analytic_distribution or False,
            "tax_ids": [fields.Command.set(self.tax_ids.ids)],
            "product_categ_id": self.product_categ_id.id,
            "coding_rule_id": self.id,
            "coding_line_id": False,
        }
