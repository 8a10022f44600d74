from odoo import fields, models


class PaymentMethod(models.Model):
    """How a group pays at Amazon. No card data is kept here (R151)."""

    _name = "amazon.punchin.payment.method"
    _description = "Amazon Payment Method"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        help="Exactly as the payment method is called at Amazon.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    kind = fields.Selection(
        [("invoice", "Pay by Invoice"), ("card", "Shared card")],
        required=True,
        default="invoice",
        help="With Pay by Invoice Amazon sends invoices, which become vendor bills. "
        "Orders paid by card are complete once they are delivered.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        check_company=True,
        domain="[('type', 'in', ('bank', 'credit', 'cash'))]",
        help="Where card payments are cleared.",
    )
