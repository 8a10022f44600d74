from dataclasses import replace
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from .. import cxml
from ..models.advice import guidance
from ..models.advice_buying import ARTICLES
from .checks_common import ChecksCommon

WHY, HEALTH = "why", "health"

TROUBLES = (
    # I cannot see Amazon
    (161, "no_right", WHY, "why_right", "for this right"),
    (161, "not_listed", WHY, "why_member", "to add you"),
    (161, "role_missing", WHY, "why_seen", "the role Punchout buyer"),
    (161, "listed_without_right", HEALTH, "members", "Give them the right"),
    (161, "role_missing", HEALTH, "roles", "make them Punchout buyers only"),
    # The order was not sent
    (162, "test_mode", WHY, "why_live", "when it goes live"),
    (162, "test_mode_for_long", HEALTH, "mode", "Go live once"),
    (162, "not_sent_for_approval", WHY, "help_not_submitted", "what stands in the way"),
    (162, "not_approved", WHY, "help_not_submitted", "Remind whoever approves"),
    (162, "window_closed", WHY, "cart_left", "Open Amazon again"),
    (162, "place_unknown", WHY, "help_not_submitted", "let a manager link it"),
    (162, "too_old", WHY, "start_expired", "Shop again"),
    # It was cancelled
    (163, "cancelled_by_amazon", WHY, "help_cancelled", "Sold out.*Shop again"),
    # It cannot be approved
    (164, "other_payment", WHY, "help_payment", "Visa 1234.*must be the same"),
    (164, "no_payment", WHY, "why_complete", "Payment Method.*to complete them"),
    (164, "no_payment", HEALTH, "defaults", "Payment Method.*Fill them in"),
    # It is deleted here and still pending there
    (165, "given_up", WHY, "help_pending_there", "There is nothing to do"),
    # It is cancelled here and ships all the same
    (166, "cancelled_here", WHY, "help_still_ships", "112-1.*Cancel it at Amazon"),
    # My Amazon site is missing
    (167, "other_site", HEALTH, "site", "Ask your Customer Advisor"),
    (167, "abroad", HEALTH, "country", "use the group of that country"),
    # Amazon does not get my orders
    (168, "odd_place", HEALTH, "characters", "Warehouse.*the same way"),
    (168, "odd_name", HEALTH, "characters", "Zoë.*Write them in plain letters"),
    (168, "silence", WHY, "help_silent", "24 hours.*names accents"),
    # My cart did not arrive
    (169, "no_email", WHY, "why_email", "exactly as at Amazon"),
    (169, "no_email", HEALTH, "email", "Enter the same address"),
    (169, "shared_email", HEALTH, "email", "an address of the own"),
    (
        169,
        "cart_of_a_stranger",
        WHY,
        "start_no_buyer",
        "Tell apr_manager .* number",
    ),
    (169, "cart_refused", WHY, "help_not_here", "Refused: 400.*Find a Cart"),
    # Invited people do not show up
    (170, "never_came", HEALTH, "invitations", "look under Invitations there"),
)
"""Row of the requirements, what is provoked, where it is named, its code, and the
remedy as a pattern."""


@tagged("post_install", "-at_install")
class TestTroubles(ChecksCommon):
    """What goes wrong for people, provoked on purpose: each is named with its remedy by
    the health check or by *Why Can I Not Buy?* (R161-R170)."""

    def test_each_is_named_with_its_remedy(self):
        self.buy()
        for where, code in {one[2:4] for one in TROUBLES}:
            self.assertIsNone(self.told(where, code), f"all is well: {code}")
        for row, what, where, code, remedy in TROUBLES:
            with self.subTest(row=row, what=what, where=where), self.undone():
                user = getattr(self, f"_{what}")() or self.employee
                text = self.told(where, code, user)
                self.assertTrue(text, f"{code} is not named")
                self.assertRegex(text, f"(?s){remedy}")

    def test_every_row_of_the_requirements_is_tried(self):
        self.assertEqual({row for row, *_rest in TROUBLES}, set(range(161, 171)))

    def test_each_advice_has_a_cause_and_steps(self):
        """R171: issue, causes, resolution."""
        for code in ARTICLES:
            title, text, steps = guidance(self.env, code)
            self.assertTrue(title and text and steps, code)

    def told(self, where, code, user=None):
        """:return: what the page or the health check says of it; None where all is
        well or unknown"""
        if where == HEALTH:
            found = self.look()[code]
            return found.detail if found.status in ("warning", "problem") else None
        why = self.env["amazon.punchin.why"].with_user(user or self.employee)
        found = [*why._conditions(), *why._troubles()]
        texts = [
            "\n".join((one["title"], one["text"], *one["steps"]))
            for one in found
            if one["code"] == code and not one.get("met")
        ]
        return "\n".join(texts) or None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = cls.env["amazon.punchin.group"].search([]) - cls.group
        others.active = False
        for user in cls.group._may_buy().filtered(lambda one: not one.email):
            user.email = f"{user.login}@example.com"

    def buy(self):
        """A purchase of the employee with which all is well."""
        self.deliver(self.confirmation(self.released(), {1: 3, 2: 10, 3: 2}))

    # I cannot see Amazon --------------------------------------------------------

    def _no_right(self):
        return new_test_user(
            self.env, "apr_guest", "base.group_user", email="guest@example.com"
        )

    def _not_listed(self):
        self.group.write({"all_users": False, "user_ids": self.colleague.ids})

    def _listed_without_right(self):
        self.group.write({"all_users": False, "user_ids": self.accountant.ids})

    def _role_missing(self):
        self.member().has_buyer_role = False
        return self.colleague

    def member(self):
        return self.env["amazon.punchin.member"].search(
            [("group_id", "=", self.group.id), ("user_id", "=", self.employee.id)]
        )

    # The order was not sent -----------------------------------------------------

    def _test_mode(self):
        self.group.back_to_test()

    def _test_mode_for_long(self):
        self.group.back_to_test()
        self.age(self.group, 40)

    def _not_sent_for_approval(self):
        self.punch_in()

    def _not_approved(self):
        self.punch_in().with_user(self.employee).submit()

    def _window_closed(self):
        self.env["amazon.punchin.request"].with_user(self.employee).action_browse()

    def _place_unknown(self):
        address = cxml.Address(
            street=("9 Pier Road",),
            city="Seattle",
            postal_code="98109",
            country_code="US",
        )
        self.punch_in(replace(self.cart(), ship_to=address))

    def _too_old(self):
        request = self.punch_in()._unguarded()
        request.expires_on = fields.Datetime.now() - timedelta(hours=1)
        request._tick("_expire")
        self.assertEqual(request.state, "expired")

    # It was cancelled, or cannot be approved ------------------------------------

    def _cancelled_by_amazon(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3}, rejects={2: 10}))

    def _other_payment(self):
        extra = (cxml.Extrinsic("PaymentMethod", "Visa 1234"),)
        item = self.item("B0A", 1, 5, extrinsics=extra)
        self.punch_in(self.cart((item,)))

    def _no_payment(self):
        self.group.payment_method_id = False

    def _given_up(self):
        self.punch_in().with_user(self.employee).cancel("Mistake")

    def _cancelled_here(self):
        request = self.released()
        self.deliver(self.confirmation(request, {1: 3, 2: 10, 3: 2}))
        request.with_user(self.manager).cancel("No longer needed")

    # Amazon's site, and characters ----------------------------------------------

    def _other_site(self):
        self.env.cr.execute(
            "UPDATE amazon_punchin_group SET marketplace = 'other' WHERE id = %s",
            [self.group.id],  # what has exchanged documents keeps its site
        )
        self.group.invalidate_recordset(flush=False)

    def _abroad(self):
        self.place.country_id = self.env.ref("base.fr")

    def _odd_place(self):
        self.place.street = "Königstraße 1"

    def _odd_name(self):
        self.employee.name = "Zoë"
        self.group.special_characters = "stop"

    def _silence(self):
        request = self.released()._unguarded()
        request.order_sent_on = fields.Datetime.now() - timedelta(hours=25)

    # My cart did not arrive -----------------------------------------------------

    def _no_email(self):
        self.group.write({"all_users": False, "user_ids": self.employee.ids})
        self.employee.email = False

    def _shared_email(self):
        self.employee.email = self.colleague.email

    def _cart_of_a_stranger(self):
        """Not among the buyers when the cart came."""
        self.group.write({"all_users": False, "user_ids": self.colleague.ids})
        self.punch_in(email=self.employee.email.upper())

    def _cart_refused(self):
        self.store(
            cxml.PunchOutSetupRequest(
                **self.head(
                    user_email=self.employee.email, poom_url="https://www.amazon.com/p"
                )
            ),
            user_email=self.employee.email,
            state="refused",
            status_code=400,
            status_text="The cart has no items.",
        )

    def _never_came(self):
        people = self.env["amazon.punchin.member"].search(
            [("group_id", "=", self.group.id), ("user_id", "=", self.colleague.id)]
        )
        people.invited_on = fields.Date.today() - timedelta(days=30)

    # Whose troubles -------------------------------------------------------------

    def test_nobody_sees_the_troubles_of_others(self):
        self._not_approved()
        self._cart_refused()
        wildcard = new_test_user(
            self.env,
            "apr_wild",
            "amazon_punchin.group_user",
            email=self.employee.email.replace("_", "%"),
        )
        for user in (self.colleague, wildcard, self.accountant, self.administrator):
            why = self.env["amazon.punchin.why"].with_user(user)
            self.assertFalse(why._troubles(), user.name)

    def test_the_page_costs_the_same_however_many_went_well(self):
        why = self.env["amazon.punchin.why"].with_user(self.employee)

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertFalse(why._troubles())
            return self.cr.sql_log_count - before

        self.buy()
        few = queries()
        for _more in range(2):
            self.buy()
        self.assertLessEqual(queries(), few + 2 * 3)
