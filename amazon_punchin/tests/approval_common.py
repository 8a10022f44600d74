from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user
from odoo.tools.translate import code_translations

from .common import PurchaseCommon


class ApprovalCommon(PurchaseCommon):
    """An approver, a colleague who stands in, and requests that wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approver = new_test_user(
            cls.env,
            "apr_approver",
            "amazon_punchin.group_user",
            email="apr_approver@example.com",
            name="Ada Approver",
        )
        cls.stand_in = new_test_user(
            cls.env,
            "apr_stand_in",
            "amazon_punchin.group_user",
            email="apr_stand_in@example.com",
            name="Sol Standin",
        )

    def pending(self, email=None, user=None):
        request = self.punch_in(email=email)
        request.with_user(user or self.employee).submit()
        return request

    def absent(self, user=None, substitute=None, first=0, last=0, by=None):
        """Somebody says that he is away, from one day to another, counted from now."""
        today = fields.Date.today()
        return (
            self.env["amazon.punchin.substitute"]
            .with_user(by or user or self.approver)
            .create(
                {
                    "user_id": (user or self.approver).id,
                    "substitute_id": (substitute or self.stand_in).id,
                    "date_from": today + timedelta(days=first),
                    "date_to": today + timedelta(days=last),
                }
            )
        )

    def speak(self, **words):
        """Lets the buyer speak French and everybody else asked in a test German.

        :param words: what is said in English, by a name; in French and German it is
            that name with the language behind it
        """
        known = dict(code_translations.python_translations)
        for code in ("fr_FR", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
            told = {text: f"{name} {code[:2]}" for name, text in words.items()}
            known["amazon_punchin", code] = told
        self.patch(code_translations, "python_translations", known)
        self.employee.lang = "fr_FR"
        self.manager.lang = self.colleague.lang = self.approver.lang = "de_DE"
