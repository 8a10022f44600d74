from lxml import html

from odoo.tests import tagged

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestUnsent(ApprovalCommon):
    """Why Amazon does not have the order yet, in words (R122)."""

    def test_release_check_says_what_is_met_and_what_is_missing(self):
        """Rows with a mark each (M3); the words are those that hold the release."""

        def rows(request, user):
            panel = html.fromstring(str(request.with_user(user).release_check))
            texts = [" ".join(one.text_content().split()) for one in panel.iter("li")]
            return [one for one in texts if "✘" in one], "".join(
                one for one in texts if "✔" in one
            )

        request = self.punch_in()
        self.assertFalse(request.with_user(self.employee).release_check)
        self.group.require_account = True
        self.env.invalidate_all()
        [missing], met = rows(request, self.employee)
        self.assertIn("✘Accounting Choose an account for: 1", missing)
        for title in ("Cart", "Address", "Prices kept", "Policies", "Live mode"):
            self.assertIn(f"✔{title}", met)
        self.group.require_account = False
        request.with_user(self.employee).submit()
        [missing], met = rows(request, self.manager)
        self.assertIn("✘Approval It waits for the approval of", missing)
        self.assertIn("✔Accounting", met)
        self.group.auto_order = False
        request.with_user(self.manager).release()
        [missing], met = rows(request, self.employee)
        self.assertIn("✘Purchase order It is released, but has no", missing)
        self.assertIn("✔Approval", met)
        request.with_user(self.manager).action_send_order()
        [missing], met = rows(request, self.employee)
        self.assertIn("✘Order at Amazon It leaves within a minute.", missing)
        self.assertIn("✔Purchase order", met)

    def test_release_check_escapes_what_others_wrote(self):
        self.group.write({"name": "<img src=x>", "mode": "test"})
        request = self.pending()
        panel = str(request.with_user(self.employee).release_check)
        self.assertIn("✘", panel)
        self.assertIn("&lt;img", panel)
        self.assertNotIn("<img", panel)

    def test_not_sent_reason_in_words(self):
        self.group.auto_order = False
        request = self.pending()
        shown = request.with_user(self.employee)
        self.assertIn("approval of apr_manager", shown.not_sent_reason)
        request.with_user(self.manager).release()
        self.assertIn("no purchase order", shown.not_sent_reason)
        request.with_user(self.manager).create_purchase_order()
        self.assertIn("nobody has sent", shown.not_sent_reason)
        self.company.write(
            {"po_double_validation": "two_step", "po_double_validation_amount": 1.0}
        )
        request.with_user(self.manager).send_order()
        self.assertIn("second approval", shown.not_sent_reason)
        request.purchase_id.with_user(self.env.ref("base.user_admin")).button_approve()
        message = self.order_message(request)
        for values, text in (
            ({}, "within a minute"),
            ({"error": "The group has no address."}, "held back"),
            ({"state": "sending"}, "on its way"),
            ({"state": "retrying", "error": "no route to host"}, "tries again"),
            ({"state": "failed"}, "given up: no route"),
            ({"state": "refused", "status_text": "Bad address"}, "Bad address"),
        ):
            message._unguarded().write(values)
            request.invalidate_recordset(["not_sent_reason"])
            self.assertIn(text, shown.not_sent_reason)
        message._unguarded().state = "done"
        request._acknowledged(message)
        self.assertFalse(shown.not_sent_reason)
