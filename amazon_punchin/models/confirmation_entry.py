from collections import Counter

from odoo import api, models

from .. import cxml
from .order_line import PROMISED


class Order(models.Model):
    """A confirmation read against the lines of our order."""

    _inherit = "amazon.punchin.order"

    @api.model
    def _read_items(self, purchase, document):
        """What a confirmation says of each line of ours.

        :return: `(entries, notes)`: values of `amazon.punchin.order.line`, and
            sentences that need a person's attention
        """
        lines = {line.amazon_line_number: line for line in purchase._amazon_lines()}
        ordered = {
            number: line.amazon_request_line_id.quantity
            for number, line in lines.items()
        }
        listed = Counter()
        for item in document.items:
            listed[item.line_number] += float(item.quantity)
        entries = []
        for number, outcome in cxml.amazon.outcomes(document, ordered).items():
            if number in lines:
                entries += self._prepare_entries(
                    lines[number], document, outcome, listed.get(number)
                )
        return entries, self._find_surprises(purchase, lines, document)

    @api.model
    def _prepare_entries(self, line, document, outcome, listed):
        """One entry for each fate of a line's units.

        :param listed: units that the document lists, None for a line that it does not
        """
        is_rest = listed is None or cxml.amazon.whole_order(document) == "reject"
        common = {
            "request_line_id": line.amazon_request_line_id.id,
            "is_rest": is_rest,
            "price_unit": line.price_unit,
            "delivery_date": _day(outcome.delivery_date),
            "reason": outcome.reason or cxml.amazon.reason(document.comments) or False,
            "error_code": outcome.error_code or False,
        }
        entries = [{**common, **told} for told in _accepted(outcome)]
        units = {"rejected": float(outcome.rejected)}
        if not is_rest:
            units["undecided"] = listed - float(outcome.accepted + outcome.rejected)
        entries += [
            {**common, "status": status, "quantity": quantity}
            for status, quantity in units.items()
        ]
        return [entry for entry in entries if entry["quantity"] > 0]

    @api.model
    def _find_surprises(self, purchase, lines, document):
        """:return: sentences about lines that are not ours and about substitutes"""
        notes = []
        for item in document.items:
            line = lines.get(item.line_number)
            if not line:
                notes.append(
                    self.env._(
                        "Line %(number)s of the confirmation is not in %(order)s.",
                        number=item.line_number,
                        order=purchase.name,
                    )
                )
                continue
            asin = line.amazon_request_line_id.supplier_part_id
            others = {one.item.supplier_part_id for one in item.statuses if one.item}
            notes += [
                self.env._(
                    "Line %(number)s: Amazon delivers %(other)s instead of what was "
                    "ordered.",
                    number=item.line_number,
                    other=other,
                )
                for other in sorted(filter(None, others - {asin}))
            ]
        return notes

    def _take_entries(self, entries, is_standing):
        """Keeps what a notice says of the lines. What it once accepted is remembered
        whatever notice stands: fewer accepted units later are a cancellation.

        :param is_standing: False for a notice that a later one has replaced already
        """
        promised = Counter(self.line_ids._promised())
        told = Counter()
        for entry in entries:
            if entry["status"] in PROMISED:
                told[entry["request_line_id"]] += entry["quantity"]
        promised |= told  # the greater of the two, line by line
        if is_standing:
            self.line_ids._unguarded().unlink()
        for line in self.line_ids:
            best = promised.pop(line.request_line_id.id, 0.0)
            if line.quantity_promised < best:
                line._unguarded().quantity_promised = best
        self._create_lines(entries if is_standing else (), promised)

    def _create_lines(self, entries, promised):
        """:param promised: units by request line, also of lines without an entry"""
        listed = {entry["request_line_id"] for entry in entries}
        gone = [
            {"request_line_id": key, "status": "accepted", "quantity": 0.0}
            for key, best in promised.items()
            if best and key not in listed
        ]
        self.env["amazon.punchin.order.line"]._unguarded().create(
            [
                {
                    **entry,
                    "order_id": self.id,
                    "quantity_promised": promised.get(entry["request_line_id"], 0.0),
                }
                for entry in (*entries, *gone)
            ]
        )


def _accepted(outcome):
    """Accepted units, apart where Amazon names another price or day for some of them.

    :param outcome: `cxml.amazon.Outcome`
    :return: list of values of `amazon.punchin.order.line`
    """
    if not outcome.portions:
        return [{"status": "accepted", "quantity": float(outcome.accepted)}]
    units = Counter()
    for portion in outcome.portions:
        status = "backordered" if portion.is_backordered else "accepted"
        units[status, portion.unit_price, _day(portion.delivery_date)] += portion.units
    return [
        {
            "status": status,
            "quantity": float(quantity),
            **({"price_unit": float(price.amount)} if price else {}),
            **({"delivery_date": day} if day else {}),
        }
        for (status, price, day), quantity in units.items()
    ]


def _day(moment):
    return moment.date() if moment else False
