from datetime import timedelta

from .common import NOW, OrderedCommon

HOURS = [NOW + timedelta(hours=count) for count in range(4)]


class BillsCommon(OrderedCommon):
    """A purchase of which everything was shipped, and what accountants do with its
    bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        actor = cls()
        actor.deliver(actor.ship_notice(cls.request, {}))
        cls.ordered = cls.request.purchase_id._amazon_lines()[0]

    def invoiced(self, lines, name="INV-1", **values):
        """The invoice that a document of Amazon's becomes."""
        self.deliver(self.invoice(self.request, lines, name, **values))
        return self.request.invoice_ids.filtered(lambda one: one.name == name)

    def credited(self, lines, name, origin, **values):
        credit = {"purpose": "lineLevelCreditMemo", "origin_invoice_id": origin}
        return self.invoiced(lines, name, **credit, **values)

    def reverse(self, bill):
        """The accountant presses *Reverse*, and posts the credit note."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=bill.ids)
            .create({"journal_id": bill.journal_id.id})
        )
        wizard.reverse_moves()
        wizard.new_move_ids.action_post()
        return wizard.new_move_ids

    def open_codes(self, invoice):
        return invoice.exception_ids.filtered(lambda one: one.state == "open").mapped(
            "code"
        )

    def counted(self, key, user=None):
        home = self.env["amazon.punchin.home"].with_user(user or self.accountant)
        sections = home.get_home()["sections"]
        return {one["key"]: one for part in sections for one in part["tiles"]}[key][
            "count"
        ]
