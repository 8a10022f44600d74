from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .. import cxml
from .common import NOW, OrderedCommon

LATER = {"notice_date": NOW + timedelta(hours=1)}
COUNT = 15
EXAMPLES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@tagged("post_install", "-at_install")
class TestAnyOrder(OrderedCommon):
    """Documents may come in any order, late and repeatedly, and the purchase ends the
    same: same stage, quantities, verdicts, bills (design §4, §6)."""

    def documents(self, request):
        """A purchase with a split, units that move from one Amazon order to another, a
        cancellation, corrected and deleted notices, some of the same moment, an
        invoice by lines, one without lines, one that is taken back, and a credit."""
        update, delete = {"operation": "update"}, {"operation": "delete"}
        original = self.invoice(request, {1: 3, 2: 4}, "INV-1", tax="3")
        return (
            self.confirmation(request, {1: 3, 2: 10}),
            self.confirmation(request, {1: 2, 2: 8}, **update, **LATER),
            self.confirmation(request, {1: 1}, "112-2"),
            self.confirmation(request, {}, confirm_id=None, rejects={3: 2}),
            self.confirmation(request, {}, None, rejects={3: 2}, **update, **LATER),
            self.ship_notice(request, {1: 3, 2: 5}, "S1"),
            self.ship_notice(request, {1: 3, 2: 4}, "S1", **update),
            self.ship_notice(request, {2: 4}, "S2"),
            self.ship_notice(request, {2: 1}, "S3"),
            self.ship_notice(request, {}, "S3", **delete),
            original,
            self.whole_invoice(request, "25.96", "INV-2", shipping="5.99"),
            self.invoice(request, {2: 2}, "INV-3"),
            self.invoice(request, {2: 2}, "INV-3", **delete),
            self.invoice(
                request,
                {1: -1},
                "CM-1",
                purpose="lineLevelCreditMemo",
                origin_invoice_id="INV-1",
            ),
        )

    def whole_invoice(self, request, goods, name, **values):
        """An invoice that tells one sum for the order, and no lines."""
        document = self.invoice(request, {2: 4}, name, **values)
        amounts = cxml.InvoiceAmounts(subtotal=self.amount(goods))
        order = replace(document.orders[0], lines=(), amounts=amounts)
        return replace(document, orders=(order,))

    def end_of(self, order, repeated):
        """Plays the documents in an order, some of them twice.

        :return: everything that must not depend on the order"""
        request = self.request
        documents = self.documents(request)
        for position in order:
            message = self.deliver(documents[position])
            if position in repeated:
                message._unguarded().state = "received"
                message._apply()
        invoices = request.invoice_ids.sorted("name")
        end = (
            request.stage,
            request.confirmation_ref,
            *(
                tuple(request.line_ids.mapped(name))
                for name in (
                    "qty_confirmed",
                    "qty_rejected",
                    "qty_shipped",
                    "qty_invoiced",
                    "qty_credited",
                    "qty_billed",
                    "invoice_ref",
                    "delivery_date",
                )
            ),
            tuple(request.purchase_id._amazon_lines().mapped("product_qty")),
            tuple(invoices.mapped("match_state")),
            tuple(
                (one.move_id.move_type, one.move_id.amount_total)
                for one in invoices.filtered(lambda one: not one.removed)
            ),
            tuple(one.move_id.reversed_entry_id.ref for one in invoices),
            tuple(
                sorted(
                    request.exception_ids.filtered(
                        lambda one: one.state == "open"
                    ).mapped("code")
                )
            ),
        )
        return end

    def test_any_order_and_repeats_end_alike(self):
        with self.env.cr.savepoint() as savepoint:
            expected = self.end_of(range(COUNT), set())
            savepoint.rollback()
            self.env.invalidate_all()
        self.assertEqual(expected[0], "invoiced")
        self.assertEqual(expected[2], (3.0, 8.0, 0.0), "confirmed")
        self.assertEqual(expected[3], (0.0, 2.0, 2.0), "rejected")
        self.assertEqual(expected[4], (3.0, 8.0, 0.0), "shipped")
        self.assertEqual(expected[10], (3.0, 8.0, 0.0), "still on the order")
        self.assertEqual(expected[11], ("matched",) * 4)
        self.assertEqual(
            expected[13], ("INV-1", False, False, False), "credit and original"
        )

        @EXAMPLES
        @given(
            order=st.permutations(range(COUNT)),
            repeated=st.sets(st.integers(0, COUNT - 1), max_size=4),
        )
        def check(order, repeated):
            with self.env.cr.savepoint() as savepoint:
                end = self.end_of(order, repeated)
                savepoint.rollback()
                self.env.invalidate_all()
            self.assertEqual(end, expected)

        check()
