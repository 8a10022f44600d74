import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare

from .invoice_billed import BY_HAND
from .message_inbox import CONCURRENCY

CRON = "amazon_punchin.cron_received"
PASSING = ("not_received", BY_HAND)
"""Kinds of differences that end by what people do in Purchase and Accounting."""
AWAITED = [("code", "in", PASSING), ("state", "=", "open")]
STOOD_FOR = [("code", "=", BY_HAND), ("state", "=", "accepted")]
"""Bills made by hand that somebody has accepted in place of Amazon's."""
SOON = timedelta(minutes=1)
RECENT = timedelta(days=1)

_logger = logging.getLogger(__name__)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def write(self, vals):
        result = super().write(vals)
        if {"qty_received", "qty_received_manual"} & set(vals):
            self._compare_anew()
        return result

    def _compare_anew(self):
        """Goods came in or went back, or a bill was cancelled or reversed: wakes the
        cron that compares again, where an invoice waits for that, or asks for more than
        is left. Whoever does it touches no row of the purchase, so that a document of
        Amazon's that is worked on meanwhile cannot keep him from it."""
        sources = self.sudo().amazon_request_line_id
        hooks = self.env.cr.precommit
        if hooks.data.get(CRON):
            return
        exceptions = self.env["amazon.punchin.exception"].sudo()
        ends = Domain.OR([AWAITED, STOOD_FOR])
        waits = ends & Domain("request_line_id", "in", sources.ids)
        if any(one._is_short() for one in sources) or (
            sources and exceptions.search_count(waits, limit=1)
        ):
            hooks.data[CRON] = True
            hooks.add(self.env.ref(CRON).sudo()._trigger)


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    def _is_short(self):
        """Whether more was invoiced than is there, where receipts count."""
        due = self.qty_invoiced - self.qty_credited
        return (
            self.request_id.group_id.match_basis == "received"
            and float_compare(due, self.qty_received, precision_digits=6) > 0
        )


class Invoice(models.Model):
    """Invoices that came before the goods, or whose goods went back, where a group
    holds them against receipts."""

    _inherit = "amazon.punchin.invoice"

    @api.model
    def _cron_received(self):
        """Compares the invoices again that wait for goods which have come by now, or
        for the end of a bill made by hand, those whose bill made by hand was accepted
        and counts no more, and those of lines of which less is there than before."""
        cron = self.env["ir.cron"]
        waiting = self.env["amazon.punchin.exception"].sudo().search(AWAITED).invoice_id
        waiting |= self._lately_received().filtered(
            lambda one: any(line._is_short() for line in one.line_ids.request_line_id)
        )
        waiting |= self.sudo().search(
            [("exception_ids", "any", STOOD_FOR), ("may_bill", "=", True)]
        )
        cron._commit_progress(remaining=len(waiting))
        for invoice in waiting:
            if not invoice._in_documents_language()._match_received():
                self.env.ref(CRON).sudo()._trigger(fields.Datetime.now() + SOON)
            if not cron._commit_progress(1):
                break

    @api.model
    def _lately_received(self):
        """Invoices of lines that have changed since yesterday, where receipts count."""
        since = fields.Datetime.now() - RECENT
        return self.sudo().search(
            [
                ("group_id.match_basis", "=", "received"),
                ("removed", "=", False),
                ("line_ids.request_line_id", "any", [("write_date", ">=", since)]),
            ]
        )

    def _in_documents_language(self):
        """This invoice as documents are applied to it."""
        group = self.group_id.sudo()
        return (
            self.sudo()
            .with_company(group.company_id)
            .with_context(lang=group.responsible_id.lang)
        )

    def _is_outdated(self):
        """Whether what was told of missing goods and other bills is true no more."""
        told = self.exception_ids.filtered_domain(AWAITED)
        accepted = self.exception_ids.filtered_domain(STOOD_FOR).invoice_line_id
        found = [one for one in self._find_differences() if one.code in PASSING]
        standing = {one.line for one in found if one.code == BY_HAND}
        if any(line not in standing for line in accepted):
            return True
        return {(one.code, one.invoice_line_id, one.text) for one in told} != {
            (one.code, one.line, one.text)
            for one in found
            if one.code != BY_HAND or one.line not in accepted
        }

    def _match_received(self):
        """Takes the purchase only where there is something new to tell. Raises nothing,
        so that one invoice never keeps the others waiting.

        :return: False where somebody else works on the purchase: try again soon
        """
        try:
            with self.env.cr.savepoint():
                if self._is_outdated():
                    self.request_ids.sorted("id")._hold()
                    self._match()
        except CONCURRENCY:
            self.env.invalidate_all(flush=False)
            return False
        except Exception:
            self.env.invalidate_all(flush=False)
            _logger.exception("Invoice %s could not be compared again", self.name)
        return True
