from odoo.tests import tagged

from . import test_query_counts
from .test_query_counts import LARGE, SLACK, SMALL


@tagged("post_install", "-at_install")
class TestQueryCountsOfRejections(test_query_counts.TestQueryCounts):
    """What Amazon rejects costs no more queries on many lines than on few (design §6,
    size), and one note."""

    test_queries_do_not_grow_with_lines = None

    def reject(self, count):
        """:return: queries and purchase order of a confirmation that rejects one unit
        of every line"""
        request = self.released(self.cart_of(count))
        rejects = dict.fromkeys(range(1, count + 1), 1)
        message = self.store(self.confirmation(request, rejects, rejects=rejects))
        queries, _nothing = self.queries(message._apply)
        return queries, request.purchase_id

    def test_rejections_do_not_grow_with_lines(self):
        """Odoo's own stock valuation asks once for each move whose demand changes."""
        self.reject(SMALL)  # fills the caches of the registry
        small, _order = self.reject(SMALL)
        large, order = self.reject(LARGE)
        self.assertEqual(set(order._amazon_lines().mapped("product_qty")), {1.0})
        has_moves = "move_ids" in order.order_line._fields
        slack = SLACK + (LARGE - SMALL if has_moves else 0)
        self.assertLessEqual(large, small + slack, f"{small} to {large}")

    def test_one_note_tells_all_changed_quantities(self):
        _queries, order = self.reject(SMALL)
        notes = [
            body for body in order.message_ids.mapped("body") if "expected" in body
        ]
        self.assertEqual(len(notes), 1)
        self.assertIn("Line 5: 2 ordered, 1 expected", notes[0])
