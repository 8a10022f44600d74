from odoo import models
from odoo.exceptions import AccessError, LockError, UserError


class Invoice(models.Model):
    """Amazon's invoice against what was ordered, shipped and received (design §7)."""

    _inherit = "amazon.punchin.invoice"

    def rematch(self):
        """Looks anew for orders and differences, e.g. after goods were received.

        :raise AccessError: for anybody but an accountant or a manager
        :raise UserError: somebody else is working on the purchase
        :return: True
        """
        self._check_accountant()
        for invoice in self.sudo():
            invoice._hold_for_user(invoice.request_ids)
            if invoice.has_unknown_order:
                invoice._find_orders_again()
            else:
                invoice._match()
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

    def _hold_for_user(self, requests):
        """
        :raise UserError: somebody else is working on one of the requests
        """
        try:
            requests.sorted("id")._hold()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on the purchase of %s at this moment. "
                    "Try again in a minute.",
                    self.name,
                )
            ) from error

    def _find_orders_again(self):
        """An order that was unknown when the invoice came may be known by now."""
        notices = [
            one for one in self._read_notices() if one.key == (self.notice_key or "")
        ]
        before = self.request_ids
        if notices and not self.removed:
            self._restate(notices[0])
            self._hold_for_user(self.request_ids - before)
            self.request_ids._rebuild()
        self._match()

    def _match(self):
        """Compares, keeps the exceptions that people have not decided on yet up to
        date, and sets the verdict. Idempotent."""
        for invoice in self.with_prefetch().sorted(lambda one: one._place()):
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
        """Open exceptions are what the comparison finds now. Decided ones stay, and
        count for a difference that is no greater; but for a bill made by hand: who
        accepts it says that it stands for the invoice."""
        exceptions = self.env["amazon.punchin.exception"]
        opened, decided = {}, {}
        for one in self.exception_ids.filtered(lambda one: one.code != "duplicate"):
            kept = {"open": opened, "accepted": decided}.get(one.state, {})
            key = (one.code, one.invoice_line_id.id)
            kept[key] = kept.get(key, exceptions) | one
        raised = []
        for finding in findings:
            key = (finding.code, finding.line.id)
            if self._is_accepted(finding, decided.pop(key, exceptions)):
                continue
            known = opened.pop(key, exceptions)
            if not known:
                raised.append(
                    {
                        **self._prepare_exception(finding.code, finding.line),
                        "amount": finding.amount,
                        "text": finding.text,
                    }
                )
            elif known.mapped("text") != [finding.text]:
                known._unguarded().write(
                    {"text": finding.text, "amount": finding.amount}
                )
        exceptions._raise_all(raised)
        gone = exceptions.union(*opened.values()) | exceptions.union(
            *decided.values()
        ).filtered(lambda one: one.code == "billed_by_hand")
        if gone:
            gone._unguarded().write({"state": "resolved"})

    def _is_accepted(self, finding, decided):
        return any(
            self.currency_id.compare_amounts(abs(finding.amount), abs(one.amount)) <= 0
            for one in decided
        )
