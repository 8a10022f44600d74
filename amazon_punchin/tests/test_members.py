from io import BytesIO
from zipfile import ZipFile

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestMembers(PurchaseCommon):
    """Who may buy, and what is known of them at Amazon (R36-R44)."""

    def members(self):
        members = self.group._sync_members()
        members.invalidate_recordset()
        return {one.user_id: one for one in members}

    def test_everybody_with_the_right_is_a_member(self):
        found = self.members()
        self.assertIn(self.employee, found)
        self.assertNotIn(self.accountant, found)
        count = len(self.group._sync_members())
        self.assertEqual(count, self.group.member_count)
        self.group.write({"all_users": False, "user_ids": self.employee.ids})
        self.assertEqual(set(self.members()), {self.employee})

    def test_a_first_cart_proves_the_person(self):
        member = self.members()[self.employee]
        self.assertEqual(member.state, "to_invite")
        member.with_user(self.administrator).action_invited()
        self.assertEqual(member.state, "invited")
        self.assertIn("role", member._problems()[member.id])
        member.with_user(self.administrator).action_roles_ticked()
        self.assertEqual(member._problems()[member.id], [])
        self.punch_in()
        member.invalidate_recordset()
        self.assertEqual(member.state, "seen")
        self.assertTrue(member.first_cart)
        self.assertEqual(member.first_cart, member.last_cart)

    def test_problems_are_named(self):
        self.group.write(
            {
                "all_users": False,
                "user_ids": (self.employee | self.colleague | self.accountant).ids,
            }
        )
        self.employee.email = self.colleague.email = "same@example.com"
        found = self.members()
        for user in (self.employee, self.colleague):
            self.assertEqual(found[user]._problems()[found[user].id], ["ambiguous"])
        right = found[self.accountant]
        self.assertEqual(right._problems()[right.id], ["no_right"])
        self.assertIn("no right", right.problem)
        self.colleague.email = False
        self.assertEqual(
            self.members()[self.colleague]._problems()[found[self.colleague].id],
            ["no_email"],
        )
        self.assertIn(
            found[self.colleague],
            self.env["amazon.punchin.member"].search([("has_problem", "=", True)]),
        )

    def test_alias_of_an_administrator_wins(self):
        """Nobody takes a colleague's carts by what he enters as his own e-mail."""
        member = self.members()[self.employee]
        member.amazon_email = "Shop Person <ME@Private.Example>"
        self.assertEqual(member.amazon_email, "me@private.example")
        found = self.group._find_buyer("me@PRIVATE.example")
        self.assertEqual(found, (self.employee, None))
        self.colleague.with_user(self.colleague).email = "me@private.example"
        found = self.group._find_buyer("me@private.example")
        self.assertEqual(found, (self.employee, None))
        with self.assertRaises(ValidationError):
            member.amazon_email = "nobody"

    def test_email_of_one_and_login_of_another_are_ambiguous(self):
        self.employee.write({"login": "me@private.example", "email": False})
        found = self.group._find_buyer("Me@private.example")
        self.assertEqual(found, (self.employee, None))
        self.colleague.with_user(self.colleague).email = "me@private.example"
        found = self.group._find_buyer("me@private.example")
        self.assertEqual(found, (self.env["res.users"], "ambiguous"))
        members = self.members()
        member = members[self.colleague]
        self.assertIn("ambiguous", member._problems()[member.id])
        members[self.employee].amazon_email = "me@private.example"
        found = self.group._find_buyer("me@private.example")
        self.assertEqual(found, (self.employee, None))

    def test_finding_a_buyer_costs_few_queries(self):
        self.members()[self.employee].amazon_email = "me@private.example"
        for email, most in (
            ("me@private.example", 7),
            (self.colleague.email, 7),
            ("nobody@example.com", 3),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(most):
                self.group._find_buyer(email)

    def test_an_alias_ends_with_its_user_and_group(self):
        self.members()[self.employee].amazon_email = "me@private.example"
        branch = self.group.copy({"name": "Branch", "from_identity": "Other"})
        self.assertEqual(branch._find_buyer("me@private.example")[1], "unknown")
        self.employee.active = False
        self.assertEqual(self.group._find_buyer("me@private.example")[1], "unknown")

    def test_a_cart_of_an_ambiguous_email_has_no_buyer_and_says_why(self):
        self.employee.email = self.colleague.email = "same@example.com"
        request = self.punch_in(email="same@example.com")
        self.assertFalse(request.user_id)
        activity = request.activity_ids
        self.assertIn("several users have this e-mail", str(activity.mapped("note")))

    def test_another_company_does_not_count(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "apr_stranger",
            "amazon_punchin.group_admin",
            email=self.employee.email,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        found = self.members()
        self.assertNotIn(stranger, found)
        self.assertEqual(self.group._find_buyer(self.employee.email)[0], self.employee)
        member = found[self.employee]
        self.assertNotIn("ambiguous", member._problems()[member.id])
        with self.assertRaises(AccessError):
            member.with_user(stranger).read(["user_id"])
        for act in ("action_members", "action_copy_emails", "action_send_guide"):
            with self.assertRaises(AccessError):
                getattr(self.group.with_user(stranger), act)()

    def test_who_may_look_and_who_may_write(self):
        member = self.members()[self.employee]
        for user in (self.employee, self.accountant):
            with self.assertRaises(AccessError):
                member.with_user(user).read(["invited_on"])
            with self.assertRaises(AccessError):
                self.group.with_user(user).action_members()
        self.assertTrue(self.group.with_user(self.manager).action_members())
        with self.assertRaises(AccessError):
            member.with_user(self.manager).action_invited()
        with self.assertRaises(AccessError):
            self.group.with_user(self.manager).action_send_guide()

    def test_the_guide_goes_to_everybody_with_an_email(self):
        self.group.write(
            {"all_users": False, "user_ids": (self.employee | self.colleague).ids}
        )
        self.colleague.email = False
        self.group.with_user(self.administrator).action_send_guide()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertIn(self.employee.email, mail.email_to)
        self.assertIn("https://erp.example.com/amazon_punchin/help", mail.body_html)
        self.assertIn("Office", mail.body_html)
        self.assertIn("1 member", self.group.message_ids[0].body)

    def test_lists_for_amazon(self):
        self.employee.name = "=cmd|' /C calc'!A0"
        group = self.group.with_user(self.manager)
        action = group.action_copy_emails()
        self.assertEqual(action["res_id"], group.id)
        self.assertIn(self.employee.email, group.member_emails.splitlines())
        book = ZipFile(BytesIO(group._members_sheet()))
        sheet = book.read("xl/worksheets/sheet1.xml")
        self.assertNotIn(b"<f>", sheet)
        self.assertIn(b"=cmd|", book.read("xl/sharedStrings.xml"))

    def test_many_members_cost_constant_queries(self):
        def queries(count):
            people = self.env["res.users"].create(
                [
                    {
                        "name": f"{count} {n}",
                        "login": f"apr_many_{count}_{n}",
                        "email": f"apr_many_{count}_{n}@example.com",
                    }
                    for n in range(count)
                ]
            )
            members = self.env["amazon.punchin.member"].create(
                [{"group_id": self.group.id, "user_id": one.id} for one in people]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            members.mapped("problem")
            members.mapped("state")
            return self.cr.sql_log_count - before

        small, large = queries(3), queries(40)
        self.assertLessEqual(large, small + 3)
