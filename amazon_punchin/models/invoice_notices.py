from collections import namedtuple

from odoo import models

from .. import cxml

Notice = namedtuple("Notice", "key message document")
"""A document about an invoice and its place in line."""


class Invoice(models.Model):
    """What stands of all that Amazon sent under one invoice number.

    The first invoice after the last `delete` stands; further ones are repeats. A test
    says nothing any more where anything came in earnest. All of them are read anew, so
    that their arrival makes no difference (design §4)."""

    _inherit = "amazon.punchin.invoice"

    def _settle_notices(self):
        """
        :return: sentences that need a person's attention
        """
        notices = self._read_notices()
        deleted = max((one.key for one in notices if _takes_back(one)), default="")
        live = sorted(
            (one for one in notices if not _takes_back(one) and one.key > deleted),
            key=lambda one: one.key,
        )
        if not live:
            return self._take_back() if deleted > (self.notice_key or "") else []
        is_new = self.removed or deleted > (self.notice_key or "")
        if is_new or self.notice_key != live[0].key:
            self._restate(live[0], is_new)
        return self._compare_repeats(live)

    def _read_notices(self):
        """The documents of this invoice whose bodies are still kept: those in earnest,
        or the tests where there is nothing else."""
        notices = []
        for message in self.document_ids.sorted("id"):
            if body := message._bytes():
                document = cxml.read(body)
                key = self._prepare_notice(message, document)["notice_key"]
                notices.append(Notice(key, message, document))
        earnest = [one for one in notices if one.document.deployment_mode != "test"]
        return earnest or notices

    def _restate(self, notice, is_new=False):
        """Lets this invoice say what a document of it says.

        :param is_new: it is issued anew after a `delete`: what was decided on the
            earlier issue is past, and a bill that is gone gives way to another
        """
        found = self._find_orders(self.group_id, notice.document)[0]
        values = self._prepare_vals(notice.message, notice.document, found)
        lines = values.pop("line_ids")
        before = self._content()
        if is_new:
            decided = self.exception_ids.filtered(lambda one: one.state == "accepted")
            decided._unguarded().write({"state": "resolved"})
        self._unguarded().write(values)
        self._write_lines([command[2] for command in lines])
        if is_new and self.move_id and self.move_id._amazon_is_gone():
            self._unguarded().move_id = False
        elif before != self._content():
            self._redraft_bill()
        self._tie_to_origin(notice.document.payload_id)

    def _write_lines(self, vals_list):
        """Rewrites the lines in place: what people decided hangs on them."""
        standing = {}
        for line in self.line_ids.sorted("id"):
            standing.setdefault(line.position, line)
        new, kept = [], self.line_ids.browse()
        for vals in vals_list:
            line = standing.get(vals["position"])
            if line:
                line._unguarded().write(vals)
                kept |= line
            else:
                new.append({**vals, "invoice_id": self.id})
        (self.line_ids - kept)._unguarded().unlink()
        self.line_ids._unguarded().create(new)

    def _take_back(self):
        """Amazon deletes the invoice.

        :return: sentences that need a person's attention
        """
        if self.removed:
            return []
        self._unguarded().removed = True
        if self.move_id.state == "draft":
            self.move_id.button_cancel()
        elif self._has_own_bill():
            return [
                self.env._(
                    "Amazon took invoice %s back, but its bill is posted already.",
                    self.name,
                )
            ]
        return []

    def _compare_repeats(self, live):
        """The same number came in another document.

        :param live: notices, the standing one first
        :return: sentences that need a person's attention, where the content differs
        """
        totals = {
            float(cxml.amazon.signed_invoice(one.document).total) for one in live[1:]
        }
        others = [
            (total - self.amount_total, self._tell_repeat(total))
            for total in sorted(totals)
            if self.currency_id.compare_amounts(total, self.amount_total)
        ]
        return self._raise_anew(others + self._compare_posted())

    def _compare_posted(self):
        """An invoice that says something else than when its bill was drafted, and that
        bill is in the books: only a person can put it right.

        :return: list of `(difference, sentence)`
        """
        bill = self.move_id
        known = self.billed_content or self._content()
        is_booked = bill.state == "posted" and not bill._amazon_is_gone()
        if not is_booked or known == self._content():
            return []
        facts = {
            "name": self.name,
            "bill": bill.name,
            "old": self.currency_id.format(self.billed_total),
            "new": self.currency_id.format(self.amount_total),
        }
        difference = self.amount_total - self.billed_total
        if self.currency_id.is_zero(difference):
            text = self.env._(
                "Amazon changed the lines of invoice %(name)s after its bill %(bill)s "
                "was posted; its total is still %(new)s. Compare it line by line.",
                **facts,
            )
        else:
            text = self.env._(
                "Amazon changed invoice %(name)s from %(old)s to %(new)s after its "
                "bill %(bill)s was posted. Correct or reverse the bill.",
                **facts,
            )
        return [(difference, text)]

    def _raise_anew(self, found):
        """Raises what is new among the differences between the documents of this
        invoice, and settles what holds no longer.

        :param found: list of `(difference, sentence)`
        :return: the sentences
        """
        texts = [text for _difference, text in found]
        standing = self.exception_ids.filtered(
            lambda one: one.code == "duplicate" and one.state != "resolved"
        )
        gone = standing.filtered(
            lambda one: one.state == "open" and one.text not in texts
        )
        gone._unguarded().write({"state": "resolved"})
        known = (standing - gone).mapped("text")
        self.env["amazon.punchin.exception"]._raise_all(
            [
                {
                    **self._prepare_exception("duplicate"),
                    "amount": difference,
                    "text": text,
                }
                for difference, text in found
                if text not in known
            ]
        )
        return texts

    def _tell_repeat(self, total):
        return self.env._(
            "Amazon sent invoice %(name)s again with another total: %(total)s.",
            name=self.name,
            total=self.currency_id.format(total),
        )

    def _prepare_exception(self, code, line=None):
        """Values of an exception about this invoice, or one of its lines."""
        line = line or self.line_ids.browse()
        source = line.request_line_id
        return {
            "code": code,
            "group_id": self.group_id.id,
            "request_id": (source.request_id or self.request_ids)[:1].id,
            "currency_id": self.currency_id.id,
            "invoice_id": self.id,
            "invoice_line_id": line.id,
            "request_line_id": source.id,
            "reference": self.name,
        }


def _takes_back(notice):
    return notice.document.operation == "delete"
