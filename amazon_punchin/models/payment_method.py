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
        help="Offered to whoever pays a bill of a group with this payment method.",
    )

    def _is_meant_by(self, text):
        """Whether a cart that says `text` means this method (R112): by its name, or by
        its kind, whatever the case and punctuation.

        :param text: as the cart says it, not empty
        """
        self.ensure_one()
        kinds = {"invoice": ("paybyinvoice", "invoice"), "card": ("card", "creditcard")}
        return _key(text) in (_key(self.name), *kinds[self.kind])


def _key(text):
    return "".join(c for c in text.casefold() if c.isalnum())
