from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .approval_common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestSubstitute(ApprovalCommon):
    """Who approves in place of somebody who is away (wish 12)."""

    def test_substitute_approves_in_place_and_it_is_said(self):
        self.group.approver_ids = self.approver
        self.absent(first=0, last=2)
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.stand_in)
        theirs = request.with_user(self.stand_in)
        self.assertTrue(theirs.awaits_me)
        found = theirs.search([("awaits_me", "=", True)])
        self.assertIn(request, found)
        theirs.release()
        self.assertEqual(request.purchase_id.state, "purchase")
        self.assertEqual(request.approver_id, self.stand_in)
        self.assertEqual(request.approved_for_id, self.approver)
        note = request.message_ids.filtered(lambda one: "in place of" in one.body)
        self.assertIn("Ada Approver", note.body)
        self.assertEqual(note.author_id, self.stand_in.partner_id)

    def test_substitute_reads_on_no_longer_than_he_stands_in(self):
        self.group.approver_ids = self.approver
        self.absent(first=0, last=2)
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.stand_in)
        self.assertNotIn(self.stand_in.partner_id, request.message_partner_ids)
        request.message_subscribe(self.stand_in.partner_id.ids)
        request._ask_approvers()
        self.assertIn(self.stand_in.partner_id, request.message_partner_ids)

    def test_substitute_of_a_manager_has_the_managers_requests(self):
        self.absent(self.manager)
        request = self.pending()
        theirs = request.with_user(self.stand_in)
        self.assertEqual(theirs.line_ids.mapped("supplier_part_id")[0], "B0A")
        theirs.reject("Too dear")
        self.assertEqual(request.approved_for_id, self.manager)

    def test_right_of_who_has_left_is_passed_on_to_nobody(self):
        self.absent(self.manager)
        request = self.pending()
        self.manager.active = False
        self.env.invalidate_all()
        requests = self.env["amazon.punchin.request"].with_user(self.stand_in)
        self.assertFalse(requests.search([("id", "=", request.id)]))
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).release()

    def test_right_of_a_substitute_ends_with_the_absence(self):
        self.group.approver_ids = self.approver
        request = self.pending()
        requests = self.env["amazon.punchin.request"].with_user(self.stand_in)
        for first, last in ((-5, -1), (1, 5)):
            absence = self.absent(first=first, last=last)
            self.assertFalse(requests.search([("id", "=", request.id)]))
            with self.assertRaises(AccessError):
                request.with_user(self.stand_in).release()
            absence.sudo().unlink()
        absence = self.absent(first=-1, last=0)
        self.assertTrue(requests.search([("id", "=", request.id)]))
        absence.with_user(self.approver).date_to = fields.Date.today() - timedelta(1)
        self.assertFalse(requests.search([("id", "=", request.id)]))
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).release()

    def test_substitute_is_no_way_round_self_approval(self):
        """Neither the buyer for the approver, nor a substitute for the buyer."""
        self.group.approver_ids = self.approver
        self.absent(self.approver, self.employee)
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.approver)
        with self.assertRaises(AccessError):
            request.with_user(self.employee).release()
        self.absent(self.approver, self.stand_in, first=0, last=1)
        own = self.pending(self.approver.email, self.approver)
        theirs = own.with_user(self.stand_in)
        with self.assertRaises(AccessError):
            theirs.release()
        found = theirs.search([("awaits_me", "=", True)])
        self.assertEqual(found, request, "what one may not decide waits for nobody")
        self.assertFalse(theirs.awaits_me)

    def test_buyer_names_nobody_who_approves_for_him(self):
        """A manager may name a substitute for a colleague, but not to have the own
        cart approved."""
        self.group.approver_ids = self.approver
        named = self.absent(self.approver, self.stand_in, by=self.manager)
        own = self.pending(self.manager.email, self.manager)
        other = self.pending()
        self.assertEqual(own.activity_ids.user_id, self.approver)
        theirs = own.with_user(self.stand_in)
        self.assertFalse(theirs.awaits_me or theirs.may_release)
        for act in (theirs.release, lambda: theirs.reject("No")):
            with self.assertRaises(AccessError):
                act()
        found = theirs.search([("awaits_me", "=", True)])
        self.assertEqual(found, other)
        other.with_user(self.stand_in).release()
        named.with_user(self.administrator).date_to = fields.Date.today()
        self.assertEqual(named.named_by_id, self.administrator)
        self.assertIn(own, theirs.search([("awaits_me", "=", True)]))
        theirs.release()
        self.assertEqual(own.approved_for_id, self.approver)

    def test_who_named_a_substitute_is_kept_by_the_server(self):
        absence = self.absent(self.colleague, self.stand_in, by=self.manager)
        absence.with_user(self.manager).write({"named_by_id": self.approver.id})
        self.assertEqual(absence.named_by_id, self.manager)
        self.group.self_approval = True
        own = self.pending(self.manager.email, self.manager)
        self.absent(self.manager, self.stand_in)
        own.with_user(self.stand_in).release()
        self.assertEqual(own.approved_for_id, self.manager)

    def test_substitution_is_not_passed_on(self):
        self.group.approver_ids = self.approver
        self.absent(self.approver, self.stand_in)
        self.absent(self.stand_in, self.colleague)
        request = self.pending()
        with self.assertRaises(AccessError):
            request.with_user(self.colleague).release()

    def test_what_waits_already_is_passed_on_when_the_absence_is_told(self):
        self.group.approver_ids = self.approver
        request = self.pending()
        self.assertEqual(request.activity_ids.user_id, self.approver)
        self.absent()
        self.assertIn(self.stand_in, request.activity_ids.user_id)

    def test_nobody_makes_himself_a_substitute(self):
        """A substitute has a right of somebody else: only that person, or a manager,
        may give it."""
        with self.assertRaises(AccessError):
            self.absent(self.manager, self.employee, by=self.employee)
        own = self.absent(self.employee, self.colleague, by=self.employee)
        for values in (
            {"user_id": self.manager.id, "substitute_id": self.employee.id},
            {"user_id": self.manager.id},
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                own.with_user(self.employee).write(values)
        theirs = self.absent(self.manager, self.employee)
        for act in (
            lambda record: record.write({"date_to": "2100-01-01"}),
            lambda record: record.unlink(),
        ):
            with self.assertRaises(AccessError):
                act(theirs.with_user(self.employee))
        self.assertTrue(theirs.with_user(self.employee).read(["date_to"]))
        self.assertTrue(self.absent(self.colleague, self.employee, by=self.manager))

    def test_manager_of_another_company_names_no_substitute_here(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.manager.copy(
            {
                "login": "apr_manager_elsewhere",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
            }
        )
        with self.assertRaises(AccessError):
            self.absent(self.manager, self.employee, by=stranger)
        self.absent(stranger, self.stand_in)
        self.manager.company_ids += other
        self.absent(self.manager, self.colleague, by=stranger)
        request = self.pending()
        with self.assertRaises(AccessError):
            request.with_user(self.stand_in).release()
        for allowed in (False, True):
            self.group.self_approval = allowed
            with self.assertRaises(AccessError):
                request.with_user(self.colleague).release()

    def test_right_in_another_company_is_not_given_by_a_manager_of_this_one(self):
        """Who is a manager in two companies is stood in for where the one who said so
        works; elsewhere the substitute does not even see a request."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        (self.manager | self.stand_in | self.employee).company_ids += other
        local = self.administrator.copy(
            {
                "login": "apr_manager_local",
                "company_id": other.id,
                "company_ids": [Command.set(other.ids)],
                "group_ids": [
                    Command.set(self.env.ref("amazon_punchin.group_manager").ids)
                ],
            }
        )
        absence = self.absent(self.manager, self.stand_in, by=local)
        boss = self.policy_of(self.manager)
        request = self.pending()
        theirs = request.with_user(self.stand_in).with_context(
            allowed_company_ids=[self.company.id, other.id]
        )
        found = theirs.search([("id", "=", request.id)])
        self.assertFalse(found)
        group = self.group.with_user(self.stand_in)
        self.assertFalse(group.may_decide or group.deciding_for_ids)
        groups = group.sudo().search([("may_decide", "=", True)])
        self.assertNotIn(group, groups.with_user(self.stand_in))
        result = boss.with_user(self.stand_in).sudo()
        self.assertFalse(result.asks_me)
        self.assertFalse(result.search([("asks_me", "=", True)]))
        absence.with_user(self.manager).date_to = fields.Date.today()
        self.assertTrue(theirs.search([("id", "=", request.id)]))
        self.assertTrue(group.may_decide)
        self.assertTrue(result.asks_me)
        self.assertEqual(result.search([("asks_me", "=", True)]), result)

    def policy_of(self, approver):
        """What a policy asks `approver` on a purchase that somebody gave up."""
        self.env["amazon.punchin.policy"].create(
            {
                "name": "Look",
                "check": "match",
                "asin": "B0B",
                "action": "approver",
                "approver_id": approver.id,
            }
        )
        request = self.punch_in(email=self.colleague.email)
        self.env["amazon.punchin.policy"].search([]).active = False
        return request.policy_result_ids

    def test_a_former_substitute_hears_nothing_more(self):
        """Though whoever writes a note follows."""
        self.group.approver_ids = self.approver
        absence = self.absent()
        request = self.pending()
        theirs = request.with_user(self.stand_in)
        comment = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        theirs.message_post(body="Which colour?", **comment)
        self.assertIn(self.stand_in.partner_id, request.message_follower_ids.partner_id)
        for is_over in (False, True):
            if is_over:
                absence.with_user(self.approver).unlink()
                self.absent(first=-5, last=-1)
                self.env.invalidate_all()
                self.assertFalse(theirs.has_access("read"))
            mine = request.with_user(self.employee)
            note = mine.message_post(body="Blue", **comment)
            heard = note.sudo().notification_ids.res_partner_id
            self.assertEqual(self.stand_in.partner_id in heard, not is_over)

    def test_substitute_who_has_left_is_not_asked(self):
        self.group.approver_ids = self.approver
        self.absent()
        self.stand_in.active = False
        request = self.pending()
        self.assertEqual(request._deciders(), self.approver)
        self.assertIn(self.approver, request.activity_ids.user_id)

    def test_absences_make_sense(self):
        with self.assertRaises(ValidationError):
            self.absent(substitute=self.accountant)
        for values in ({"substitute": self.approver}, {"first": 2, "last": 1}):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation, msg=values),
                self.env.cr.savepoint(),
            ):
                self.absent(**values)
