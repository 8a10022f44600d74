import json
from dataclasses import replace

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..models.guarded import _KEY
from .common import PurchaseCommon

GUARDED = (
    "amazon.punchin.request",
    "amazon.punchin.request.line",
    "amazon.punchin.order",
    "amazon.punchin.order.line",
    "amazon.punchin.shipment",
    "amazon.punchin.shipment.line",
    "amazon.punchin.invoice",
    "amazon.punchin.invoice.line",
    "amazon.punchin.exception",
    "amazon.punchin.message",
)
CODING = {"account_id", "analytic_distribution"}
HEADER = {"location_id", "note", "policy_result_ids", *CODING}


@tagged("post_install", "-at_install")
class TestRights(PurchaseCommon):
    """What a person may write is an allow-list (design §6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everybody = (
            cls.employee
            | cls.colleague
            | cls.manager
            | cls.accountant
            | cls.administrator
        )

    def full_request(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}))
        self.deliver(self.ship_notice(request, {1: 3}))
        self.deliver(self.invoice(request, {1: 3}, prices={1: 99}))
        return request

    def writable(self, record, user):
        """The stored fields that `user` gets through `write`."""
        record = record.with_user(user)
        passed = set()
        for name, field in record._fields.items():
            if not field.store or name in ("id", "create_uid", "write_uid"):
                continue
            try:
                with self.env.cr.savepoint():
                    record.write(
                        {name: field.convert_to_write(record.sudo()[name], record)}
                    )
                    passed.add(name)
            except (AccessError, UserError):
                continue
        return passed

    def test_nobody_writes_a_stored_field_of_a_released_purchase(self):
        request = self.full_request()
        for model in GUARDED:
            record = self.env[model].search([], limit=1, order="id desc")
            self.assertTrue(record, model)
            for user in self.everybody:
                self.assertEqual(
                    self.writable(record, user), set(), f"{model} by {user.login}"
                )
                with self.assertRaises(AccessError, msg=f"{model} by {user.login}"):
                    record.with_user(user).unlink()
        self.assertEqual(request.state, "released")

    def test_buyer_and_manager_code_an_open_request(self):
        request = self.punch_in()
        line = request.line_ids[0]
        for user in (self.employee, self.manager):
            self.assertEqual(self.writable(request, user), HEADER)
            self.assertEqual(self.writable(line, user), CODING)
        for user in (self.colleague, self.accountant):
            self.assertEqual(self.writable(request, user), set())
            self.assertEqual(self.writable(line, user), set())
        request.with_user(self.employee).submit()
        self.assertEqual(self.writable(request, self.employee), set())
        self.assertEqual(self.writable(line, self.employee), set())
        self.assertEqual(self.writable(request, self.manager), HEADER)

    def test_no_way_round_the_lock(self):
        """Forged context keys, x2many commands, import, and create."""
        request = self.punch_in()
        mine = request.with_user(self.employee)
        for forged in (True, 1, "x", {}, json.loads("null")):
            with self.assertRaises(AccessError):
                mine.with_context(**{_KEY: forged}).write({"state": "released"})
        line = request.line_ids[0]
        other = self.punch_in().line_ids[0]
        for command in (
            Command.create({"name": "Free", "currency_id": self.usd.id}),
            Command.update(line.id, {"price_unit": 1}),
            Command.delete(line.id),
            Command.unlink(line.id),
            Command.link(other.id),
            Command.clear(),
            Command.set([]),
        ):
            with self.assertRaises(AccessError, msg=command), self.env.cr.savepoint():
                mine.write({"line_ids": [command]})
        self.assertEqual(len(request.line_ids), 3)
        with self.assertRaises(AccessError):
            mine.create({"group_id": self.group.id, "state": "released"})
        with self.assertRaises(AccessError):
            mine.copy()
        result = mine.load(
            ["group_id/.id", "state"], [[str(self.group.id), "Released"]]
        )
        self.assertTrue(result["messages"])
        self.assertEqual(request.state, "open")
        with self.assertRaises(AccessError):
            request.sudo().write({"state": "released"})

    def test_personal_defaults_decide_nothing(self):
        """Every user may set defaults of the own; they must not be decisions."""
        defaults = self.env["ir.default"].with_user(self.employee)
        for name, value in (
            ("state", "released"),
            ("cart_date", "2026-11-20 10:00:00"),
            ("address_matched", True),
            ("note", "mine"),
        ):
            defaults.set("amazon.punchin.request", name, value, user_id=True)
        requests = self.env["amazon.punchin.request"].with_user(self.employee)
        request = requests.with_context(default_state="released").create(
            {"group_id": self.group.id}
        )
        self.assertEqual((request.state, request.note), ("open", "mine"))
        self.assertFalse(request.cart_date or request.address_matched)

    def test_approval_counts_the_lines(self):
        self.group.write({"approval": "amount", "approval_amount": 100})
        request = self.punch_in()
        request._unguarded().amount_goods = 0
        request.with_user(self.employee).submit()
        self.assertEqual(request.state, "pending")

    def test_administrator_of_another_company_changes_nothing_here(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.administrator.copy(
            {
                "login": "apr_admin_elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        group = self.group.with_user(stranger)
        for act in (group.go_live, group.back_to_test):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            group.rotate_secret("mine")

    def test_endpoint_of_several_companies_is_changed_by_who_works_in_all(self):
        """Whoever changes the credentials turns the others' documents away."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.administrator.copy(
            {
                "login": "apr_admin_elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        endpoint = self.endpoint.with_user(stranger)
        acts = (
            endpoint.action_generate_credentials,
            endpoint.action_show_credentials,
            lambda: endpoint.write({"inbound_auth": "secret"}),
            endpoint.unlink,
        )
        for active in (True, False):
            self.group.active = active
            self.env.invalidate_all()
            self.assertTrue(endpoint.is_foreign, "the form says so before one tries")
            for act in acts:
                with self.assertRaisesRegex(AccessError, "groups of other companies"):
                    act()
        endpoint.copy({"name": "Own"}).inbound_auth = "secret"
        self.endpoint.with_user(self.administrator).action_generate_credentials()
        stranger.company_ids += self.company
        endpoint.action_generate_credentials()

    def test_consolidated_invoice_shows_a_buyer_the_own_lines_alone(self):
        mine = self.released()
        theirs = self.punch_in(email=self.colleague.email)
        theirs.with_user(self.colleague).submit()
        theirs.with_user(self.manager).release()
        first, second = (
            self.invoice(one, {1: 3}, "INV-1").orders[0] for one in (mine, theirs)
        )
        whole = self.invoice(mine, {1: 3}, "INV-1")
        self.deliver(replace(whole, orders=(first, second)))
        lines = self.env["amazon.punchin.invoice.line"]
        seen = lines.with_user(self.employee).search([])
        self.assertEqual(seen.request_line_id.request_id, mine)
        self.assertEqual(len(lines.with_user(self.manager).search([])), 2)

    @users("apr_employee")
    def test_employee_starts_a_request(self):
        request = self.env["amazon.punchin.request"].create(
            {"group_id": self.group.id, "note": "for the workshop"}
        )
        self.assertEqual(request.user_id, self.employee)
        self.assertEqual(request.company_id, self.company)
        self.assertRegex(request.name, r"^APR/\d{4}/\d{5}$")
        self.assertEqual(request.stage, "new")
        request.unlink()

    def test_who_sees_what(self):
        request = self.full_request()
        model = self.env["amazon.punchin.request"]
        for user, seen in (
            (self.employee, True),
            (self.colleague, False),
            (self.manager, True),
            (self.accountant, True),
            (self.administrator, True),
        ):
            found = model.with_user(user).search([("id", "=", request.id)])
            self.assertEqual(bool(found), seen, user.login)
        for user in self.everybody - self.administrator:
            with self.assertRaises(AccessError):
                self.group.with_user(user).read(["shared_secret"])
            with self.assertRaises(AccessError):
                self.env["amazon.punchin.message"].with_user(user).search([])
        message = request.document_ids[0].with_user(self.administrator)
        self.assertNotIn("correct horse", message.body_text)

    def test_companies_are_apart(self):
        request = self.full_request()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.manager.copy(
            {
                "login": "apr_elsewhere",
                "company_id": other.id,
                "company_ids": [(6, 0, other.ids)],
            }
        )
        for model in GUARDED[:-1]:
            found = self.env[model].with_user(stranger).search([])
            self.assertFalse(found, model)
        with self.assertRaises(AccessError):
            request.with_user(stranger).release()

    def test_decisions_check_who_asks(self):
        request = self.punch_in()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).submit()
        request.with_user(self.employee).submit()
        for user in (self.employee, self.colleague, self.accountant):
            with self.assertRaises(AccessError):
                request.with_user(user).release()
            with self.assertRaises(AccessError):
                request.with_user(user).reject("no")
        request.with_user(self.manager).reject("Too dear")
        self.assertEqual(request.stage, "rejected")
        self.assertFalse(request.purchase_ids)
        status = request.document_ids.filtered(
            lambda one: one.document_type == "StatusUpdateRequest"
        )
        self.assertEqual(status.state, "queued")
        with self.assertRaises(UserError):
            request.with_user(self.manager).release()

    def test_named_approver_releases_without_purchase_rights(self):
        self.group.approver_ids = self.colleague
        request = self.punch_in()
        request.with_user(self.employee).submit()
        request.with_user(self.colleague).release()
        self.assertEqual(request.purchase_id.state, "purchase")
        self.assertEqual(request.approver_id, self.colleague)

    def test_without_approval_the_buyer_releases(self):
        self.group.approval = "none"
        request = self.punch_in()
        request.with_user(self.employee).submit()
        self.assertEqual(request.state, "released")
        self.assertEqual(request.purchase_id.state, "purchase")

    def test_cart_without_buyer_is_given_to_its_buyer(self):
        request = self.punch_in(email="nobody@example.com")
        self.assertFalse(request.user_id)
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).user_id = self.colleague
        with self.assertRaises(AccessError) as refused:
            request.with_user(self.colleague).user_id = self.accountant
        self.assertNotIn(self.accountant.name, str(refused.exception))
        with self.assertRaises(UserError):
            request.with_user(self.manager).user_id = self.env["res.users"].browse(
                10**6
            )
        with self.assertRaises(UserError):
            request.with_user(self.manager).user_id = self.accountant
        request.with_user(self.manager).user_id = self.employee
        self.assertEqual(request.activity_ids.user_id, self.employee)
        with self.assertRaises(AccessError):
            request.with_user(self.manager).user_id = self.colleague
        request.with_user(self.employee).submit()
        self.assertEqual(request.state, "pending")

    def test_cancelled_here_alive_there(self):
        request = self.released()
        with self.assertRaises(AccessError):
            request.with_user(self.employee).cancel("Mistake")
        request.with_user(self.manager).cancel("Mistake")
        self.assertTrue(request.still_live)
        self.assertEqual(request.purchase_id.state, "cancel")
        self.assertTrue(request.activity_ids)
        with self.assertRaises(AccessError):
            request.with_user(self.employee).cancelled_at_amazon()
        request.with_user(self.manager).cancelled_at_amazon()
        self.assertFalse(request.still_live)
        self.assertFalse(request.activity_ids)

    def test_close_ends_a_purchase(self):
        request = self.released()
        with self.assertRaises(AccessError):
            request.with_user(self.employee).close("Enough")
        with self.assertRaises(UserError):
            request.with_user(self.manager).close(" ")
        request.with_user(self.manager).close("Enough")
        self.assertEqual(request.stage, "done")

    def test_approval_above_an_amount(self):
        self.group.write({"approval": "amount", "approval_amount": 403.78})
        below = self.punch_in()
        below.with_user(self.employee).submit()
        self.assertEqual(below.state, "released")
        self.group.approval_amount = 403.77
        above = self.punch_in()
        above.with_user(self.employee).submit()
        self.assertEqual(above.state, "pending")
