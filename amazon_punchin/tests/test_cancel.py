from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrderedCommon


@tagged("post_install", "-at_install")
class TestCancel(OrderedCommon):
    """Cancelling that fools nobody (scenario 17), and what comes afterwards."""

    def wizard(self, request, user=None, **values):
        return (
            self.env["amazon.punchin.cancel.wizard"]
            .with_user(user or self.manager)
            .with_context(active_id=request.id)
            .create({"reason": "Mistake", **values})
        )

    def cancelled(self):
        request = self.request
        self.wizard(request, at_amazon="no").action_cancel()
        return request

    def test_before_sending_the_cart_is_freed(self):
        request = self.punch_in()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).cancel("x")
        with self.assertRaises(UserError):
            request.with_user(self.employee).cancel(" ")
        wizard = self.wizard(request, self.employee)
        self.assertFalse(wizard.was_sent)
        wizard.action_cancel()
        self.assertEqual((request.state, request.still_live), ("cancelled", False))
        self.assertIn(b"403", request.document_ids.sorted("id")[-1:]._bytes())

    def test_unsent_order_stays_here(self):
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        request.with_user(self.manager).cancel("Mistake")
        self.assertEqual(request.purchase_id.state, "cancel")
        self.assertEqual(self.order_message(request).state, "cancelled")
        self.assertFalse(request.still_live)

    def test_after_sending_one_must_say_whether_it_is_cancelled_there(self):
        request = self.request
        self.deliver(self.confirmation(request, {1: 3}, confirm_id="112-7"))
        wizard = self.wizard(request)
        self.assertTrue(wizard.was_sent)
        self.assertEqual(
            wizard.amazon_order_url,
            "https://www.amazon.com/gp/your-account/order-details?orderID=112-7",
        )
        with self.assertRaisesRegex(UserError, "whether you cancelled it there"):
            wizard.action_cancel()
        self.assertEqual(request.state, "released")
        wizard.at_amazon = "no"
        wizard.action_cancel()
        self.assertTrue(request.still_live)
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.assertIn("112-7", request.activity_ids.note)
        request.with_user(self.manager).cancelled_at_amazon()
        self.assertFalse(request.still_live)
        self.assertFalse(request.activity_ids)

    def test_purchase_order_leads_to_the_same_dialog(self):
        request = self.request
        order = request.purchase_id.with_user(self.manager)
        with self.assertRaisesRegex(UserError, "was sent to Amazon"):
            order.button_cancel()
        action = order.action_cancel_amazon_request()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"], active_id=order.id)
            .create({"reason": "Mistake", "at_amazon": "yes"})
        )
        wizard.action_cancel()
        self.assertEqual((request.state, order.state), ("cancelled", "cancel"))

    def test_cancelled_there_too(self):
        request = self.request
        self.wizard(request, at_amazon="yes").action_cancel()
        self.assertFalse(request.still_live)
        self.assertTrue(request.cancelled_at_amazon_on)

    def test_employee_cannot_cancel_what_was_sent(self):
        request = self.request
        with self.assertRaises(AccessError):
            self.wizard(request, self.employee, at_amazon="yes").action_cancel()

    def test_late_documents_raise_an_alarm_each_once(self):
        request = self.cancelled()
        request.with_user(self.manager).cancelled_at_amazon()
        notice = self.ship_notice(request, {1: 3}, "S9")
        self.deliver(notice)
        self.assertTrue(request.still_live)
        self.assertEqual(request.late_documents, "S9")
        self.assertEqual(
            request.activity_ids.mapped("summary"), ["Amazon ships a cancelled order"]
        )
        self.deliver(self.invoice(request, {1: 3}, "INV-9"))
        self.assertEqual(request.late_documents, "S9, INV-9")
        request.activity_ids.action_done()
        request.with_user(self.manager).cancelled_at_amazon()
        self.deliver(self.ship_notice(request, {1: 3}, "S9"))
        self.assertFalse(request.activity_ids, "the same shipment alarms nobody twice")
        self.assertFalse(request.still_live)

    def test_an_alarm_that_nobody_has_seen_yet_names_the_next_one_too(self):
        request = self.cancelled().with_user(self.manager)
        request.activity_ids.unlink()
        for number in ("S9", "S8", "S8"):
            self.deliver(self.ship_notice(request, {1: 1}, number))
        [alarm] = request.activity_ids
        self.assertEqual(alarm.user_id, self.manager)
        for number in ("S9", "S8"):
            self.assertEqual(alarm.note.count(f"shipment {number}."), 1)

    def test_notice_that_amazon_takes_back_is_no_alarm(self):
        request = self.cancelled()
        request.activity_ids.unlink()
        self.deliver(self.ship_notice(request, {}, "S9", operation="delete"))
        self.assertFalse(request.late_documents or request.activity_ids)

    def test_close_test(self):
        real = self.request
        with self.assertRaises(UserError):
            real.with_user(self.manager).close_test()
        self.group.back_to_test()
        request = self.released()
        self.assertTrue(request.with_user(self.manager).may_close_test)
        request.with_user(self.manager).close_test()
        self.assertEqual((request.state, request.still_live), ("cancelled", False))
        self.assertEqual(request.purchase_id.state, "cancel")

    # Again ----------------------------------------------------------------------------

    def test_shop_again_keeps_the_header(self):
        place = self.location.copy({"name": "Annex", "address_code": "AX"})
        request = self.punch_in()
        mine = request.with_user(self.employee)
        mine.write({"note": "For the lab", "location_id": place.id})
        with self.assertRaises(UserError):
            mine.shop_again()
        mine.cancel("Wrong colour")
        self.assertTrue(mine.may_shop_again)
        mine.shop_again()
        new = mine.search([("replaces_id", "=", request.id)])
        self.assertEqual(
            (new.group_id, new.location_id, new.note, new.user_id, new.state),
            (self.group, place, "For the lab", self.employee, "open"),
        )
        self.assertFalse(new.line_ids)
        self.assertFalse(new.duplicate_hint)
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).shop_again()

    def test_shop_again_after_it_was_ordered(self):
        """The same once more, for whoever needs it every month (E5)."""
        request = self.punch_in()
        mine = request.with_user(self.employee)
        mine.submit()
        request.with_user(self.manager).release()
        self.assertFalse(mine.may_shop_again, "it has not left yet")
        with self.assertRaises(UserError):
            mine.shop_again()
        request = self.released()
        mine = request.with_user(self.employee)
        self.assertTrue(mine.may_shop_again)
        mine.shop_again()
        new = mine.search([("replaces_id", "=", request.id)])
        new._take_cart(self.cart())
        new.invalidate_recordset()
        self.assertIn("still delivers", new.duplicate_hint)
        request.with_user(self.manager).close("All is here")
        new.invalidate_recordset()
        self.assertFalse(new.duplicate_hint)

    def test_shop_again_warns_while_the_first_is_alive(self):
        request = self.cancelled()
        request.with_user(self.employee).shop_again()
        new = request.search([("replaces_id", "=", request.id)])
        self.assertIn("still live", new.with_user(self.employee).duplicate_hint)
        request.with_user(self.manager).cancelled_at_amazon()
        new.invalidate_recordset()
        self.assertFalse(new.with_user(self.employee).duplicate_hint)

    def test_where_carts_start_at_amazon_it_leads_there(self):
        self.group.use_punchout = False
        request = self.punch_in()
        request.with_user(self.manager).reject("No")
        action = request.with_user(self.employee).shop_again()
        self.assertEqual(action["url"], "https://www.amazon.com")
        self.assertFalse(request.search([("replaces_id", "=", request.id)]))

    def test_order_cancelled_items_again(self):
        request = self.request
        mine = request.with_user(self.employee)
        self.assertFalse(mine.may_order_again)
        with self.assertRaises(UserError):
            mine.order_again()
        self.deliver(
            self.confirmation(request, {1: 3}, rejects={2: 10}, confirm_id="112-8")
        )
        self.assertTrue(mine.may_order_again)
        mine.order_again()
        new = request.search([("replaces_id", "=", request.id)])
        for text in ("10 × Item B0B", "https://www.amazon.com/dp/B0B", "112-8"):
            self.assertIn(text, new.note)
        self.assertNotIn("B0A", new.note)
        cart = self.cart((self.item("B0B", 10, "6.49"), self.item("B0A", 1, 14, 2)))
        new._take_cart(cart)
        new.invalidate_recordset()
        hint = new.with_user(self.employee).duplicate_hint
        self.assertIn("B0A", hint)
        self.assertNotIn("B0B", hint)
