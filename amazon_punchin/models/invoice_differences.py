from collections import Counter

from odoo import fields, models

from .invoice_line_match import Finding
from .request_facts import NEVER


class Invoice(models.Model):
    """What differs between an invoice and the purchases that it names (design §7)."""

    _inherit = "amazon.punchin.invoice"

    def _find_differences(self):
        """
        :return: list of :class:`Finding`, one for each code and line: the greatest, and
            none within tolerance before one that is not
        """
        findings = (
            self._find_document_differences()
            + self._find_sum_differences()
            + self._find_line_differences()
        )
        if self.move_type == "in_invoice":
            findings += self._find_charge_differences()
        findings += self._find_tax_differences()
        findings.sort(key=lambda one: (not one.within, abs(one.amount)))
        return list({(one.code, one.line.id): one for one in findings}.values())

    def _find_document_differences(self):
        """What forbids a bill, or leaves nothing to compare."""
        findings = []
        if self.has_unknown_order:
            text = self.env._("The invoice names an order that is not known here.")
            findings.append(self._document_finding("unknown_order", text))
        if self.came_as_test:
            text = self.env._("Amazon sent the invoice as a test; it becomes no bill.")
            findings.append(self._document_finding("test_order", text))
        elif any(self.request_ids.mapped("is_test")):
            text = self.env._("The invoice is for a test order and becomes no bill.")
            findings.append(self._document_finding("test_order", text))
        other = self.request_ids.currency_id - self.currency_id
        if other:
            text = self.env._(
                "Ordered in %(ordered)s, invoiced in %(invoiced)s.",
                ordered=", ".join(other.mapped("name")),
                invoiced=self.currency_id.name,
            )
            findings.append(self._document_finding("currency", text))
        return findings

    def _document_finding(self, code, text):
        return Finding(code, self.line_ids.browse(), self.amount_total, False, text)

    def _find_sum_differences(self):
        """The parts of the invoice against its own sums."""
        if not self.line_ids:
            return []
        charges = self.amount_tax + self.amount_shipping - self.amount_discount
        lines = sum(self.line_ids.mapped("amount"))
        sums = (
            (self.amount_goods + charges, self.amount_total),
            (lines, self.amount_goods),
        )
        return [
            self._amount_finding(
                "total",
                told - expected,
                self.env._(
                    "The parts of the invoice add up to %(sum)s, but it says %(told)s.",
                    sum=self.currency_id.format(expected),
                    told=self.currency_id.format(told),
                ),
            )
            for expected, told in sums
            if not self.currency_id.is_zero(expected - told)
        ]

    def _amount_finding(self, code, amount, text, line=None):
        """A difference of an amount, held against the group's tolerance."""
        company = self.company_id
        limit = company.currency_id._convert(
            self.group_id.sudo().total_tolerance,
            self.currency_id,
            company,
            self.invoice_date or fields.Date.today(),
        )
        within = self.currency_id.compare_amounts(abs(amount), limit) <= 0
        return Finding(code, line or self.line_ids.browse(), amount, within, text)

    def _find_line_differences(self):
        """Each line, with the units of its order line that came before it."""
        ordered = self.line_ids.purchase_line_id
        ordered.mapped("invoice_lines.move_id.reversal_move_ids")  # all at once
        so_far = self._count_before()
        findings = []
        for line in self.line_ids:
            so_far[line.request_line_id] += line.quantity
            findings += line._find_differences(so_far[line.request_line_id])
        return findings

    def _count_before(self):
        """Units by order line in the invoices before this one, less all that was
        credited; for a credit memo, in the credit memos before it."""
        counts = Counter()
        for line in self._earlier().line_ids:
            if not line.invoice_id.is_debit:
                counts[line.request_line_id] += line.quantity
        if self.move_type == "in_invoice":
            for line in self.line_ids.request_line_id:
                counts[line] -= line.qty_credited
        return counts

    def _earlier(self, requests=None):
        """Invoices of the same requests that come before this one: by date, then by
        number, so that their arrival makes no difference.

        :param requests: others than those of this invoice
        """
        requests = self.request_ids if requests is None else requests
        return requests.invoice_ids.filtered(
            lambda one: (
                one.move_type == self.move_type
                and not one.removed
                and one.came_as_test <= self.came_as_test
                and one._place() < self._place()
            )
        )

    def _place(self):
        return self.invoice_date or NEVER, self.name

    def _find_charge_differences(self):
        """Shipping, tax and discount against the cart's estimates. A tax that was
        never estimated cannot be compared (R302)."""
        if not self.request_ids:
            return []
        requests = self._requests_invoiced_together()
        findings = []
        estimate = sum(requests.mapped("amount_shipping_estimate"))
        if over := self._excess("amount_shipping", requests, estimate):
            text = self.env._(
                "Shipping is %(over)s above the estimate of %(estimate)s.",
                over=self.currency_id.format(over),
                estimate=self.currency_id.format(estimate),
            )
            findings.append(self._amount_finding("shipping", over, text))
        estimate = sum(requests.mapped("amount_tax_estimate"))
        if estimate and (over := self._excess("amount_tax", requests, estimate)):
            text = self.env._(
                "Tax is %(over)s above the estimate of %(estimate)s.",
                over=self.currency_id.format(over),
                estimate=self.currency_id.format(estimate),
            )
            findings.append(self._amount_finding("tax", over, text))
        if self.currency_id.compare_amounts(self.amount_discount, 0.0) < 0:
            text = self.env._("The discount raises what is owed.")
            findings.append(
                self._amount_finding("discount", self.amount_discount, text)
            )
        return findings

    def _requests_invoiced_together(self):
        """The requests of this invoice, and those that share an invoice with them:
        what is charged for several at once is held against all their estimates."""
        requests = self.request_ids
        while True:
            wider = requests | requests.invoice_ids.request_ids
            if wider == requests:
                return requests
            requests = wider

    def _excess(self, name, requests, estimate):
        """What this invoice adds to what goes beyond an estimate, after the earlier
        ones: each invoice answers for its own part.

        :param name: field of the charge
        :return: amount above zero, or 0.0
        """
        before = sum(self._earlier(requests).mapped(name)) - estimate
        over = max(before + self[name], 0.0) - max(before, 0.0)
        return over if self.currency_id.compare_amounts(over, 0.0) > 0 else 0.0

    def _find_tax_differences(self):
        """Amazon's tax against Odoo's, where the group books Odoo's taxes."""
        if self.group_id.sudo().tax_mode != "odoo" or not self._has_own_bill():
            return []
        difference = self.amount_tax - self.move_id.amount_tax
        if self.currency_id.is_zero(difference):
            return []
        text = self.env._(
            "Amazon's tax is %(amazon)s, Odoo's %(odoo)s.",
            amazon=self.currency_id.format(self.amount_tax),
            odoo=self.currency_id.format(self.move_id.amount_tax),
        )
        return [self._amount_finding("tax", difference, text)]
