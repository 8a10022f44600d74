from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestReceive(PurchaseCommon):
    """*Received*, on the list of packages (E8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group.default_product_id = cls.env["product.product"].create(
            {"name": "What Amazon sells", "type": "service"}
        )

    def shipment(self, request, lines, **values):
        before = request.shipment_ids
        self.deliver(self.ship_notice(request, lines, **values))
        return (request.shipment_ids - before).with_user(self.employee)

    def triggers(self):
        """What wakes the cron once this transaction is there."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        cron = self.env.ref("amazon_punchin.cron_received")
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def run_cron(self):
        self.triggers().unlink()
        with self.enter_registry_test_mode():
            self.env.ref("amazon_punchin.cron_received").method_direct_trigger()

    def test_package_by_package(self):
        request = self.released()
        first = self.shipment(request, {1: 2, 2: 10}, shipment_id="S1")
        second = self.shipment(request, {1: 1, 3: 2}, shipment_id="S2")
        self.assertTrue(first.may_receive)
        first.receive()
        self.assertEqual(request.line_ids.mapped("qty_received"), [2.0, 10.0, 0.0])
        self.assertEqual(first.received_by_id, self.employee)
        self.assertFalse(first.may_receive)
        with self.assertRaises(UserError):
            first.receive()
        second.with_user(self.manager).receive()
        self.assertEqual(request.line_ids.mapped("qty_received"), [3.0, 10.0, 2.0])
        self.assertEqual(request.stage, "received")

    def test_whole_order_and_never_more_than_was_ordered(self):
        request = self.released()
        part = self.shipment(request, {1: 1}, shipment_id="S1")
        rest = self.shipment(request, {}, shipment_id="S2")
        self.assertTrue(rest.whole)
        rest.receive()
        self.assertEqual(request.line_ids.mapped("qty_received"), [2.0, 10.0, 2.0])
        line = request.purchase_id._amazon_lines()[0]
        line.qty_received_manual = 3
        part.receive()
        self.assertEqual(request.line_ids[0].qty_received, 3.0)

    def test_an_invoice_that_waited_for_the_goods_is_compared_again(self):
        self.group.match_basis = "received"
        request = self.released()
        first = self.shipment(request, {1: 2}, shipment_id="S1")
        rest = self.shipment(request, {1: 1}, shipment_id="S2")
        self.deliver(self.invoice(request, {1: 3}))
        invoice = request.invoice_ids
        waiting = invoice.exception_ids
        self.assertEqual(waiting.mapped("code"), ["not_received"])
        for shipment, state in ((first, "open"), (rest, "resolved")):
            shipment.receive()
            self.assertEqual(len(self.triggers()), 1)
            self.run_cron()
            self.assertEqual(waiting.state, state)
            self.assertIn("only 2", waiting.text)
        self.assertEqual(invoice.match_state, "matched")
        line = request.purchase_id._amazon_lines()[1]
        line.qty_received = 10
        self.assertFalse(self.triggers(), "nothing waits for it")

    def test_goods_that_went_back_are_missing_anew(self):
        self.group.match_basis = "received"
        request = self.released()
        self.shipment(request, {1: 3}, shipment_id="S1").receive()
        self.deliver(self.invoice(request, {1: 3}))
        invoice = request.invoice_ids
        self.assertEqual(invoice.match_state, "matched")
        line = request.purchase_id._amazon_lines()[0]
        for received, state, verdict in (
            (2, "open", "exception"),
            (3, "resolved", "matched"),
        ):
            line.qty_received = received
            self.assertEqual(len(self.triggers()), 1)
            self.run_cron()
            missing = invoice.exception_ids
            self.assertEqual(missing.mapped("code"), ["not_received"])
            self.assertEqual((missing.state, invoice.match_state), (state, verdict))
        self.group.match_basis = "shipped"
        line.qty_received = 1
        self.assertFalse(self.triggers(), "receipts do not count")

    def test_an_invoice_that_fails_keeps_no_other_waiting(self):
        self.group.match_basis = "received"
        invoices = []
        for name in ("A1", "A2"):
            request = self.released()
            shipment = self.shipment(request, {1: 3}, shipment_id=f"S{name}")
            self.deliver(self.invoice(request, {1: 3}, name))
            shipment.receive()
            invoices.append(request.invoice_ids)
        model = type(invoices[0])
        compare = model._find_differences

        def stumble(invoice):
            return 1 // 0 if invoice.name == "A1" else compare(invoice)

        with (
            patch.object(model, "_find_differences", stumble),
            self.assertLogs("odoo.addons.amazon_punchin.models.invoice_received"),
        ):
            self.run_cron()
        states = [one.exception_ids.mapped("state") for one in invoices]
        self.assertEqual(states, [["open"], ["resolved"]])

    def test_goods_come_while_a_document_is_worked_on(self):
        """…then the invoice is compared a little later."""
        self.group.match_basis = "received"
        request = self.released()
        shipment = self.shipment(request, {1: 3}, shipment_id="S1")
        self.deliver(self.invoice(request, {1: 3}))
        shipment.receive()
        with patch.object(type(request), "_hold", side_effect=LockError("busy")):
            self.run_cron()
        self.assertEqual(request.invoice_ids.exception_ids.state, "open")
        self.assertGreater(self.triggers().call_at, fields.Datetime.now())

    def test_who_receives_what(self):
        request = self.released()
        shipment = self.shipment(request, {1: 3}, shipment_id="S1")
        with self.assertRaises(AccessError):
            shipment.with_user(self.colleague).receive()
        with self.assertRaises(AccessError):
            shipment.write({"received_on": "2026-01-01"})
        back = {"operation": "delete", "shipment_id": "S1"}
        self.deliver(self.ship_notice(request, {1: 3}, **back))
        self.assertFalse(shipment.may_receive)
        with self.assertRaises(UserError):
            shipment.receive()
