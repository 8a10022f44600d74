from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..models import group_health_traffic
from .checks_common import ChecksCommon

FINDINGS = (
    ("address", "plain", "problem", "Put a certificate before Odoo"),
    ("address", "private", "problem", "Enter the public name"),
    ("address", "sandbox", "ok", "needs neither https nor a public name"),
    ("credentials", "missing", "problem", "Paste Amazon's Settings"),
    ("credentials", "shared", "problem", "Twin has the same.*paste them again"),
    ("order_url", "generic", "warning", "compare it with the group's"),
    ("defaults", "missing", "problem", "Payment Method.*Fill them in"),
    ("defaults", "archived", "problem", "Amazon Business.*restore them"),
    ("currency", "inactive", "problem", "GBP. Activate the currency"),
    ("site", "unconfirmed", "warning", "amazon.fr. Ask your Customer Advisor"),
    ("books", "no_journal", "problem", "Create a journal"),
    ("books", "no_taxes", "warning", "Set the purchase tax"),
    ("account", "two", "warning", "two@example.com.*is the better way"),
    ("secret", "old", "warning", "400 days.*Rotate Secret"),
    ("secret", "overlap", "warning", "Send with the New Secret"),
    ("mode", "left_on", "warning", "40 days.*Go live"),
    ("copy", "copied", "problem", "Back to Test"),
    ("locations", "ok", "ok", "1 with phone number"),
    ("locations", "unnamed", "ok", "called like the group"),
    ("phone", "missing", "problem", "Warehouse.*Enter it on the contact"),
    ("complete", "missing", "problem", "Warehouse.*Complete the contact"),
    ("characters", "odd", "warning", "Warehouse.*spell Amazon's address the same"),
    ("characters", "people", "ok", "Zoë Ångström.*plain letters on orders"),
    ("characters", "stop", "problem", "Zoë Ångström.*Accents and Symbols"),
    ("characters", "unwritable", "problem", "Warehouse.*in Latin letters"),
    ("country", "abroad", "warning", "Warehouse.*use the group of that country"),
    ("email", "ok", "ok", "Every one of the 1 buyers"),
    ("email", "missing", "warning", "apr_employee.*Enter the same address"),
    ("email", "shared", "problem", "apr_employee.*an address of the own"),
    ("roles", "sandbox", "ok", "knows no roles"),
    ("roles", "unticked", "warning", "apr_employee.*tick it under Buyers"),
    ("invitations", "silent", "warning", "apr_employee.*resend it"),
    ("members", "no_right", "warning", "apr_accountant.*Give them the right"),
    ("members", "none", "problem", "Add people under Buyers"),
    ("approvers", "none", "problem", "Name one under Approval"),
    ("messages", "ok", "ok", "0 days ago"),
    ("messages", "silent", "warning", "90 days ago.*Find a Cart"),
    ("outbox", "stuck", "warning", "1 of the last 30 days.*Messages"),
    ("crons", "late", "warning", "work on received.*max_cron_threads"),
    ("crons", "off", "problem", "work on received.*Switch them on"),
    ("benches", "sandbox", "ok", "bench.example.com:80"),
    ("benches", "open", "problem", "Remove amazon_punchin_insecure_hosts"),
)
"""Code, finding, light, and what its row tells to do, as a pattern."""


@tagged("post_install", "-at_install")
class TestFindings(ChecksCommon):
    """Each problem that needs no network, provoked on purpose and named by the health
    check with its remedy (R161-R171). What needs it: :mod:`.test_checks_wire`."""

    def test_each_problem_is_named_with_its_remedy(self):
        for code, what, status, remedy in FINDINGS:
            with self.subTest(finding=f"{code}_{what}"), self.undone():
                group = getattr(self, f"_{code}_{what}")() or self.group
                with self.benches():
                    row = self.look(group)[code]
                self.assertEqual(
                    (row.finding, row.status), (f"health_{code}_{what}", status)
                )
                self.assertTrue(row.title)
                self.assertRegex(row.detail, remedy)
                fix = row.with_user(self.administrator).can_fix
                self.assertEqual(fix, status != "ok", "a button leads to the remedy")

    def setUp(self):
        super().setUp()
        self.hosts = frozenset()

    def benches(self):
        return patch.object(group_health_traffic, "insecure_hosts", lambda: self.hosts)

    # Settings -------------------------------------------------------------------

    def _address_plain(self):
        self.endpoint.base_url = "http://erp.example.com"

    def _address_private(self):
        self.endpoint.base_url = "https://odoo.local"

    def _address_sandbox(self):
        self.endpoint.base_url = "http://127.0.0.1:8069"
        self.move_to_sandbox()

    def _credentials_missing(self):
        self.group.order_url = False

    def _credentials_shared(self):
        self.group.copy({"name": "Twin"}).write(
            {
                "from_identity": self.group.from_identity,
                "shared_secret": self.group.shared_secret,
                "order_url": "https://https-ats.amazonsedi.com/1",
                "punchout_url": "https://www.amazon.com/punchout",
            }
        )

    def _order_url_generic(self):
        self.group.order_url = "https://https-ats.amazonsedi.com/"

    def _defaults_missing(self):
        self.group.payment_method_id = False

    def _defaults_archived(self):
        self.vendor.active = False

    def _currency_inactive(self):
        self.env.ref("base.GBP").active = False
        return self.group.copy({"name": "London", "marketplace": "uk"})

    def _site_unconfirmed(self):
        return self.group.copy({"name": "Paris", "marketplace": "fr"})

    def _books_no_journal(self):
        journals = self.env["account.journal"].search([("type", "=", "purchase")])
        journals.active = False

    def _books_no_taxes(self):
        self.group.default_product_id.supplier_taxes_id = False
        self.group.tax_mode = "odoo"

    def _account_two(self):
        self.group.amazon_account = "one@example.com"
        self.group.copy({"name": "B", "amazon_account": "two@example.com"})

    def _secret_old(self):
        self.group.secret_changed_on = fields.Datetime.now() - timedelta(days=400)

    def _secret_overlap(self):
        self.group.rotate_secret("another", send_with="previous")

    def _mode_left_on(self):
        self.group.back_to_test()
        self.age(self.group, 40)

    def _copy_copied(self):
        self.group.live_database_uuid = "that of another database"

    # Places and people ----------------------------------------------------------

    def _locations_ok(self):
        self.location.name = self.group.name

    def _locations_unnamed(self):
        self.location.name = "Anywhere"

    def _phone_missing(self):
        self.place.phone = False

    def _complete_missing(self):
        self.place.street = False

    def _characters_odd(self):
        self.place.street = "Königstraße 1"

    def _characters_people(self):
        self.employee.name = "Zoë Ångström"

    def _characters_stop(self):
        self.employee.name = "Zoë Ångström"
        self.group.special_characters = "stop"

    def _characters_unwritable(self):
        self.place.street = "千代田区 1-1"

    def _country_abroad(self):
        self.place.country_id = self.env.ref("base.fr")

    def _email_ok(self):
        self.group.write({"all_users": False, "user_ids": self.employee.ids})

    def _email_missing(self):
        self._email_ok()
        self.employee.email = False

    def _email_shared(self):
        self._email_missing()
        self.employee.email = self.colleague.email

    def _roles_sandbox(self):
        self.move_to_sandbox()

    def member(self):
        return self.env["amazon.punchin.member"].search(
            [("group_id", "=", self.group.id), ("user_id", "=", self.employee.id)]
        )

    def _roles_unticked(self):
        self.member().has_no_direct_role = False

    def _invitations_silent(self):
        today = fields.Date.today()
        self.member().invited_on = today - timedelta(days=14)
        self.assertEqual(self.look()["invitations"].status, "ok", "a fortnight is fair")
        self.member().invited_on = today - timedelta(days=20)

    def _members_no_right(self):
        users = self.employee | self.accountant
        self.group.write({"all_users": False, "user_ids": users.ids})

    def _members_none(self):
        self.group.write({"all_users": False, "user_ids": [Command.clear()]})

    def _approvers_none(self):
        self.env.ref("amazon_punchin.group_manager").all_user_ids.active = False

    # What runs ------------------------------------------------------------------

    def _messages_ok(self):
        self.store(self.cart())

    def _messages_silent(self):
        self.age(self.store(self.cart()), 90)

    def _outbox_stuck(self):
        self.store(self.cart(), state="failed")

    def _crons_late(self):
        cron = self.env.ref("amazon_punchin.cron_apply")
        cron.nextcall = fields.Datetime.now() - timedelta(hours=3)

    def _crons_off(self):
        self.env.ref("amazon_punchin.cron_apply").active = False

    def _benches_sandbox(self):
        self.hosts = frozenset({"bench.example.com:80"})
        self.move_to_sandbox()

    def _benches_open(self):
        self.hosts = frozenset({"bench.example.com:80"})
