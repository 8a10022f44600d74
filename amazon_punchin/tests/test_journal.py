from dataclasses import replace
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext
from odoo.tools.safe_eval import safe_eval

from .. import cxml
from .common import SECRET, OrderedCommon
from .inbox_common import InboxCommon

INBOUND = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")


@tagged("post_install", "-at_install")
class TestJournal(OrderedCommon, InboxCommon):
    """The journal, for an administrator who looks for a document (issue 3, R169)."""

    def find(self, words, view="message_view_search", field="order_ref"):
        """:return: what is found by typing `words` and choosing `field`"""
        view = self.env.ref(f"amazon_punchin.{view}")
        arch = etree.fromstring(self.messages.get_view(view.id, "search")["arch"])
        domain = arch.find(f".//field[@name='{field}']").get("filter_domain")
        domain = (
            safe_eval(domain, {"self": words}) if domain else [(field, "ilike", words)]
        )
        return self.messages.with_user(self.administrator).search(domain)

    def taken(self):
        """A request, and what came of it: its confirmation, notice and invoice."""
        request = self.request
        for document in (
            self.confirmation(request, {1: 3}, "112-7654321-7654321"),
            self.ship_notice(request, {1: 3}, "S-77"),
            self.invoice(request, {1: 3}, "INV-77"),
        ):
            self.ask(document)
        self.run_apply()
        return request

    def test_found_by_whatever_somebody_knows(self):
        request = self.taken()
        order = self.order_message(request)
        kinds = set(request.document_ids.mapped("document_type"))
        self.assertLessEqual({*INBOUND, "OrderRequest", "PunchOutSetupRequest"}, kinds)
        for words in (
            request.purchase_id.name,
            self.employee.email,
            "112-7654321-7654321",
        ):
            found = self.find(words)
            self.assertIn(order, found, words)
            self.assertLessEqual({*INBOUND}, {*found.mapped("document_type")}, words)
        self.assertEqual(self.find(order.payload_id), order)
        for number, kind in (
            ("S-77", "ShipNoticeRequest"),
            ("INV-77", "InvoiceDetailRequest"),
        ):
            self.assertEqual(self.find(number).document_type, kind)
        self.assertFalse(self.find("no such thing"))

    def test_find_a_cart_shows_what_was_refused_and_why(self):
        """R169: by e-mail, by order and by Amazon's number, in sentences."""
        self.ask(self.setup_request(user_email="lost@example.com"), "wrong")
        view = "message_view_search_find"
        refused = self.find("lost@example.com", view, "user_email")
        self.assertEqual(refused.state, "refused")
        self.assertIn("secret", refused.explanation + refused.remedy)
        with self.with_cart(None, body=b"<html>"):
            self.ask(self.setup_request(user_email="unread@example.com"))
        unread = self.find("unread@example.com", view, "user_email").sorted("id")[:1]
        self.assertIn("Refused: 400", unread.explanation)
        self.assertTrue(unread.remedy)
        request = self.taken()
        number = "112-7654321-7654321"
        self.assertIn(
            self.order_message(request), self.find(number, view, "amazon_ref")
        )
        of_buyer = self.find(self.employee.email, view, "user_email")
        self.assertIn(request.name, " ".join(of_buyer.mapped("explanation")))

    def test_a_refused_confirmation_is_found_by_amazons_number(self):
        """It belongs to no request, where the number could be looked up."""
        request = self.request
        self.ask(self.confirmation(request, {1: 3}, "112-1111111-1111111"), "wrong")
        found = self.find("112-1111111")
        self.assertEqual((found.state, found.status_code), ("refused", 401))

    def test_a_document_over_several_orders_is_found_by_each(self):
        """…and by each buyer, and by an order that is not ours (R169)."""
        mine = self.request
        theirs = self.punch_in(email=self.colleague.email)
        theirs.with_user(self.colleague).submit()
        theirs.with_user(self.manager).release()
        invoices = [self.invoice(one, {1: 3}, "INV-1") for one in (mine, theirs)]
        parts = [invoice.orders[0] for invoice in invoices]
        stranger = replace(parts[0], order=cxml.OrderReference(order_id="P99999"))
        self.ask(replace(invoices[0], orders=(*parts, stranger)))
        self.run_apply()
        message = self.last()
        ours = (mine | theirs).purchase_id.mapped("name")
        self.assertEqual({*message.order_ref.split(", ")}, {*ours, "P99999"})
        self.assertEqual(message.request_ids, mine | theirs)
        emails = self.employee.email, self.colleague.email
        for words in (*ours, "P99999", *emails):
            self.assertIn(message, self.find(words), words)

    def test_a_credit_memo_is_called_so(self):
        request = self.request
        credit = {"purpose": "lineLevelCreditMemo", "origin_invoice_id": "INV-1"}
        self.ask(self.invoice(request, {1: 3}, "INV-1"))
        self.assertEqual(self.last().display_name, "Invoice INV-1")
        self.ask(self.invoice(request, {1: -1}, "CM-1", **credit))
        self.assertEqual(self.last().display_name, "Credit memo CM-1")

    def test_download_is_the_masked_document(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3}, payload_id="a/b?c&d #1@amazon.com")
        self.ask(notice)
        message = self.last()
        self.administrator.password = self.manager.password = "apr_password"
        self.authenticate("apr_administrator", "apr_password")
        action = message.with_user(self.administrator).action_download()
        answer = self.url_open(action["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content, message._bytes())
        self.assertIn(b"ShipNoticeRequest", answer.content)
        self.assertNotIn(SECRET.encode(), answer.content)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.authenticate("apr_manager", "apr_password")
        self.assertIn(self.url_open(action["url"]).status_code, (403, 404))

    def test_pretty_and_masked_on_the_form(self):
        request = self.request
        self.ask(self.ship_notice(request, {1: 3}))
        text = self.last().with_user(self.administrator).body_text
        self.assertIn("\n", text)
        self.assertIn("<ShipNoticeRequest>", text)
        self.assertNotIn(SECRET, text)

    def test_process_again_changes_nothing_twice(self):
        request = self.taken()
        notices = request.document_ids.filtered(
            lambda one: one.document_type in INBOUND
        )
        self.assertEqual(len(notices), len(INBOUND))
        before = request.stage, request.line_ids.mapped("qty_invoiced")
        notices.with_user(self.administrator).replay()
        self.run_apply()
        self.assertEqual(set(notices.mapped("state")), {"done"})
        after = request.stage, request.line_ids.mapped("qty_invoiced")
        self.assertEqual(after, before)
        self.assertEqual(len(request.invoice_ids.move_id), 1)

    # What others hear of it ------------------------------------------------------

    def tasks(self, record, user):
        """What `user` reads in the activities of a record, by their summaries."""
        known = record.with_user(user).activity_ids.filtered(
            lambda one: one.user_id == user
        )
        return {one.summary: html2plaintext(one.note) for one in known}

    def test_a_document_is_named_by_the_number_that_people_know(self):
        """…and each of them is told, with what to do: two invoices that differ are two
        things to look at."""
        request = self.request
        documents = (
            self.invoice(request, {1: 3}, "INV-81", prices={1: "20"}),
            self.invoice(request, {2: 10}, "INV-82", prices={2: "20"}),
            self.ship_notice(request, {7: 1}, "S-83"),
            self.confirmation(request, {7: 1}, "112-84"),
            self.confirmation(request, {8: 1}, "", type="detail"),
        )
        for document in documents:
            self.ask(document)
        self.run_apply()
        told = self.tasks(request, self.manager)
        for name, step in (
            ("Invoice INV-81", "under Invoices, Amazon Invoices"),
            ("Invoice INV-82", "under Invoices, Amazon Invoices"),
            ("Ship notice S-83", "return at Amazon"),
            ("Order confirmation 112-84", "cancel at Amazon"),
            (f"Order confirmation {request.purchase_id.name}", "cancel at Amazon"),
        ):
            self.assertIn(step, told[f"{name} needs a look"])
        self.assertNotIn("@amazon.com", "".join([*told, *told.values()]))

    def test_a_document_that_failed_is_named_too(self):
        request = self.request
        with (
            patch.object(
                type(self.env["amazon.punchin.invoice"]),
                "_apply_invoice",
                side_effect=ZeroDivisionError,
            ),
            self.assertLogs("odoo.addons.amazon_punchin", "ERROR"),
        ):
            self.ask(self.invoice(request, {1: 3}, "INV-85"))
            self.run_apply()
        setup = self.setup_request()
        with self.with_cart(None, body=b"", status=503):
            self.ask(setup)
        told = self.tasks(self.group, self.manager)
        for name in (
            "Invoice INV-85",
            f"Announcement of a cart {self.employee.email}",
        ):
            self.assertIn("Find a Cart", told[f"{name} could not be processed"])

    def test_two_documents_with_one_number_are_named(self):
        request = self.request
        notice = self.ship_notice(request, {1: 3}, "S-86")
        self.ask(notice)
        self.run_apply()
        other = self.ship_notice(request, {1: 2}, payload_id=notice.payload_id)
        self.assertEqual(self.ask(other).status.code, 409)
        told = "".join(self.tasks(request, self.manager).values())
        self.assertIn("Ship notice S-86", told)
        self.assertNotIn(notice.payload_id, told)

    def test_only_administrators_process_and_send_again(self):
        message = self.order_message(self.released())
        for user in (self.employee, self.manager, self.accountant):
            for act in ("replay", "send_again"):
                with self.assertRaises(AccessError):
                    getattr(message.with_user(user), act)()

    def test_what_is_skipped_is_told(self):
        request = self.taken()
        messages = request.document_ids.with_user(self.administrator)
        inbound = messages.filtered(lambda one: one.direction == "in" and one.original)
        outbound = messages.filtered(lambda one: one.direction == "out")
        self.assertIs(inbound.replay(), True)
        action = (inbound | outbound).replay()
        text = action["params"]["message"]
        self.assertIn(f"{len(inbound)} taken up.", text)
        self.assertIn(f"{len(outbound)} skipped: they are repeats", text)
        for model, act in (
            ("message_inbox", "replay"),
            ("message_outcome", "send_again"),
        ):
            known = inbound if act == "replay" else outbound
            known._unguarded().state = "failed"
            place = f"odoo.addons.amazon_punchin.models.{model}.try_lock"
            with patch(place, return_value=False):
                text = getattr(known, act)()["params"]["message"]
            self.assertEqual(set(known.mapped("state")), {"failed"})
            self.assertIn(f"{len(known)} skipped: somebody works on them", text)
            self.assertNotIn("taken up", text)

    def test_what_was_forgotten_cannot_be_used_again(self):
        """It stays as it is, with a sentence that says why."""
        request = self.taken()
        for message in request.document_ids:
            state = message.state
            message._unguarded().body = False
            act = "replay" if message.direction == "in" else "send_again"
            with self.assertRaisesRegex(UserError, "was deleted"):
                getattr(message.with_user(self.administrator), act)()
            self.assertEqual(message.state, state)
