from collections import Counter

from odoo import models

from .request_facts import NEVER


class Units:
    """Units by request line: wanted, invoiced, and credited."""

    def __init__(self):
        self.wanted, self.invoiced, self.credited = Counter(), Counter(), Counter()

    def count(self, move_type, units):
        """Adds what an invoice or a credit memo is about."""
        tally = self.credited if move_type == "in_refund" else self.invoiced
        tally.update(units)

    def left(self, lines, move_type):
        """What a document without lines can be about: what was not invoiced yet, or
        that and what was credited since; for a credit memo, what was invoiced.

        :return: list of units by request line"""
        paid = {line: self.invoiced[line] - self.credited[line] for line in lines}
        if move_type == "in_refund":
            return [_positive(paid)]
        never = {line: self.wanted[line] - self.invoiced[line] for line in lines}
        unpaid = {line: self.wanted[line] - paid[line] for line in lines}
        return [_positive(never), _positive(unpaid)]


def _positive(units):
    return {line: count for line, count in units.items() if count > 0}


class Invoice(models.Model):
    """Invoices at header level: one sum for a whole order, and no lines (protocol §3).

    Where the sum is just what is ordered and not invoiced yet, it can be nothing but
    the order's lines, and is spread over them. Otherwise it stays one line that
    belongs to none, and a difference."""

    _inherit = "amazon.punchin.invoice"

    def _spread(self, purchase, candidates):
        """
        :param candidates: what this invoice can be about, the likeliest first: units
            by request line
        :return: units by request line that it is about; none where no sum agrees
        """
        lines = self.line_ids.filtered(
            lambda one: one.is_whole and one.purchase_id == purchase
        ).sorted("id")
        goods = sum(lines.mapped("amount"))
        units = next(
            (one for one in candidates if self._is_worth(one, goods, purchase)), {}
        )
        before = [(line.request_line_id, line.quantity) for line in lines]
        whole = {self.env["amazon.punchin.request.line"]: 1.0}
        if before != list((units or whole).items()):
            lines._divide(units or whole, goods)
            self._redraft_bill()
        return units

    def _is_worth(self, units, goods, purchase):
        if not units or self.currency_id != purchase.currency_id:
            return False
        worth = sum(self._worth(line, left) for line, left in units.items())
        return not self.currency_id.compare_amounts(worth, goods)

    def _worth(self, line, quantity):
        return self.currency_id.round(quantity * line.price_unit)

    def _left_of(self, purchase):
        """What the lines of an order are worth that no invoice is about."""
        units = Units()
        lines = purchase._amazon_lines().amazon_request_line_id
        for line in lines:
            units.wanted[line] = line.quantity - line.qty_rejected
            units.invoiced[line] = line.qty_invoiced
            units.credited[line] = line.qty_credited
        left = units.left(lines, self.move_type)[0]
        return sum(self._worth(line, count) for line, count in left.items())


class InvoiceLine(models.Model):
    _inherit = "amazon.punchin.invoice.line"

    def _divide(self, units, goods):
        """Lets these lines, which are one sum of Amazon's, stand for order lines.

        :param units: by request line; the empty line stands for the order as a whole
        :param goods: the sum
        """
        invoice, purchase = self.invoice_id, self.purchase_id
        charges = {
            name: sum(self.mapped(name))
            for name in ("amount_tax", "amount_shipping", "amount_discount")
        }
        values, open_sum = [], goods
        for count, (source, quantity) in enumerate(units.items(), 1):
            is_last = count == len(units)
            amount = open_sum if is_last else invoice._worth(source, quantity)
            open_sum -= amount
            values.append(
                {
                    **self[0]._prepare_share(source, quantity, amount),
                    **(charges if count == 1 else dict.fromkeys(charges, 0.0)),
                    "invoice_id": invoice.id,
                    "purchase_id": purchase.id,
                    "position": self[0].position,
                }
            )
        for line, vals in zip(self, values, strict=False):
            line._unguarded().write(vals)
        self[len(values) :]._unguarded().unlink()
        self._unguarded().create(values[len(self) :])

    def _prepare_share(self, source, quantity, amount):
        """Values of a line over `quantity` of an order line, or over a whole order."""
        ordered = source.purchase_line_id
        return {
            "is_whole": True,
            "request_line_id": source.id,
            "purchase_line_id": ordered.id,
            "line_number": ordered.amazon_line_number,
            "supplier_part_id": source.supplier_part_id,
            "name": source.name or source.supplier_part_id or "/",
            "quantity": quantity,
            "price_unit": source.price_unit if source else amount,
            "amount": amount,
        }


class Request(models.Model):
    _inherit = "amazon.punchin.request"

    def _spread_invoices(self, facts):
        """Looks anew at all invoices without lines, by date and number: what one is
        about depends on what the others are about."""
        lines = self._counting_invoices().line_ids.filtered(
            lambda one: (
                one.purchase_id.amazon_request_id == self
                and not one.invoice_id.is_debit
            )
        )
        whole = lines.filtered("is_whole")
        if not whole:
            return
        units = Units()
        for line in self.line_ids:
            units.wanted[line] = line.quantity - facts[line.id]["qty_rejected"]
        for line in lines - whole:
            units.count(
                line.invoice_id.move_type, {line.request_line_id: line.quantity}
            )
        parts = {(line.invoice_id, line.purchase_id) for line in whole}
        for invoice, purchase in sorted(parts, key=_turn):
            left = units.left(self._lines_of(purchase), invoice.move_type)
            units.count(invoice.move_type, invoice._spread(purchase, left))


def _turn(part):
    invoice, purchase = part
    return invoice.invoice_date or NEVER, invoice.move_type, invoice.name, purchase.id
