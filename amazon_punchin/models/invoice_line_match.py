from collections import namedtuple

from odoo import models
from odoo.tools import float_compare

from .values import plain_number, price_text

Finding = namedtuple("Finding", "code line amount within text")
"""A difference: its code, the invoice line (or an empty recordset), the amount in the
invoice's currency, whether it is within tolerance, and a sentence."""


class InvoiceLine(models.Model):
    """A line of Amazon's invoice against its order line: never against its product
    (design §7)."""

    _inherit = "amazon.punchin.invoice.line"

    def _find_differences(self, so_far):
        """
        :param so_far: units of the order line that Amazon wants paid, or has credited,
            up to this line
        :return: list of :class:`Finding`
        """
        if not self.request_line_id:
            found = self._whole_finding() if self.is_whole else self._extra_finding()
            return [found] if found else []
        if self.invoice_id.is_debit:
            findings = (self._price_finding(),)
        elif self.invoice_id.move_type == "in_refund":
            findings = (self._price_finding(), self._credit_finding(so_far))
        else:
            findings = (
                self._price_finding(),
                self._quantity_finding(so_far),
                self._by_hand_finding(),
            )
        return [one for one in findings if one]

    def _extra_finding(self):
        if not (self.purchase_id and self.line_number):
            return None
        text = self.env._(
            "%(name)s is invoiced but was not ordered on %(order)s.",
            name=self.name,
            order=self.purchase_id.name,
        )
        return Finding("extra_line", self, self.amount, False, text)

    def _whole_finding(self):
        """One sum for a whole order, which is not what is still to be invoiced."""
        if not self.purchase_id:
            return None
        invoice, currency = self.invoice_id, self.currency_id
        left = 0.0 if invoice.is_debit else invoice._left_of(self.purchase_id)
        if invoice.move_type == "in_refund":
            text = self.env._(
                "%(sum)s of %(order)s are credited without lines, %(left)s are left to "
                "credit.",
                sum=currency.format(self.amount),
                order=self.purchase_id.name,
                left=currency.format(left),
            )
        else:
            text = self.env._(
                "%(sum)s of %(order)s are invoiced without lines, %(left)s are left to "
                "invoice.",
                sum=currency.format(self.amount),
                order=self.purchase_id.name,
                left=currency.format(left),
            )
        return invoice._amount_finding("total", self.amount - left, text, self)

    def _price_finding(self):
        """The line's amount against the ordered price; a price that does not lead to
        the amount is looked at by itself. A credit may be smaller, and a debit memo
        is on top of what was ordered."""
        invoice, ordered = self.invoice_id, self.request_line_id.price_unit
        worth = 0.0 if invoice.is_debit else ordered * self.quantity
        difference = self.amount - worth
        if self.currency_id.is_zero(difference):
            difference = (self.price_unit - ordered) * self.quantity
            difference = 0.0 if invoice.is_debit else difference
        is_credit = invoice.move_type == "in_refund"
        if self.currency_id.is_zero(difference) or (is_credit and difference < 0):
            return None
        tolerance = invoice.group_id.sudo().price_tolerance_percent
        return Finding(
            "price",
            self,
            difference,
            abs(difference) * 100 <= tolerance * abs(ordered * self.quantity),
            self._tell_price(),
        )

    def _tell_price(self):
        currency, ordered = self.currency_id, self.request_line_id.price_unit
        values = {
            "name": self.name,
            "invoiced": price_text(self.price_unit, currency),
            "ordered": price_text(ordered, currency),
            "quantity": plain_number(self.quantity),
            "amount": currency.format(self.amount),
        }
        if self.invoice_id.is_debit:
            return self.env._("%(name)s: %(amount)s more are charged.", **values)
        if currency.is_zero(self.price_unit * self.quantity - self.amount):
            return self.env._(
                "%(name)s: invoiced at %(invoiced)s, ordered at %(ordered)s.", **values
            )
        return self.env._(
            "%(name)s: %(amount)s invoiced for %(quantity)s, ordered at %(ordered)s.",
            **values,
        )

    def _credit_finding(self, so_far):
        """No more can be given back than was invoiced."""
        excess = so_far - self.request_line_id.qty_invoiced
        if float_compare(excess, 0.0, precision_digits=6) <= 0:
            return None
        text = self.env._(
            "%(name)s: %(credited)s credited, %(invoiced)s invoiced.",
            name=self.name,
            credited=plain_number(so_far),
            invoiced=plain_number(self.request_line_id.qty_invoiced),
        )
        amount = min(excess, self.quantity) * self.price_unit
        return Finding("quantity", self, amount, False, text)

    def _quantity_finding(self, so_far):
        """Invoiced so far against the basis of the group."""
        basis = self.invoice_id.group_id.sudo().match_basis
        source = self.request_line_id
        wanted = source.quantity - source.qty_rejected
        limit = {
            "ordered": wanted,
            "shipped": source.qty_shipped,
            "received": source.qty_received,
        }[basis]
        excess = so_far - limit
        if float_compare(excess, 0.0, precision_digits=6) <= 0:
            return None
        if float_compare(wanted, 0.0, precision_digits=6) <= 0:
            code = "cancelled_line"
        elif (
            basis != "ordered"
            and float_compare(so_far, wanted, precision_digits=6) <= 0
        ):
            code = "not_received"
        else:
            code = "quantity"
        amount = min(excess, self.quantity) * self.price_unit
        return Finding(code, self, amount, False, self._tell(code, so_far, limit))

    def _tell(self, code, so_far, limit):
        values = {
            "name": self.name,
            "invoiced": plain_number(so_far),
            "limit": plain_number(limit),
        }
        if code == "cancelled_line":
            return self.env._("%(name)s: Amazon cancelled this line.", **values)
        if code == "not_received":
            return self.env._(
                "%(name)s: %(invoiced)s invoiced, but only %(limit)s arrived so far.",
                **values,
            )
        return self.env._(
            "%(name)s: %(invoiced)s invoiced, %(limit)s expected.", **values
        )
