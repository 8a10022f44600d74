from dataclasses import replace
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from .. import cxml
from .common import SECRET, OrderedCommon
from .inbox_common import InboxCommon


@tagged("post_install", "-at_install")
class TestAnswers(OrderedCommon, InboxCommon):
    """The rows of design §5's table that hold for every type of document."""

    def documents(self):
        request = self.request
        return {
            "PunchOutSetupRequest": self.setup_request(),
            "ProfileRequest": cxml.ProfileRequest(**self.head()),
            "ConfirmationRequest": self.confirmation(request, {1: 3}),
            "ShipNoticeRequest": self.ship_notice(request, {1: 3}),
            "InvoiceDetailRequest": self.invoice(request, {1: 3}),
        }

    def ask_with_cart(self, document, secret=SECRET):
        with self.with_cart(self.cart(payload_id=document.payload_id)):
            return self.ask(document, secret)

    def test_each_type_is_taken_once_and_repeated_alike(self):
        for kind, document in self.documents().items():
            with self.subTest(kind):
                answer = self.ask_with_cart(document)
                self.assertEqual(answer.status.code, 200)
                self.assertEqual(self.ask_with_cart(document), answer)
                last = self.last()
                self.assertEqual((last.state, last.document_type), ("duplicate", kind))
                same = self.messages.search(
                    [
                        ("payload_id", "=", document.payload_id),
                        ("document_type", "=", kind),
                        ("original", "=", True),
                    ]
                )
                self.assertEqual(len(same), 1)

    def test_each_type_with_wrong_credentials(self):
        for kind, document in self.documents().items():
            with self.subTest(kind):
                code = 403 if kind == "PunchOutSetupRequest" else 401
                self.assertEqual(self.ask(document, "wrong").status.code, code)
                self.assertFalse(self.last().group_id)
                answer = self.ask_with_cart(document)
                self.assertEqual(answer.status.code, 200, "never part of the key")

    def test_each_type_with_another_content_under_its_payload_id(self):
        for kind, document in self.documents().items():
            with self.subTest(kind):
                self.ask_with_cart(document)
                other = replace(document, deployment_mode="test")
                self.assertEqual(self.ask(other).status.code, 409)
                last = self.last()
                self.assertEqual((last.state, last.original), ("refused", False))
                self.assertEqual(last.original_id.payload_id, document.payload_id)

    def test_each_type_without_its_parts(self):
        for kind in self.documents():
            if kind == "ProfileRequest":
                continue  # it has none
            with self.subTest(kind):
                body = cxml.write(self.documents()[kind], secret=SECRET)
                tree = etree.fromstring(body)
                root = tree.find(f"Request/{kind}")
                for child in list(root):
                    root.remove(child)
                code = 400 if kind == "PunchOutSetupRequest" else 406
                answer = self.post(etree.tostring(tree))
                self.assertEqual(cxml.read(answer.content).status.code, code)
                self.assertEqual(answer.status_code, 200)
                self.assertEqual(self.last().state, "refused")

    def test_each_type_without_http_credentials(self):
        self.endpoint.write({"inbound_auth": "bearer", "inbound_password": "token"})
        for kind, document in self.documents().items():
            with self.subTest(kind):
                body = cxml.write(document, secret=SECRET)
                answer = self.post(body)
                self.assertEqual(answer.status_code, 401)
                self.assertIn("Bearer", answer.headers["WWW-Authenticate"])
                self.assertEqual(cxml.read(answer.content).status.code, 401)

    def test_each_type_that_failed_is_worked_on_again(self):
        """An error of ours is kept, and Amazon's retry finds the document waiting. A
        profile has nothing to be worked on."""
        methods = {
            "PunchOutSetupRequest": ("amazon.punchin.request", "_take_cart"),
            "ConfirmationRequest": ("amazon.punchin.order", "_apply_confirmation"),
            "ShipNoticeRequest": ("amazon.punchin.shipment", "_apply_ship_notice"),
            "InvoiceDetailRequest": ("amazon.punchin.invoice", "_apply_invoice"),
        }
        documents = self.documents()
        for kind, (model, method) in methods.items():
            with self.subTest(kind):
                document = documents[kind]
                with self.assertLogs("odoo.addons.amazon_punchin", "ERROR"):
                    self.patch_once(type(self.env[model]), method)
                    first = self.ask_with_cart(document).status.code
                    self.run_apply()
                self.assertEqual(first, 500 if kind == "PunchOutSetupRequest" else 200)
                message = self.messages.search(
                    [("payload_id", "=", document.payload_id), ("original", "=", True)]
                    + [("document_type", "=", kind)]
                )
                self.assertEqual(message.state, "failed")
                self.assertIn("ZeroDivisionError", message.error)
                self.assertEqual(self.ask_with_cart(document).status.code, 200)
                self.run_apply()
                self.assertIn(message.state, ("done", "attention"))

    def test_a_repeat_does_not_wait_for_who_works_on_the_first_one(self):
        """Nor does it write to it: a cron that holds the row is at it already."""
        notice = self.ship_notice(self.request, {1: 3})
        with self.assertLogs("odoo.addons.amazon_punchin", "ERROR"):
            self.patch_once(
                type(self.env["amazon.punchin.shipment"]), "_apply_ship_notice"
            )
            self.ask(notice)
            self.run_apply()
        first = self.last()
        planned = first.next_attempt_at
        self.assertEqual(first.state, "failed")
        with patch(
            "odoo.addons.amazon_punchin.models.message_store.try_lock",
            return_value=False,
        ) as tried:
            self.assertEqual(self.ask(notice).status.code, 200)
        tried.assert_called_once_with(first)
        self.assertEqual(self.last().original_id, first)
        self.assertEqual((first.state, first.next_attempt_at), ("failed", planned))
        self.assertEqual(self.ask(notice).status.code, 200)
        self.assertLess(first.next_attempt_at, planned)

    def test_buyers_that_are_not_one_of_the_groups(self):
        """Unknown, two with one address, or not among the group's people: kept, without
        a user, and its responsible assigns it."""
        self.colleague.email = "twice@example.com"
        self.accountant.write(
            {
                "email": "twice@example.com",
                "group_ids": [(4, self.env.ref("amazon_punchin.group_user").id)],
            }
        )
        self.group.write(
            {
                "all_users": False,
                "user_ids": [(6, 0, (self.colleague | self.accountant).ids)],
            }
        )
        emails = ("nobody@example.com", "twice@example.com", self.employee.email)
        for email in emails:
            with self.subTest(email):
                setup = self.setup_request(user_email=email)
                answer = self.ask_with_cart(setup)
                self.assertEqual(answer.status.code, 200)
                self.assertIn("buyerExists=0", answer.start_page_url)
                request = self.env["amazon.punchin.request"].search(
                    [("payload_id", "=", setup.payload_id)]
                )
                self.assertEqual((request.line_count, len(request.user_id)), (3, 0))
                self.assertEqual(request.activity_ids.user_id, self.manager)

    def test_nothing_but_cxml_leaves_the_door(self):
        """Whatever goes wrong while it answers, Amazon hears 500 and tries again."""
        model = type(self.messages)
        notice = self.ship_notice(self.request, {1: 3})
        for place in ("_store", "_keep", "_receive"):
            with (
                self.subTest(place),
                self.assertLogs("odoo", "ERROR"),
            ):
                self.patch_once(model, place)
                answer = self.ask(notice)
                self.assertEqual(answer.status.code, 500)
        self.assertEqual(self.ask(notice).status.code, 200)

    def patch_once(self, model, name):
        """Lets a method fail the first time that it is called."""
        method, failed = getattr(model, name), []

        def fail(records, *args, **how):
            if not failed:
                failed.append(True)
                raise ZeroDivisionError("ours")
            return method(records, *args, **how)

        self.patch(model, name, fail)
