from odoo import api, models


class Difference(models.Model):
    _inherit = "amazon.punchin.exception"

    @api.model
    def _raise_all(self, vals_list):
        """Records differences in one go, each with its owner.

        :param vals_list: values with `code`, `group_id`, `request_id` and `currency_id`
        :return: the exceptions
        """
        return self._unguarded().create(
            [
                {
                    **vals,
                    "company_id": self._group_of(vals).company_id.id,
                    "user_id": self._owner_of(vals).id,
                }
                for vals in vals_list
            ]
        )

    @api.model
    def _group_of(self, vals):
        return self.env["amazon.punchin.group"].sudo().browse(vals["group_id"])

    @api.model
    def _owner_of(self, vals):
        """Who decides: the buyer, where goods are missing; else the responsible."""
        buyer = self.env["amazon.punchin.request"].browse(vals["request_id"]).user_id
        missing = vals["code"] == "not_received"
        return (missing and buyer) or self._group_of(vals).responsible_id
