from odoo import api, models

RECENT_LINES = 200
"""So many of a buyer's last lines tell his departments."""


class AnalyticAccount(models.Model):
    """A department, for want of `hr`: the analytic account that its people buy for
    (design §1)."""

    _inherit = "account.analytic.account"

    @api.model
    def _of_buyer(self):
        """The departments of the current user: what a coding rule books for him, and
        what his last purchases were booked on.

        :return: `account.analytic.account`
        """
        lines = self.env["amazon.punchin.request.line"].sudo()
        bought = lines.search(
            [
                ("request_id.user_id", "=", self.env.uid),
                ("request_id.state", "=", "released"),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="id desc",
            limit=RECENT_LINES,
        )
        rules = self.env["amazon.punchin.coding.rule"].sudo()
        ruled = rules.search(
            [
                ("user_ids", "in", self.env.uid),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        found = [one.analytic_distribution for some in (ruled, bought) for one in some]
        ids = lines._get_analytic_account_ids_from_distributions(found)
        return self.browse(ids).exists()
