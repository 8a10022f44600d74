from odoo.tests import tagged

from .. import cxml
from .common import SECRET, PurchaseCommon

SMALL, LARGE = 5, 45
SLACK = 6


@tagged("post_install", "-at_install")
class TestQueryCounts(PurchaseCommon):
    """A long cart costs no more queries than a short one (design §6, size)."""

    def queries(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = act()
        self.env.flush_all()
        return self.cr.sql_log_count - before, result

    def cart_of(self, count):
        return self.cart([self.item(f"B{n}", 2, n, n) for n in range(1, count + 1)])

    def play(self, count):
        """:return: queries by step of a purchase with so many lines"""
        lines = {number: 2 for number in range(1, count + 1)}
        cart = self.cart_of(count)
        counts = {}
        counts["cart"], request = self.queries(lambda: self.punch_in(cart))
        request.with_user(self.employee).submit()
        request.with_user(self.manager).release()
        for name, document in (
            ("confirmation", self.confirmation(request, lines)),
            ("ship notice", self.ship_notice(request, lines)),
        ):
            message = self.store(document)
            counts[name], _nothing = self.queries(message._apply)
        message = self.store(self.invoice(request, lines, f"INV-{request.id}"))
        model = type(self.env["amazon.punchin.invoice"])
        self.patch(model, "_draft_bill", lambda invoices: [])
        counts["invoice without its bill"], _nothing = self.queries(message._apply)
        counts["rebuild"], _nothing = self.queries(request._rebuild)
        request.purchase_id.action_create_invoice()
        counts["a bill by hand"], _nothing = self.queries(request._rebuild)
        counts["rebuild with differences"], _nothing = self.queries(request._rebuild)
        return counts

    def test_queries_do_not_grow_with_lines(self):
        self.play(SMALL)  # fills the caches of the registry
        small, large = self.play(SMALL), self.play(LARGE)
        for step, count in large.items():
            self.assertLessEqual(
                count, small[step] + SLACK, f"{step}: {small[step]} to {count}"
            )

    def test_door_reads_twice_and_writes_once(self):
        """While the sender waits: the endpoint, all of its groups, the document."""
        request = self.released()
        self.group.copy({"from_identity": "Another", "shared_secret": "of another"})
        body = cxml.write(self.ship_notice(request, {1: 1}), secret=SECRET)
        messages = self.root["amazon.punchin.message"]
        self.patch(type(messages), "_commit", lambda _messages: None)
        self.patch(type(messages), "_trigger_apply", lambda _messages: None)
        endpoint = self.endpoint.with_env(self.root)
        count, (answer, _status) = self.queries(
            lambda: messages._receive(endpoint, body)
        )
        self.assertEqual(cxml.read(answer).status.code, 200)
        self.assertEqual(count, 3)

    def test_notes_answer_nobody_people_do(self):
        """For each note Odoo would read the texts of those before it."""
        request = self.released()
        self.deliver(self.ship_notice(request, {1: 1}))
        note = request.message_ids[:1]
        self.assertIn("Amazon shipped", note.body)
        self.assertFalse(note.parent_id)
        answer = request.with_user(self.employee).message_post(body="At last")
        self.assertTrue(answer.parent_id)
