from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from ..models.order_desk import GONE
from .common import ADMIN, EMPLOYEE, MANAGER, SandboxCase

PENS, PAPER = "B0SBXPEN01", "B0SBXPAP01"


@tagged("at_install", "-post_install")
class TestOrderDesk(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._ordered((PENS, 3), (PAPER, 10), (PENS, 2))

    def _sum(self, amounts):
        return sum((money.amount for money in amounts), Decimal(0))

    @users(ADMIN)
    def test_confirm_everything(self):
        order = self.order.with_env(self.env)
        document = order.desk_confirm()
        (value,) = self._values(document)
        self.assertEqual((value.type, value.operation), ("detail", "new"))
        self.assertEqual(value.confirm_id, document.name)
        self.assertEqual(value.order.order_id, order.order_ref)
        self.assertEqual(value.order.payload_id, order.payload_id)
        self.assertEqual([item.line_number for item in value.items], [1, 2, 3])
        statuses = [status for item in value.items for status in item.statuses]
        self.assertTrue(all(status.unit_price is None for status in statuses))
        goods = Decimal("139.85")
        self.assertEqual(
            value.total.amount, goods + value.shipping.amount + value.tax.money.amount
        )
        self.assertEqual(value.shipping.amount, Decimal("5.99"))
        self.assertEqual(order.state, "confirmed")
        with self.assertRaisesRegex(UserError, "left"):
            order.desk_confirm()

    @users(EMPLOYEE, MANAGER)
    def test_the_desk_is_the_administrators(self):
        for action in ("desk_confirm", "desk_ship", "desk_reject", "desk_split"):
            with self.subTest(action=action), self.assertRaises(AccessError):
                getattr(self.order.with_env(self.env), action)()

    def test_a_backorder_is_replaced_by_what_follows(self):
        first = self.order.desk_backorder(days=20)
        self.assertEqual(self.order.state, "received")
        second = self.order.desk_confirm()
        late, value = self._values(first + second)
        status = late.items[0].statuses[0]
        self.assertEqual(status.type, "backordered")
        self.assertGreater((status.delivery_date - late.notice_date).days, 18)
        self.assertIn("out of stock", " ".join(one.text for one in status.comments))
        self.assertEqual((late.operation, value.operation), ("new", "update"))
        self.assertEqual(late.confirm_id, value.confirm_id)
        self.assertEqual(self.order.state, "confirmed")

    def test_a_price_change_is_told_where_it_differs(self):
        (value,) = self._values(self.order.desk_confirm(prices={"1": 15.49}))
        first, second, _third = (item.statuses[0] for item in value.items)
        self.assertEqual(first.unit_price.amount, Decimal("15.49"))
        self.assertIsNone(second.unit_price)
        self.assertEqual(self.order.line_ids[0].price_confirmed, 15.49)
        shipment = self.order.desk_ship()
        self.assertTrue(shipment)
        (invoice,) = self._values(self.order.desk_invoice())
        self.assertEqual(invoice.orders[0].lines[0].unit_price.amount, Decimal("15.49"))
        self.assertEqual(
            invoice.summary.net.amount,
            value.total.amount,
            "what is invoiced is what was confirmed",
        )

    def test_rejects_come_in_a_document_of_their_own(self):
        documents = self.order.desk_confirm(
            rejects={3: "Sold out. [Error code: 005-002]"}
        )
        accepted, rejected = self._values(documents)
        self.assertEqual([item.line_number for item in accepted.items], [1, 2])
        self.assertIsNone(rejected.confirm_id)
        (item,) = rejected.items
        self.assertEqual((item.line_number, item.statuses[0].type), (3, "reject"))
        self.assertIn("Sold out", item.statuses[0].comments[0].text)
        self.assertEqual(self.order.line_ids[2].qty_rejected, 2)

    def test_a_part_of_a_line_is_rejected_with_the_rest_of_it(self):
        (value,) = self._values(self.order.desk_confirm(rejects={2: [4, "Only 6."]}))
        accepted, rejected = value.items[1].statuses
        self.assertEqual((accepted.quantity, accepted.type), (Decimal(6), "detail"))
        self.assertEqual((rejected.quantity, rejected.type), (Decimal(4), "reject"))
        self.assertEqual(value.items[1].quantity, Decimal(10))
        self.order.desk_ship()
        self.assertEqual(self.order.line_ids[1].qty_shipped, 6)
        self.assertEqual(self.order.state, "shipped")

    def test_the_whole_order_is_rejected(self):
        (value,) = self._values(self.order.desk_reject())
        self.assertEqual((value.type, value.items), ("reject", ()))
        self.assertEqual(value.comments[0].text, GONE)
        self.assertIsNone(value.total)
        self.assertEqual(self.order.state, "rejected")
        for action in ("desk_confirm", "desk_ship", "desk_reject"):
            with self.assertRaises(UserError):
                getattr(self.order, action)()

    def test_a_split_order_adds_up(self):
        first, second = self._values(self.order.desk_split())
        self.assertNotEqual(first.confirm_id, second.confirm_id)
        self.assertEqual([item.line_number for item in first.items], [1, 3])
        self.assertEqual([item.line_number for item in second.items], [2])
        self.assertEqual(self._sum([first.shipping, second.shipping]), Decimal("5.99"))
        whole = Decimal(str(self.order.cart_id.amount_total))
        self.assertEqual(self._sum([first.total, second.total]), whole)

    def test_a_single_line_is_split_by_units(self):
        order = self._ordered((PENS, 3))
        first, second = self._values(order.desk_split())
        self.assertEqual(first.items[0].quantity, Decimal(2))
        self.assertEqual(second.items[0].quantity, Decimal(1))
        whole = Decimal(str(order.cart_id.amount_total))
        self.assertEqual(self._sum([first.total, second.total]), whole)
        with self.assertRaisesRegex(UserError, "single unit"):
            self._ordered((PENS, 1)).desk_split()

    def test_partial_shipments_and_their_invoices_add_up(self):
        part = self.order.desk_ship_part()
        self.assertEqual(self.order.state, "partly_shipped")
        rest = self.order.desk_ship(packages=2)
        self.assertEqual(self.order.state, "shipped")
        first, second = self._values(part + rest)
        self.assertEqual((len(first.packages), len(second.packages)), (1, 2))
        shipped = {}
        for notice in (first, second):
            for item in notice.portions[0].items:
                shipped[item.line_number] = shipped.get(item.line_number, 0)
                shipped[item.line_number] += item.quantity
        self.assertEqual(shipped, {1: Decimal(3), 2: Decimal(10), 3: Decimal(2)})
        invoices = self.order.desk_invoice()
        self.assertEqual(part.invoice_id + rest.invoice_id, invoices)
        summaries = [value.summary for value in self._values(invoices)]
        self._assert_cart_is_paid(self.order.cart_id, summaries)
        self.assertEqual(self.order.state, "invoiced")
        with self.assertRaisesRegex(UserError, "invoiced"):
            self.order.desk_invoice()

    def _assert_cart_is_paid(self, cart, summaries):
        for told, estimate in (
            ([one.subtotal for one in summaries], cart.amount_goods),
            ([one.shipping for one in summaries], cart.amount_shipping),
            ([one.tax.money for one in summaries], cart.amount_tax),
            ([one.net for one in summaries], cart.amount_total),
        ):
            self.assertEqual(self._sum(told), Decimal(str(estimate)))

    def test_yen_add_up_unit_by_unit(self):
        order = self._ordered(("B0SBXJPY01", 7), ("B0SBXJPY02", 3))
        order.desk_ship({1: 1})
        order.desk_ship({1: 2, 2: 1})
        order.desk_ship({"1": 3})
        order.desk_ship()
        values = self._values(order.desk_invoice())
        self.assertEqual(len(values), 4)
        for value in values:
            self.assertNotIn(".", str(value.summary.net.amount))
        cart = order.cart_id
        net = self._sum([value.summary.net for value in values])
        self.assertEqual(net, Decimal(int(cart.amount_total)))

    def test_an_invoice_tells_each_line(self):
        self.order.desk_confirm()
        self.order.desk_ship()
        invoice = self.order.desk_invoice()
        (value,) = self._values(invoice)
        self.assertEqual((value.purpose, value.invoice_id), ("standard", invoice.name))
        (part,) = value.orders
        self.assertEqual(part.order.payload_id, self.order.payload_id)
        self.assertEqual([line.line_number for line in part.lines], [1, 2, 3])
        pens = part.lines[0]
        self.assertEqual(pens.amounts.subtotal.amount, Decimal("44.97"))
        self.assertEqual(pens.supplier_part_id, PENS)
        taxes = [line.amounts.tax.money for line in part.lines]
        self.assertEqual(self._sum(taxes), value.summary.tax.money.amount)

    def test_one_invoice_over_two_orders(self):
        other = self._ordered((PAPER, 4), order_id="P00043")
        both = self.order + other
        self.order.desk_ship({1: 2})
        self.order.desk_ship({1: 1})
        other.desk_ship()
        invoice = both.desk_consolidate()
        (value,) = self._values(invoice)
        told = {part.order.order_id: part.lines for part in value.orders}
        self.assertEqual(set(told), {"P00042", "P00043"})
        (line,) = told["P00042"]
        self.assertEqual((line.line_number, line.quantity), (1, Decimal(3)))
        self.assertEqual(invoice.order_ids, both)
        with self.assertRaisesRegex(UserError, "invoiced"):
            both.desk_consolidate()

    def test_no_invoice_over_two_currencies(self):
        other = self._ordered(("B0SBXEUR01", 4))
        with self.assertRaisesRegex(UserError, "one currency"):
            (self.order + other).desk_consolidate()

    def test_a_credit_memo_names_the_invoice_it_corrects(self):
        self.order.desk_ship({2: 4})
        self.order.desk_ship({2: 6})
        first, second = self.order.desk_invoice()
        memos = self.order.desk_credit({2: 5})
        self.assertEqual(memos.origin_id, first + second)
        one, two = self._values(memos)
        self.assertEqual(one.purpose, "lineLevelCreditMemo")
        self.assertEqual(one.document_reference, first.payload_id)
        self.assertEqual(one.orders[0].lines[0].quantity, Decimal(-4))
        self.assertEqual(two.orders[0].lines[0].quantity, Decimal(-1))
        self.assertEqual(one.summary.subtotal.amount, Decimal("-25.96"))
        self.assertLess(one.summary.tax.money.amount, 0)
        self.assertEqual(self.order.line_ids[1].qty_credited, 5)
        again = self.order.desk_credit({2: 1})
        self.assertEqual(again.name, f"{second.name}-CM2")
        with self.assertRaisesRegex(UserError, "units are left"):
            self.order.desk_credit({2: 5})

    def test_more_than_there_is(self):
        for call in (
            lambda: self.order.desk_ship({1: 4}),
            lambda: self.order.desk_ship({1: -1}),
            lambda: self.order.desk_ship({9: 1}),
            lambda: self.order.desk_ship({}),
            lambda: self.order.desk_credit(),
            lambda: self.order.desk_invoice(),
        ):
            with self.assertRaises(UserError):
                call()

    def test_documents_may_be_held_back(self):
        self.order.delay_minutes = 30
        document = self.order.desk_confirm()
        late = document.next_attempt_at - document.date
        self.assertAlmostEqual(late.total_seconds(), 30 * 60, delta=5)

    def test_the_log_of_an_order(self):
        self.order.desk_confirm()
        self.order.desk_ship()
        self.order.desk_invoice()
        types = self.order.document_ids.sorted("id").mapped("document_type")
        self.assertEqual(
            types,
            [
                "OrderRequest",
                "ConfirmationRequest",
                "ShipNoticeRequest",
                "InvoiceDetailRequest",
            ],
        )

    def _ask(self, action):
        context = self.order.with_context(default_action=action).action_ask()["context"]
        questions = self.env["amazon.punchin.sandbox.question"]
        return questions.with_context(**context).create({})

    def test_the_desk_asks_before_it_confirms(self):
        question = self._ask("confirm")
        self.assertEqual(question.line_ids.mapped("quantity"), [3, 10, 2])
        question.line_ids[0].price_unit = 15.49
        question.line_ids[1].quantity = 6
        question.line_ids[2].quantity = 0
        question.reason = "Sold out"
        question.action_answer()
        lines = self.order.line_ids
        self.assertEqual(lines.mapped("qty_confirmed"), [3, 6, 0])
        self.assertEqual(lines.mapped("qty_rejected"), [0, 4, 2])
        self.assertEqual(lines[0].price_confirmed, 15.49)

    def test_the_desk_asks_before_it_ships_credits_and_rejects(self):
        question = self._ask("ship")
        question.line_ids[0].quantity = 1
        question.packages = 3
        question.action_answer()
        self.assertEqual(self.order.line_ids.mapped("qty_shipped"), [1, 10, 2])
        self.order.action_invoice()
        self._ask("credit").action_answer()
        self.assertEqual(self.order.line_ids.mapped("qty_credited"), [1, 10, 2])
        other = self._ordered((PENS, 1), order_id="P00044")
        self.order = other
        self._ask("reject").action_answer()
        self.assertEqual(other.state, "rejected")

    def test_buttons(self):
        order = self._ordered((PENS, 1), (PAPER, 1))
        for name, state in (
            ("action_confirm", "confirmed"),
            ("action_ship_part", "partly_shipped"),
            ("action_ship_rest", "shipped"),
            ("action_invoice", "invoiced"),
        ):
            self.assertTrue(getattr(order, name)())
            self.assertEqual(order.state, state)
        self.assertTrue(self._ordered((PENS, 2)).action_split())
        another = self._ordered((PENS, 2))
        another.action_ship_rest()
        self.assertEqual(
            another.action_consolidate()["res_model"], self.documents._name
        )
