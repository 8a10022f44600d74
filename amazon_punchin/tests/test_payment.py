from lxml import html

from odoo.tests import tagged

from .. import cxml
from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPayment(PurchaseCommon):
    """How a group pays, beside what a cart says of it (R112, R152, R164)."""

    def paying(self, told):
        """:return: `(request, message)` of a cart that names its payment"""
        extra = (cxml.Extrinsic("PaymentMethod", told),) if told else ()
        item = self.item("B0A", 1, 5, extrinsics=extra)
        request = self.punch_in(self.cart((item,)))
        message = request.document_ids.filtered(
            lambda one: one.document_type == "PunchOutSetupRequest"
        )
        return request, message

    def rows(self, request):
        """:return: the rows of the release check as texts with their mark"""
        panel = html.fromstring(str(request.with_user(self.manager).release_check))
        return [" ".join(one.text_content().split()) for one in panel.iter("li")]

    def test_a_cart_that_names_its_payment(self):
        for told, differs in (
            ("pay by invoice", False),
            ("Visa 1234", True),
            (None, False),
        ):
            request, message = self.paying(told)
            self.assertEqual("Visa" in (request.place_note or ""), differs)
            self.assertEqual(message.state, "attention" if differs else "done")

    def test_a_row_before_the_order_leaves(self):
        """It is told to who approves, and holds nothing back."""
        for told, expected in (
            ("Pay by Invoice", "✔Payment"),
            ("Visa 1234", "✘Payment The cart says “Visa 1234”, group Office is set to"),
            (None, None),
        ):
            request, _message = self.paying(told)
            request.with_user(self.employee).submit()
            found = [one for one in self.rows(request) if "Payment" in one]
            self.assertEqual(len(found), 1 if expected else 0, told)
            if expected:
                self.assertIn(expected, found[0])
            self.assertFalse(request.with_user(self.manager).place_note, "told once")
            request.with_user(self.manager).release()
            self.assertEqual(request.state, "released")

    def test_whoever_pays_the_bill_is_offered_its_journal(self):
        journal = self.env["account.journal"].create(
            {"name": "Visa", "type": "bank", "company_id": self.group.company_id.id}
        )
        self.group.payment_method_id.journal_id = journal
        request = self.released()
        self.deliver(self.ship_notice(request, {}))
        self.deliver(self.invoice(request, {1: 3}))
        bill = request.invoice_ids.move_id
        self.assertEqual(bill.preferred_payment_method_line_id.journal_id, journal)
        bill.action_post()
        accountant = self.env["account.payment.register"].with_user(self.accountant)
        pays = accountant.with_context(active_model="account.move", active_ids=bill.ids)
        self.assertEqual(pays.create({}).journal_id, journal)
