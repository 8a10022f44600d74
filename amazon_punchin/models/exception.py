from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CODES = [
    ("price", "Price"),
    ("quantity", "Quantity"),
    ("not_received", "Not received"),
    ("extra_line", "Extra line"),
    ("tax", "Tax"),
    ("shipping", "Shipping"),
    ("discount", "Discount"),
    ("currency", "Currency"),
    ("total", "Total"),
    ("duplicate", "Duplicate"),
    ("unknown_order", "Unknown order"),
    ("cancelled_line", "Cancelled line"),
    ("test_order", "Test order"),
    ("billed_by_hand", "Billed by hand"),
]


class Difference(models.Model):
    """A difference between what was ordered and what Amazon says, until somebody
    decides (wish 1)."""

    _name = "amazon.punchin.exception"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Difference"
    _order = "state, id desc"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True)
    group_id = fields.Many2one("amazon.punchin.group", required=True, index=True)
    request_id = fields.Many2one(
        "amazon.punchin.request", index="btree_not_null", ondelete="cascade"
    )
    order_id = fields.Many2one(
        "amazon.punchin.order", index="btree_not_null", ondelete="cascade"
    )
    invoice_id = fields.Many2one(
        "amazon.punchin.invoice", index="btree_not_null", ondelete="cascade"
    )
    invoice_line_id = fields.Many2one(
        "amazon.punchin.invoice.line", index="btree_not_null", ondelete="cascade"
    )
    request_line_id = fields.Many2one(
        "amazon.punchin.request.line", index="btree_not_null", ondelete="cascade"
    )
    reference = fields.Char(help="Number of the invoice or Amazon order.")
    code = fields.Selection(CODES, string="Kind", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(string="Difference")
    text = fields.Text(string="What Differs")
    user_id = fields.Many2one("res.users", string="Owner", index=True)
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("resolved", "Resolved")],
        required=True,
        default="open",
        index=True,
    )
    note = fields.Text(string="Reason")
    accepted_by_id = fields.Many2one("res.users", readonly=True)
    accepted_on = fields.Datetime(readonly=True)

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
        """Who decides: the buyer, where goods are missing; the accountant who made a
        bill by hand, of that; else the responsible."""
        owner = self.env["res.users"]
        if vals["code"] == "not_received":
            owner = (
                self.env["amazon.punchin.request"].browse(vals["request_id"]).user_id
            )
        elif vals["code"] == "billed_by_hand":
            lines = self.env["amazon.punchin.invoice.line"].sudo()
            ordered = lines.browse(vals["invoice_line_id"]).purchase_line_id
            owner = ordered._bill_lines_by_hand().move_id.create_uid.filtered(
                lambda one: (
                    one.active and one.has_group("account.group_account_invoice")
                )
            )[:1]
        return owner or self._group_of(vals).responsible_id

    def accept(self, note):
        """Takes the difference as it is (A2).

        :param note: why
        :raise AccessError: neither its owner nor a manager nor an accountant
        :raise UserError: no reason is given, or it is settled already
        :return: True
        """
        for one in self:
            one.check_access("read")
            user = self.env.user
            if one.user_id != user and not (
                user.has_group("amazon_punchin.group_manager")
                or user.has_group("account.group_account_invoice")
            ):
                raise AccessError(
                    self.env._("%s decides on this difference.", one.user_id.name)
                )
            if not (note or "").strip():
                raise UserError(self.env._("Say why the difference is fine."))
            if one.state != "open":
                raise UserError(
                    self.env._("This difference is settled already: %s", one.text or "")
                )
            one._unguarded().write(
                {
                    "state": "accepted",
                    "note": note,
                    "accepted_by_id": user.id,
                    "accepted_on": fields.Datetime.now(),
                }
            )
        self.sudo().invoice_id._set_verdict()
        return True
