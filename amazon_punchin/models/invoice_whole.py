from collections import Counter

from odoo import models

from .request_facts import NEVER


class Invoice(models.Model):
    """Invoices at header level: one sum for a whole order, and no lines (protocol §3).

    Where the sum is just what is ordered and not invoiced yet, it can be nothing but
    the order's lines, and is spread over them. Otherwise it stays one line that
    belongs to none, and a difference."""

    _inherit = "amazon.punchin.invoice"

    def _spread(self, purchase, rest):
        """
        :param rest: units by request line that this invoice can be about
        :return: units by request line that it is about; none where the sum differs
        """
        lines = self.line_ids.filtered(
            lambda one: one.is_whole and one.purchase_id == purchase
        ).sorted("id")
        goods = sum(lines.mapped("amount"))
        units = {line: left for line, left in rest.items() if left > 0}
        worth = sum(self._worth(line, left) for line, left in units.items())
        if self.currency_id != purchase.currency_id or self.currency_id.compare_amounts(
            worth, goods
        ):
            units = {}
        before = [(line.request_line_id, line.quantity) for line in lines]
        whole = [(self.env["amazon.punchin.request.line"], 1.0)]
        if before != (list(units.items()) or whole):
            lines._divide(units or dict(whole), goods)
            self._redraft_bill()
        return units

    def _worth(self, line, quantity):
        return self.currency_id.round(quantity * line.price_unit)

    def _left_of(self, purchase):
        """What the lines of an order are worth that no invoice is about."""
        lines = purchase._amazon_lines().amazon_request_line_id
        if self.move_type == "in_refund":
            left = {line: line.qty_invoiced - line.qty_credited for line in lines}
        else:
            left = {
                line: line.quantity
                - line.qty_rejected
                - line.qty_invoiced
                + line.qty_credited
                for line in lines
            }
        return sum(self._worth(line, max(units, 0.0)) for line, units in left.items())


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
            lambda one: one.purchase_id.amazon_request_id == self
        )
        whole = lines.filtered("is_whole")
        if not whole:
            return
        invoiced, credited = Counter(), Counter()
        for line in lines - whole:
            if line.invoice_id.move_type == "in_refund":
                credited[line.request_line_id] += line.quantity
            elif not line.invoice_id.is_debit:
                invoiced[line.request_line_id] += line.quantity
        for invoice in whole.invoice_id.sorted(
            lambda one: (one.invoice_date or NEVER, one.move_type, one.name)
        ):
            if invoice.is_debit:
                continue
            is_refund = invoice.move_type == "in_refund"
            mine = whole.filtered(lambda one, mine=invoice: one.invoice_id == mine)
            for purchase in mine.purchase_id:
                rest = {}
                for line in self._lines_of(purchase):
                    net = invoiced[line] - credited[line]
                    wanted = line.quantity - facts[line.id]["qty_rejected"]
                    rest[line] = net if is_refund else wanted - net
                (credited if is_refund else invoiced).update(
                    invoice._spread(purchase, rest)
                )
