from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.amazon_punchin.tests.common import NOW, PurchaseCommon

LATER = {"operation": "update", "notice_date": NOW + timedelta(hours=1)}


@tagged("post_install", "-at_install")
class TestReceipts(PurchaseCommon):
    """What a receipt expects follows what Amazon confirms and rejects."""

    def demand(self, request):
        """:return: units by line that open receipts expect"""
        return [
            sum(
                line.move_ids.filtered(
                    lambda one: one.state not in ("cancel", "done")
                ).mapped("product_uom_qty")
            )
            for line in request.purchase_id._amazon_lines()
        ]

    def test_rejected_units_are_no_longer_expected(self):
        request = self.released()
        self.assertEqual(self.demand(request), [3.0, 10.0, 2.0])
        lines = {"lines": {1: 2, 2: 10}, "rejects": {1: 1, 3: 2}}
        self.deliver(self.confirmation(request, **lines))
        self.assertEqual(self.demand(request), [2.0, 10.0, 0.0])
        moves = request.purchase_id.picking_ids.move_ids
        ended = moves.filtered(lambda one: one.state == "cancel")
        self.assertEqual(ended.purchase_line_id.amazon_line_number, 3)
        self.assertEqual(set((moves - ended).mapped("state")), {"assigned"})
        self.assertEqual((moves - ended).mapped("quantity"), [2.0, 10.0])

    def test_a_corrected_rejection_is_expected_again(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 2}, rejects={1: 1, 3: 2}))
        self.assertEqual(self.demand(request), [2.0, 10.0, 0.0])
        self.deliver(self.confirmation(request, {1: 3, 3: 2}, **LATER))
        self.assertEqual(self.demand(request), [3.0, 10.0, 2.0])

    def test_the_whole_order_rejected_ends_its_receipt(self):
        request = self.released()
        self.deliver(self.confirmation(request, {}, confirm_id=None, type="reject"))
        self.assertEqual(request.purchase_id.picking_ids.mapped("state"), ["cancel"])

    def test_the_button_on_a_package_leads_to_the_receipt(self):
        """…for whoever works in the warehouse; a buyer is told who receives it."""
        request = self.released()
        self.deliver(self.ship_notice(request, {1: 3}))
        shipment = request.shipment_ids
        self.assertFalse(shipment.with_user(self.employee).may_receive)
        with self.assertRaises(UserError):
            shipment.with_user(self.employee).action_receive()
        keeper = self.env.ref("stock.group_stock_user")
        self.manager.group_ids |= keeper
        theirs = shipment.with_user(self.manager)
        self.assertTrue(theirs.may_receive)
        action = theirs.action_receive()
        self.assertEqual(action["res_model"], "stock.picking")
        self.assertEqual(action["res_id"], request.purchase_id.picking_ids.id)

    def test_an_invoice_that_waited_for_the_receipt_is_compared_again(self):
        self.group.match_basis = "received"
        request = self.released()
        self.deliver(self.invoice(request, {1: 3}))
        invoice = request.invoice_ids
        self.assertEqual(invoice.exception_ids.mapped("code"), ["not_received"])
        receipt = request.purchase_id.picking_ids
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.env.flush_all()
        self.env.cr.precommit.run()
        cron = self.env.ref("amazon_punchin.cron_received")
        triggers = self.env["ir.cron.trigger"]
        self.assertEqual(triggers.search_count([("cron_id", "=", cron.id)]), 1)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(invoice.exception_ids.state, "resolved")
        self.assertEqual(invoice.match_state, "matched")

    def test_what_was_received_stays(self):
        request = self.released()
        receipt = request.purchase_id.picking_ids
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(request.line_ids[0].qty_received, 3.0)
        self.deliver(self.confirmation(request, {1: 2}, rejects={1: 1}))
        self.assertEqual(request.line_ids[0].qty_received, 3.0)
        self.assertEqual(
            request.purchase_id.picking_ids, receipt, "no return by itself"
        )
