from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .settings import DEFAULTS, setting

PREFIX = "amazon_punchin_"


class ResConfigSettings(models.TransientModel):
    """The numbers that hold for all groups (issue 3).

    Kept as system parameters of the same name. Not by Odoo's `config_parameter`, which
    forgets a zero: here it means *no limit*, *keep for ever* or *never*."""

    _inherit = "res.config.settings"

    amazon_punchin_silence_hours = fields.Integer(string="Hours Without Confirmation")
    amazon_punchin_session_hours = fields.Integer(string="Hours of a Visit at Amazon")
    amazon_punchin_retention_days = fields.Integer(string="Days of Documents")
    amazon_punchin_retention_refused_days = fields.Integer(
        string="Days of Refused Documents"
    )
    amazon_punchin_max_failures = fields.Integer(string="Failed Log-ins")
    amazon_punchin_max_document_bytes = fields.Integer(string="Bytes of a Document")

    @api.model
    def get_values(self):
        return {
            **super().get_values(),
            **{PREFIX + name: setting(self.env, name) for name in DEFAULTS},
        }

    def set_values(self):
        """
        :raise AccessError: for anybody but an administrator of Odoo; Odoo itself asks
            in `execute` only
        """
        self.ensure_one()
        self.check_access("write")
        result = super().set_values()
        parameters = self.env["ir.config_parameter"].sudo()
        for name in DEFAULTS:
            value = self[PREFIX + name]
            if value != setting(self.env, name):
                parameters.set_param(f"amazon_punchin.{name}", str(value))
        return result

    @api.constrains(*(PREFIX + name for name in DEFAULTS))
    def _check_amazon_punchin_numbers(self):
        """
        :raise ValidationError: below zero, or zero where there must be something
        """
        for settings in self:
            for name in DEFAULTS:
                least = int(name in ("session_hours", "max_document_bytes"))
                if settings[PREFIX + name] < least:
                    label = self._fields[PREFIX + name]._description_string(self.env)
                    raise ValidationError(
                        self.env._(
                            "%(setting)s must be %(least)s or more.",
                            setting=label,
                            least=least,
                        )
                    )
