from collections import namedtuple

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import float_compare

from .. import cxml
from .values import plain_number

Finding = namedtuple("Finding", "code line amount within text")
"""A difference: its code, the invoice line (or an empty recordset), the amount in the
invoice's currency, whether it is within tolerance, and a sentence."""


class Invoice(models.Model):
    """Amazon's invoice against what was ordered, shipped and received (design §7)."""

    _inherit = "amazon.punchin.invoice"

    def rematch(self):
        """Looks anew for orders and differences, e.g. after goods were received.

        :raise AccessError: for anybody but an accountant or a manager
        :return: True
        """
        self._check_accountant()
        for invoice in self.sudo():
            if invoice.has_unknown_order:
                invoice._find_orders_again()
        self.sudo()._match()
        return True

    def action_rematch(self):
        return self.rematch()

    def _check_accountant(self):
        self.check_access("read")
        user = self.env.user
        if not (
            user.has_group("account.group_account_invoice")
            or user.has_group("amazon_punchin.group_manager")
        ):
            raise AccessError(self.env._("Ask an accountant to do this."))

    def _find_orders_again(self):
        """An order that was unknown when the invoice came may be known by now."""
        message = self.document_ids.sorted("id")[:1]
        document = cxml.read(message._bytes())
        orders = self.env["purchase.order"]
        found = {
            one.order: orders._find_ordered(self.group_id, one.order)[0]
            for one in document.orders
        }
        values = self._prepare_vals(
            message,
            document,
            cxml.amazon.signed_invoice(document),
            found,
            self.notice_date,
        )
        self._unguarded().write(
            {**values, "line_ids": [fields.Command.clear(), *values["line_ids"]]}
        )
        self.request_ids._rebuild()

    def _match(self):
        """Compares, keeps the exceptions that people have not decided on yet up to
        date, and sets the verdict. Idempotent."""
        for invoice in self.sorted(
            lambda one: (one.invoice_date or one.create_date.date(), one.name)
        ):
            findings = [] if invoice.removed else invoice._find_differences()
            invoice._record_exceptions([one for one in findings if not one.within])
            invoice._set_verdict(bool(findings))

    def _set_verdict(self, differs=None):
        """The verdict from the exceptions: one is open, some were accepted or all are
        small, or there are none.

        :param differs: whether the comparison found anything at all
        """
        for invoice in self:
            states = set(invoice.exception_ids.mapped("state"))
            if "open" in states:
                verdict = "exception"
            elif differs or "accepted" in states:
                verdict = "tolerance"
            else:
                verdict = "matched"
            if invoice.match_state != verdict:
                invoice._unguarded().match_state = verdict

    def _record_exceptions(self, findings):
        """Open exceptions are what the comparison finds now; decided ones stay."""
        model = self.env["amazon.punchin.exception"]
        standing = {
            (one.code, one.invoice_line_id.id): one
            for one in self.exception_ids
            if one.state in ("open", "accepted") and one.code != "duplicate"
        }
        for finding in findings:
            known = standing.pop((finding.code, finding.line.id), None)
            if known:
                if known.state == "open" and known.text != finding.text:
                    known._unguarded().write(
                        {"text": finding.text, "amount": finding.amount}
                    )
                continue
            source = finding.line.request_line_id
            model._raise(
                finding.code,
                self.group_id,
                source.request_id or self.request_ids,
                self.currency_id,
                invoice_id=self.id,
                invoice_line_id=finding.line.id,
                request_line_id=source.id,
                reference=self.name,
                amount=finding.amount,
                text=finding.text,
            )
        gone = model.union(*standing.values()).filtered(lambda one: one.state == "open")
        if gone:
            gone._unguarded().state = "resolved"

    def _find_differences(self):
        """:return: list of :class:`Finding`"""
        findings = self._find_document_differences()
        if self.move_type == "in_invoice":
            findings += self._find_line_differences() + self._find_charge_differences()
        return findings

    def _find_document_differences(self):
        none = self.line_ids[:0]
        findings = []
        if self.has_unknown_order:
            findings.append(
                Finding(
                    "unknown_order",
                    none,
                    self.amount_total,
                    False,
                    self.env._("The invoice names an order that is not known here."),
                )
            )
        if any(self.request_ids.mapped("is_test")):
            findings.append(
                Finding(
                    "test_order",
                    none,
                    self.amount_total,
                    False,
                    self.env._("The invoice is for a test order and becomes no bill."),
                )
            )
        other = self.request_ids.currency_id - self.currency_id
        if other:
            findings.append(
                Finding(
                    "currency",
                    none,
                    self.amount_total,
                    False,
                    self.env._(
                        "Ordered in %(ordered)s, invoiced in %(invoiced)s.",
                        ordered=", ".join(other.mapped("name")),
                        invoiced=self.currency_id.name,
                    ),
                )
            )
        parts = (
            self.amount_goods
            + self.amount_tax
            + self.amount_shipping
            - self.amount_discount
        )
        lines = sum(self.line_ids.mapped("amount"))
        for expected, told in ((parts, self.amount_total), (lines, self.amount_goods)):
            if self.line_ids and not self.currency_id.is_zero(expected - told):
                findings.append(
                    self._amount_finding(
                        "total",
                        told - expected,
                        self.env._(
                            "The parts of the invoice add up to %(sum)s, but it says "
                            "%(told)s.",
                            sum=self.currency_id.format(expected),
                            told=self.currency_id.format(told),
                        ),
                    )
                )
        return findings

    def _amount_finding(self, code, amount, text):
        """A difference of an amount, held against the group's tolerance."""
        company = self.company_id
        limit = company.currency_id._convert(
            self.group_id.sudo().total_tolerance,
            self.currency_id,
            company,
            self.invoice_date or fields.Date.today(),
        )
        within = self.currency_id.compare_amounts(abs(amount), limit) <= 0
        return Finding(code, self.line_ids[:0], amount, within, text)

    def _find_line_differences(self):
        findings = []
        for line in self.line_ids:
            if not line.request_line_id:
                if line.purchase_id and line.line_number:
                    findings.append(
                        Finding(
                            "extra_line",
                            line,
                            line.amount,
                            False,
                            self.env._(
                                "%(name)s is invoiced but was not ordered on "
                                "%(order)s.",
                                name=line.name,
                                order=line.purchase_id.name,
                            ),
                        )
                    )
                continue
            findings += filter(
                None, (self._price_finding(line), self._quantity_finding(line))
            )
        return findings

    def _price_finding(self, line):
        ordered = line.request_line_id.price_unit
        difference = line.price_unit - ordered
        if self.currency_id.is_zero(difference * line.quantity):
            return None
        tolerance = self.group_id.sudo().price_tolerance_percent
        return Finding(
            "price",
            line,
            difference * line.quantity,
            abs(difference) * 100 <= tolerance * abs(ordered),
            self.env._(
                "%(name)s: invoiced at %(invoiced)s, ordered at %(ordered)s.",
                name=line.name,
                invoiced=self.currency_id.format(line.price_unit),
                ordered=self.currency_id.format(ordered),
            ),
        )

    def _quantity_finding(self, line):
        """Invoiced so far against the basis of the group: never the line's product,
        always the order line (design §7)."""
        source = line.request_line_id
        basis = self.group_id.sudo().match_basis
        wanted = source.quantity - source.qty_rejected
        limit = {
            "ordered": wanted,
            "shipped": source.qty_shipped,
            "received": source.qty_received,
        }[basis]
        invoiced = line.quantity + sum(
            self._earlier()
            .line_ids.filtered(lambda one: one.request_line_id == source)
            .mapped("quantity")
        )
        excess = invoiced - limit
        if float_compare(excess, 0.0, precision_digits=6) <= 0:
            return None
        if float_compare(wanted, 0.0, precision_digits=6) <= 0:
            code = "cancelled_line"
            text = self.env._("%(name)s: Amazon cancelled this line.", name=line.name)
        elif (
            basis != "ordered"
            and float_compare(invoiced, wanted, precision_digits=6) <= 0
        ):
            code = "not_received"
            text = self.env._(
                "%(name)s: %(invoiced)s invoiced, but only %(limit)s arrived so far.",
                name=line.name,
                invoiced=plain_number(invoiced),
                limit=plain_number(limit),
            )
        else:
            code = "quantity"
            text = self.env._(
                "%(name)s: %(invoiced)s invoiced, %(limit)s expected.",
                name=line.name,
                invoiced=plain_number(invoiced),
                limit=plain_number(limit),
            )
        amount = min(excess, line.quantity) * line.price_unit
        return Finding(code, line, amount, False, text)

    def _earlier(self):
        """Invoices of the same requests that come before this one: by date, then by
        number, so that their arrival makes no difference."""
        mine = (self.invoice_date or self.create_date.date(), self.name)
        return self.request_ids.invoice_ids.filtered(
            lambda one: (
                one.move_type == "in_invoice"
                and not one.removed
                and (one.invoice_date or one.create_date.date(), one.name) < mine
            )
        )

    def _find_charge_differences(self):
        """Shipping, tax and discount against the cart's estimates. A tax that was
        never estimated cannot be compared (R302)."""
        requests = self.request_ids
        if not requests:
            return []
        currency = self.currency_id
        findings = []
        estimate = sum(requests.mapped("amount_shipping_estimate"))
        if over := self._excess("amount_shipping", estimate):
            text = self.env._(
                "Shipping is %(over)s above the estimate of %(estimate)s.",
                over=currency.format(over),
                estimate=currency.format(estimate),
            )
            findings.append(self._amount_finding("shipping", over, text))
        estimate = sum(requests.mapped("amount_tax_estimate"))
        if estimate and (over := self._excess("amount_tax", estimate)):
            text = self.env._(
                "Tax is %(over)s above the estimate of %(estimate)s.",
                over=currency.format(over),
                estimate=currency.format(estimate),
            )
            findings.append(self._amount_finding("tax", over, text))
        if currency.compare_amounts(self.amount_discount, 0.0) < 0:
            text = self.env._("The discount raises what is owed.")
            findings.append(
                self._amount_finding("discount", self.amount_discount, text)
            )
        return findings + self._find_tax_differences()

    def _excess(self, name, estimate):
        """What this invoice adds to what goes beyond an estimate, after the earlier
        ones: each invoice answers for its own part.

        :param name: field of the charge
        :return: amount above zero, or 0.0
        """
        before = sum(self._earlier().mapped(name)) - estimate
        over = max(before + self[name], 0.0) - max(before, 0.0)
        return over if self.currency_id.compare_amounts(over, 0.0) > 0 else 0.0

    def _find_tax_differences(self):
        """Amazon's tax against Odoo's, where the group books Odoo's taxes."""
        if self.group_id.sudo().tax_mode != "odoo" or not self.move_id:
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
