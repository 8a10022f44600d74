from odoo import api, models


class Difference(models.Model):
    _inherit = "amazon.punchin.exception"

    @api.depends("code", "reference")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for one in self:
            label = labels.get(one.code, "")
            one.display_name = f"{label} {one.reference}" if one.reference else label
