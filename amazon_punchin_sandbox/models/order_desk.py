import math

from odoo import Command, models
from odoo.exceptions import UserError

from .. import amazon_side
from .locking import lock
from .order_line import CONFIRMATION, INVOICE, SHIPMENT

BACKORDER_DAYS = 14
OUT_OF_STOCK = "Temporarily out of stock."
GONE = "This item is no longer available from the seller. [Error code: 005-002]"


class Order(models.Model):
    """What the person at the order desk can do. Each action makes documents, which the
    sandbox's cron sends. Lines are named by their number in the order; by RPC, keys
    may be strings, and the documents come back as ids."""

    _inherit = "amazon.punchin.sandbox.order"

    def desk_confirm(self, prices=None, rejects=None):
        """Confirms all that is not answered yet, as one order on Amazon's side.

        :param prices: new price per unit by line number
        :param rejects: by line number a reason, or `(quantity, reason)` for a part.
            Lines rejected as a whole come in a document of their own, as at Amazon
        :raise UserError: nothing is left to confirm, or a line is not there
        :return: the documents
        """
        self._open_desk()
        prices, rejects = self._by_line(prices), self._by_line(rejects)
        accepted, refused = [], []
        for line, open_ in self._quantities("confirm").items():
            told = rejects.get(line, (0, False))
            quantity, reason = (open_, told) if isinstance(told, str) else told
            quantity = min(quantity, open_)
            if rest := open_ - quantity:
                accepted.append(line._vals(CONFIRMATION, rest, prices.get(line)))
            if quantity:
                target = accepted if rest else refused
                target.append(line._reject_vals(quantity, reason or GONE))
        documents = self.env["amazon.punchin.sandbox.document"]
        if accepted:
            documents += self._confirm(accepted)
        if refused:
            documents += self._send(CONFIRMATION, refused, kind="detail")
        return documents

    def desk_reject(self, reason=None):
        """Rejects the whole order, before anything of it was answered.

        :raise UserError: a part of it was answered already
        :return: the document
        """
        self._open_desk()
        if any(line._told(CONFIRMATION) for line in self.line_ids):
            raise UserError(
                self.env._(
                    "A part of %(order)s was answered already. Reject what is open "
                    "line by line.",
                    order=self.order_ref,
                )
            )
        reason = reason or GONE
        lines = [line._reject_vals(line.quantity, reason) for line in self.line_ids]
        return self._send(CONFIRMATION, lines, kind="reject", reason=reason)

    def desk_backorder(self, days=BACKORDER_DAYS):
        """Says that what is open is out of stock and comes later. It stays open: a
        confirmation may follow.

        :param days: until the new delivery date
        :raise UserError: nothing is left to confirm
        :return: the document
        """
        self._open_desk()
        lines = [
            {
                **line._vals(CONFIRMATION, open_),
                "is_backorder": True,
                "days": days,
                "reason": OUT_OF_STOCK,
            }
            for line, open_ in self._quantities("confirm").items()
        ]
        return self._confirm(lines)

    def desk_split(self):
        """Confirms what is open as two orders on Amazon's side.

        Lines go to them in turn; a single line is cut in two halves.

        :raise UserError: a single unit cannot be split
        :return: two documents
        """
        self._open_desk()
        quantities = list(self._quantities("confirm").items())
        first, second = quantities[::2], quantities[1::2]
        if not second:
            line, open_ = first[0]
            half = math.ceil(open_ / 2)
            if half >= open_:
                raise UserError(self.env._("A single unit cannot be split."))
            first, second = [(line, half)], [(line, open_ - half)]
        documents = self.env["amazon.punchin.sandbox.document"]
        for part in (first, second):
            documents += self._confirm(
                [line._vals(CONFIRMATION, quantity) for line, quantity in part]
            )
        return documents

    def desk_ship(self, quantities=None, packages=1):
        """Ships, whether confirmed or not: documents may come in any order.

        :param quantities: units by line number; everything open if omitted
        :param packages: number of packages, each with a tracking number
        :raise UserError: nothing is left to ship, or more than that is named
        :return: the ship notice
        """
        self._open_desk()
        lines = [
            {"order_line_id": line.id, "quantity": quantity}
            for line, quantity in self._quantities("ship", quantities).items()
        ]
        tracking = [amazon_side.tracking_number() for _ in range(max(packages, 1))]
        return self._send(
            SHIPMENT,
            lines,
            name=amazon_side.shipment_id(),
            tracking_refs="\n".join(tracking),
        )

    def desk_ship_part(self):
        """Ships half of what is open: of each line, or half of the lines where each has
        but one unit left.

        :raise UserError: nothing is left to ship
        :return: the ship notice
        """
        open_ = self._quantities("ship")
        half = {line: quantity // 2 for line, quantity in open_.items()}
        if not any(half.values()):
            lines = list(open_)
            half = {line: open_[line] for line in lines[: (len(lines) + 1) // 2]}
        return self.desk_ship(
            {line.line_number: some for line, some in half.items() if some}
        )

    def desk_invoice(self):
        """One invoice for each shipment that has none.

        :raise UserError: there is no such shipment
        :return: the invoices
        """
        self._open_desk()
        invoices = self.env["amazon.punchin.sandbox.document"]
        for shipment in self._uninvoiced_shipments():
            invoices += self._invoice(shipment)
        return invoices

    def desk_consolidate(self):
        """One invoice over what was shipped of several orders and not yet invoiced.

        :raise UserError: orders of two groups or currencies; nothing to invoice
        :return: the invoice
        """
        self._open_desk(several=True)
        if len(self.group_id) > 1 or len(self.currency_id) > 1:
            raise UserError(
                self.env._("One invoice is for orders of one group and one currency.")
            )
        return self._invoice(self._uninvoiced_shipments())

    def desk_credit(self, quantities=None):
        """Credits units that were invoiced, with one memo per invoice.

        :param quantities: units by line number; all that is invoiced if omitted
        :raise UserError: nothing was invoiced, or more than that is named
        :return: the credit memos
        """
        self._open_desk()
        by_invoice = {}
        for line, quantity in self._quantities("credit", quantities).items():
            for invoice, vals in line._credit_parts(quantity):
                by_invoice.setdefault(invoice, []).append(vals)
        memos = self.env["amazon.punchin.sandbox.document"]
        for invoice, lines in by_invoice.items():
            memos += self._send(
                INVOICE,
                lines,
                kind="lineLevelCreditMemo",
                origin_id=invoice.id,
                name=f"{invoice.name}-CM{len(invoice.credit_ids) + 1}",
            )
        return memos

    def _open_desk(self, several=False):
        """Checks who stands at the desk and keeps the orders for this transaction.

        :raise AccessError: for anybody but an administrator
        :raise UserError: somebody else is at it
        """
        if not several:
            self.ensure_one()
        self.check_access("write")
        lock(self)

    def _by_line(self, told):
        """:return: the values of a mapping by line number, by line
        :raise UserError: the order has no such line"""
        lines = {line.line_number: line for line in self.line_ids}
        told = {int(number): value for number, value in (told or {}).items()}
        if missing := sorted(set(told) - set(lines)):
            raise UserError(
                self.env._(
                    "%(order)s has no line %(number)s.",
                    order=self.order_ref,
                    number=missing[0],
                )
            )
        return {lines[number]: value for number, value in told.items()}

    def _quantities(self, action, told=None):
        """Units to confirm, ship or credit, by line.

        :param told: units by line number; everything open if omitted
        :raise UserError: nothing is open, or more is told than that
        """
        open_ = {line: line._open(action) for line in self.line_ids}
        chosen = open_ if told is None else self._by_line(told)
        for line, quantity in chosen.items():
            if quantity < 0 or quantity > open_[line]:
                raise UserError(
                    self.env._(
                        "Line %(number)s of %(order)s: %(open)s units are left for "
                        "this, not %(quantity)s.",
                        number=line.line_number,
                        order=self.order_ref,
                        open=open_[line],
                        quantity=quantity,
                    )
                )
        chosen = {line: quantity for line, quantity in chosen.items() if quantity}
        if not chosen:
            raise UserError(
                self.env._(
                    "Nothing of %(order)s is left for this.", order=self.order_ref
                )
            )
        return chosen

    def _uninvoiced_shipments(self):
        found = self.document_ids.filtered(
            lambda one: one.document_type == SHIPMENT and not one.invoice_id
        )
        if not found:
            raise UserError(
                self.env._("Everything that was shipped is invoiced. Ship something.")
            )
        return found.sorted("id")

    def _confirm(self, lines):
        number = self._backordered() or amazon_side.order_number()
        return self._send(CONFIRMATION, lines, kind="detail", name=number)

    def _backordered(self):
        """Number of a confirmation that put units off and that nothing followed: what
        is said next of it replaces it under the same number (protocol §3)."""
        told = self.document_ids.filtered(
            lambda one: one.document_type == CONFIRMATION and one.name
        )
        last = told.sorted("id")[-1:]
        return last.name if any(last.line_ids.mapped("is_backorder")) else False

    def _invoice(self, shipments):
        """One invoice over `shipments`."""
        by_line = shipments.line_ids.grouped("order_line_id")
        lines = [
            line._vals(INVOICE, sum(told.mapped("quantity")))
            for line, told in by_line.items()
        ]
        orders = shipments.order_ids & self
        invoice = orders._send(
            INVOICE, lines, kind="standard", name=amazon_side.invoice_number()
        )
        shipments._unguarded().invoice_id = invoice
        return invoice

    def _send(self, document_type, lines, **vals):
        return self.env["amazon.punchin.sandbox.document"]._queue(
            self.group_id,
            document_type,
            lines,
            delay=max(self.mapped("delay_minutes"), default=0),
            order_ids=[Command.set(self.ids)],
            **vals,
        )
