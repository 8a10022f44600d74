from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, TransactionCase, tagged

from ..models.settings import DEFAULTS, setting

PREFIX = "amazon_punchin_"


def pairs(parameters):
    return [(one.key, one.value) for one in parameters]


@tagged("post_install", "-at_install")
class TestSettings(TransactionCase):
    """The numbers that hold for all groups, as an administrator of Odoo enters them."""

    def change(self, **values):
        with Form(self.env["res.config.settings"]) as form:
            for name, value in values.items():
                form[PREFIX + name] = value
        form.record.execute()

    def test_the_page_shows_what_holds(self):
        shown = self.env["res.config.settings"].create({})
        for name, default in DEFAULTS.items():
            self.assertEqual(shown[PREFIX + name], default, name)

    def test_a_zero_is_kept(self):
        self.change(max_failures=0, retention_days=90)
        self.assertEqual(setting(self.env, "max_failures"), 0)
        self.assertEqual(setting(self.env, "retention_days"), 90)
        self.assertEqual(
            self.env["res.config.settings"].create({})[PREFIX + "max_failures"], 0
        )

    def test_what_nobody_changed_stays_the_default(self):
        self.change(silence_hours=48)
        parameters = self.env["ir.config_parameter"].search([])
        kept = parameters.filtered(lambda one: one.key.startswith("amazon_punchin."))
        self.assertIn(("amazon_punchin.silence_hours", "48"), pairs(kept))
        self.assertNotIn("amazon_punchin.session_hours", kept.mapped("key"))

    def test_numbers_that_mean_nothing(self):
        for values in (
            {"max_failures": -1},
            {"session_hours": 0},
            {"max_document_bytes": 0},
        ):
            with self.assertRaises(ValidationError):
                self.change(**values)

    def test_for_administrators_of_odoo(self):
        manager = self.env["res.users"].create(
            {
                "name": "Manager",
                "login": "settings_manager",
                "group_ids": [(6, 0, self.env.ref("amazon_punchin.group_manager").ids)],
            }
        )
        settings = self.env["res.config.settings"].with_user(manager)
        with self.assertRaises(AccessError):
            settings.create({}).execute()
        with self.assertRaises(ValueError):
            settings.set_values()
        self.assertEqual(setting(self.env, "max_failures"), DEFAULTS["max_failures"])
