from dataclasses import replace
from datetime import datetime, timedelta, timezone

from odoo.tests import tagged

from .. import cxml
from .common import NOW, OrderedCommon

LATER = NOW + timedelta(hours=1)
JAPAN = timezone(timedelta(hours=9))


@tagged("post_install", "-at_install")
class TestNumbers(OrderedCommon):
    """What confirmations and ship notices leave on the lines."""

    def change_status(self, document, **values):
        """The same confirmation with another first status."""
        item = document.items[0]
        status = replace(item.statuses[0], **values)
        return replace(document, items=(replace(item, statuses=(status,)),))

    def fates(self, request, number=1):
        """:return: units confirmed, rejected, and still on the purchase order"""
        line = request.line_ids[number - 1]
        ordered = request.purchase_id._amazon_lines()[number - 1]
        return line.qty_confirmed, line.qty_rejected, ordered.product_qty

    def test_holding_leaves_a_mark_that_an_old_snapshot_trips_over(self):
        request = self.request
        before = request.revision
        self.deliver(self.ship_notice(request, {1: 1}))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT revision FROM amazon_punchin_request WHERE id = %s", [request.id]
        )
        self.assertGreater(self.env.cr.fetchone()[0], before)
        before = request.revision
        self.deliver(self.invoice(request, {1: 1}))
        middle = request.revision
        self.assertGreater(middle, before)
        request.invoice_ids.with_user(self.accountant).rematch()
        self.assertGreater(request.revision, middle)

    def test_prices_keep_all_their_digits(self):
        request = self.released(self.cart([self.item("B0A", 1000, "0.0149")]))
        self.assertEqual(request.line_ids.price_unit, 0.0149)
        sent = cxml.read(self.order_message(request)._bytes())
        self.assertEqual(str(sent.items[0].detail.unit_price.amount), "0.0149")
        self.deliver(self.ship_notice(request, {}))
        self.deliver(self.invoice(request, {1: 1000}))
        self.assertEqual(request.invoice_ids.line_ids.price_unit, 0.0149)
        self.assertEqual(request.invoice_ids.match_state, "matched")

    def test_a_confirmed_fraction_of_a_cent_counts_by_the_quantity(self):
        request = self.released(self.cart([self.item("B0A", 1000, "0.0149")]))
        document = self.confirmation(request, {1: 1000})
        price = self.amount("0.0159")
        self.deliver(self.change_status(document, unit_price=price))
        self.assertEqual(request.exception_ids.mapped("code"), ["price"])
        self.deliver(
            self.confirmation(request, {1: 1000}, operation="update", notice_date=LATER)
        )
        self.assertEqual(request.exception_ids.mapped("state"), ["resolved"])

    def priced(self, request, price, rest=None, **values):
        """Two units accepted and one put off, at this price.

        :param rest: the price of the one, where it is another
        """
        document = self.confirmation(request, {1: 3}, **values)
        item = document.items[0]
        fates = (("detail", 2, price), ("backordered", 1, rest or price))
        statuses = tuple(
            replace(
                item.statuses[0],
                type=kind,
                quantity=units,
                unit_price=self.amount(money),
            )
            for kind, units, money in fates
        )
        items = (replace(item, statuses=statuses),)
        message = self.deliver(replace(document, items=items))
        return message, request.exception_ids.filtered(lambda one: one.state == "open")

    def test_one_difference_of_price_for_each_line(self):
        request = self.released(self.cart([self.item("B0A", 3, 10)]))
        for _repeat in range(2):
            message, found = self.priced(request, 12)
            self.assertEqual(message.state, "attention")
            self.assertAlmostEqual(found.amount, 6.0)
        self.assertEqual(len(request.exception_ids), 1)
        later = {"operation": "update", "notice_date": LATER}
        _message, found = self.priced(request, 11, **later)
        self.assertAlmostEqual(found.amount, 3.0)
        self.assertIn("11.00", found.text)
        latest = {**later, "notice_date": LATER + timedelta(hours=1)}
        _message, found = self.priced(request, 10, **latest)
        self.assertFalse(found)
        self.assertEqual(set(request.exception_ids.mapped("state")), {"resolved"})

    def test_each_price_of_a_split_line_is_told(self):
        """Whichever of them comes last."""
        for prices, amount, texts in (
            ((12, 10), 4.0, ("2 at $\xa012.00 instead",)),
            ((10, 15), 5.0, ("1 at $\xa015.00 instead",)),
            ((12, 15), 9.0, ("2 at $\xa012.00", "1 at $\xa015.00")),
            ((8, 14), 0.0, ("2 at $\xa08.00", "1 at $\xa014.00")),
        ):
            with self.subTest(prices=prices):
                request = self.released(self.cart([self.item("B0A", 3, 10)]))
                message, found = self.priced(request, *prices)
                self.assertEqual(message.state, "attention")
                self.assertEqual(len(found), 1)
                self.assertAlmostEqual(found.amount, amount)
                for text in texts:
                    self.assertIn(text, found.text)
                told = request.order_ids.line_ids.filtered("quantity")
                self.assertEqual(
                    [(one.status, one.price_unit) for one in told],
                    [("accepted", prices[0]), ("backordered", prices[1])],
                )
                self.assertEqual(self.fates(request), (3.0, 0.0, 3.0))

    def test_two_prices_of_units_that_are_accepted_alike(self):
        request = self.released(self.cart([self.item("B0A", 3, 10)]))
        document = self.confirmation(request, {1: 3})
        item = document.items[0]
        [status] = item.statuses
        dearer = replace(status, quantity=1, unit_price=self.amount(12))
        plain = replace(status, quantity=2)
        item = replace(item, statuses=(dearer, plain))
        self.deliver(replace(document, items=(item,)))
        told = request.order_ids.line_ids
        self.assertEqual(
            told.mapped(lambda one: (one.quantity, one.price_unit)), [(1, 12), (2, 10)]
        )
        self.assertEqual(told._promised(), {request.line_ids.id: 3.0})
        self.assertAlmostEqual(request.exception_ids.amount, 2.0)

    def test_another_price_than_the_accepted_one_is_told_anew(self):
        request = self.released(self.cart([self.item("B0A", 3, 10)]))
        _message, found = self.priced(request, 11)
        found.with_user(self.manager).accept("Fine")
        later = {"operation": "update", "notice_date": LATER}
        _message, again = self.priced(request, 12, **later)
        self.assertEqual(len(again), 1)
        self.assertIn("12.00", again.text)
        self.assertEqual(found.state, "accepted")

    def test_units_moved_between_amazon_orders_are_not_rejected(self):
        request = self.request
        update = {"operation": "update", "notice_date": LATER}
        self.deliver(self.confirmation(request, {1: 3}, "112-1"))
        self.deliver(self.confirmation(request, {1: 2}, "112-1", **update))
        self.assertEqual(self.fates(request), (2.0, 1.0, 2.0))
        self.deliver(self.confirmation(request, {1: 1}, "112-2", notice_date=LATER))
        self.assertEqual(self.fates(request), (3.0, 0.0, 3.0))

    def test_a_cancellation_told_twice_counts_once(self):
        request = self.request
        self.deliver(self.confirmation(request, {2: 10}))
        self.deliver(
            self.confirmation(request, {2: 8}, operation="update", notice_date=LATER)
        )
        self.deliver(self.confirmation(request, {}, None, rejects={2: 2}))
        self.assertEqual(self.fates(request, 2), (8.0, 2.0, 8.0))

    def test_fewer_units_after_the_whole_order_was_accepted(self):
        request = self.request
        self.deliver(self.confirmation(request, {}, type="accept"))
        self.assertEqual(request.line_ids.mapped("qty_confirmed"), [3.0, 10.0, 2.0])
        self.deliver(
            self.confirmation(
                request,
                {1: 2, 2: 10, 3: 2},
                operation="update",
                notice_date=LATER,
            )
        )
        self.assertEqual(self.fates(request), (2.0, 1.0, 2.0))

    def test_except_accepts_what_it_does_not_list(self):
        request = self.request
        self.deliver(self.confirmation(request, {}, type="except", rejects={3: 2}))
        self.assertEqual(request.line_ids.mapped("qty_confirmed"), [3.0, 10.0, 0.0])
        self.assertEqual(request.order_ids.state, "partial")

    def test_notices_of_one_moment_end_alike_in_any_order(self):
        for turn in (1, -1):
            request = self.released()
            documents = (
                self.confirmation(request, {1: 3}),
                self.confirmation(request, {1: 2}, operation="update"),
            )
            for document in documents[::turn]:
                self.deliver(document)
            self.assertEqual(self.fates(request), (2.0, 1.0, 2.0), f"turn {turn}")

    def test_two_notices_alike_but_for_their_number_end_alike(self):
        ends = set()
        for turn in (1, -1):
            request = self.released()
            documents = (
                self.confirmation(request, {1: 3}, payload_id=f"{turn}.a@amazon.com"),
                self.confirmation(request, {1: 2}, payload_id=f"{turn}.b@amazon.com"),
            )
            for document in documents[::turn]:
                self.deliver(document)
            ends.add(self.fates(request))
        self.assertEqual(ends, {(2.0, 1.0, 2.0)})

    def test_a_notice_without_date_is_as_old_as_its_document(self):
        request = self.request
        undated = {"notice_date": None, "operation": "update"}
        self.deliver(self.confirmation(request, {1: 2}, timestamp=LATER, **undated))
        self.deliver(self.confirmation(request, {1: 3}, timestamp=NOW, **undated))
        self.assertEqual(self.fates(request), (2.0, 1.0, 2.0))

    def test_a_delete_of_the_same_moment_has_the_last_word(self):
        request = self.request
        self.deliver(self.ship_notice(request, {}, "S1", operation="delete"))
        self.deliver(self.ship_notice(request, {1: 3}, "S1"))
        self.assertEqual(request.line_ids[0].qty_shipped, 0.0)

    def test_a_rejection_without_number_is_corrected_not_added(self):
        request = self.request
        update = {"operation": "update", "notice_date": LATER}
        documents = (
            self.confirmation(request, {}, None, rejects={2: 4}),
            self.confirmation(request, {}, None, rejects={2: 3}, **update),
            self.confirmation(request, {}, None, rejects={3: 1}),
        )
        for document in documents:
            self.deliver(document)
        self.assertEqual(request.line_ids.mapped("qty_rejected"), [0.0, 3.0, 1.0])

    def test_a_rejected_header_means_all_lines_whatever_it_lists(self):
        request = self.request
        self.deliver(self.confirmation(request, {1: 3}, type="reject"))
        self.assertEqual(request.line_ids.mapped("qty_rejected"), [3.0, 10.0, 2.0])
        self.assertEqual(request.stage, "cancelled")

    def test_an_unknown_status_neither_accepts_nor_cancels(self):
        request = self.request
        document = self.confirmation(request, {1: 3})
        self.deliver(self.change_status(document, type="unknown"))
        self.assertEqual(self.fates(request), (0.0, 0.0, 3.0))
        self.deliver(replace(document, payload_id="known@amazon.com"))
        late = self.confirmation(request, {1: 3}, operation="update", notice_date=LATER)
        self.deliver(self.change_status(late, type="unknown"))
        self.assertEqual(self.fates(request), (0.0, 0.0, 3.0))

    def test_back_ordered_units_are_still_to_come(self):
        request = self.request
        document = self.confirmation(request, {1: 3})
        self.deliver(self.change_status(document, type="backordered"))
        self.assertEqual(self.fates(request), (3.0, 0.0, 3.0))
        self.assertEqual(request.order_ids.line_ids.status, "backordered")
        self.assertIn("put off items", request.message_ids[0].body)

    def test_two_portions_of_one_notice_for_one_order(self):
        request = self.request
        first = self.ship_notice(request, {1: 3})
        second = self.ship_notice(request, {2: 4})
        self.deliver(replace(first, portions=first.portions + second.portions))
        self.assertEqual(request.line_ids.mapped("qty_shipped"), [3.0, 4.0, 0.0])

    def test_keys_that_contradict_each_other_are_a_conflict(self):
        request = self.request
        document = self.confirmation(request, {1: 3})
        stranger = replace(document.order, order_id="P99999")
        message = self.deliver(replace(document, order=stranger))
        self.assertEqual(message.state, "attention")
        self.assertFalse(request.order_ids)

    def test_days_are_those_of_the_sender(self):
        request = self.request
        midnight = datetime(2026, 11, 25, tzinfo=JAPAN)
        document = self.confirmation(request, {1: 3})
        self.deliver(self.change_status(document, delivery_date=midnight))
        self.assertEqual(str(request.line_ids[0].delivery_date), "2026-11-25")
        dates = {"shipment_date": midnight, "delivery_date": midnight}
        self.deliver(self.ship_notice(request, {2: 4}, **dates))
        self.assertEqual(str(request.line_ids[1].ship_date), "2026-11-25")
        self.assertEqual(str(request.line_ids[1].delivery_date), "2026-11-25")
        self.deliver(self.invoice(request, {2: 4}, invoice_date=midnight))
        self.assertEqual(str(request.line_ids[1].invoice_date), "2026-11-25")
