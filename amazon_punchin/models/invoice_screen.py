from textwrap import shorten

from odoo import api, fields, models


class Invoice(models.Model):
    """What the match screen shows beside Amazon's own figures."""

    _inherit = "amazon.punchin.invoice"
    _mail_post_access = "read"  # nobody may change an invoice, many may discuss it

    is_test = fields.Boolean(string="Test", compute="_compute_estimates")
    has_bill = fields.Boolean(compute="_compute_has_bill")
    may_bill = fields.Boolean(compute="_compute_has_bill", search="_search_may_bill")
    has_hand_bill = fields.Boolean(compute="_compute_has_bill")
    hand_bills = fields.Char(compute="_compute_has_bill")
    next_step = fields.Char(string="What to Do", compute="_compute_has_bill")
    request_count = fields.Integer(compute="_compute_estimates")
    shipping_estimate = fields.Monetary(
        string="Estimated Shipping", compute="_compute_estimates"
    )
    tax_estimate = fields.Monetary(string="Estimated Tax", compute="_compute_estimates")

    @api.depends("request_ids")
    def _compute_estimates(self):
        for invoice in self:
            requests = invoice.sudo().request_ids
            invoice.is_test = invoice.came_as_test or any(requests.mapped("is_test"))
            invoice.request_count = len(requests)
            invoice.shipping_estimate = sum(requests.mapped("amount_shipping_estimate"))
            invoice.tax_estimate = sum(requests.mapped("amount_tax_estimate"))

    @api.depends_context("lang")
    @api.depends(
        "move_id.state",
        "move_id.reversal_move_ids.state",
        "exception_ids.state",
        "match_state",
        "removed",
        "came_as_test",
        "has_unknown_order",
        "request_ids.is_test",
    )
    def _compute_has_bill(self):
        for invoice in self.sudo():
            invoice.has_bill = bool(invoice.move_id)
            invoice.may_bill = invoice._may_be_billed() and not invoice._has_bill()
            clash = invoice._clashes_with_hand() and not invoice._has_own_bill()
            invoice.has_hand_bill = clash and bool(invoice._hand_bills())
            invoice.hand_bills = invoice.has_hand_bill and invoice._tell_hand_bills()
            invoice.next_step = invoice._tell_next_step()

    @api.model
    def _search_may_bill(self, operator, _value):
        """The invoices that wait for their bill: what was accepted as a test, or as
        nobody's order, waits for none."""
        if operator != "in":
            return NotImplemented
        return [
            ("removed", "=", False),
            ("has_unknown_order", "=", False),
            ("came_as_test", "=", False),
            ("request_ids", "not any!", [("is_test", "=", True)]),
            ("is_billed", "=", False),
        ]

    def _tell_next_step(self):
        """:return: what an accountant does next with this invoice, or False"""
        if self.removed:
            gone = not self.move_id or self.move_id._amazon_is_gone()
            return False if gone else self.env._("Do not pay the bill")
        if self.match_state == "exception":
            if self.has_hand_bill:
                return self.env._("Say which bill counts")
            return self.env._("Decide on the differences")
        if self._has_own_bill():
            return self.move_id.state == "draft" and self.env._("Post the bill")
        return self.may_bill and self.env._("Create the bill")

    def _hand_bills(self):
        """Bills that accountants made of the same purchases by hand."""
        return self.line_ids.purchase_line_id._bills_by_hand()

    def _tell_hand_bills(self):
        """:return: the bills made by hand beside this invoice, with what each is over:
        an order's taxes, or units that Amazon has not invoiced, make them differ"""
        bills = self._hand_bills()
        return self.env._(
            "Made by hand: %(bills)s. Amazon's invoice: %(total)s.",
            bills=", ".join(
                f"{one.display_name} ({one.currency_id.format(one.amount_total)})"
                for one in bills
            ),
            total=self.currency_id.format(self.amount_total),
        )

    def action_view_hand_bills(self):
        self.ensure_one()
        return self._open_bills(self.sudo()._hand_bills())

    @api.model
    def _open_bills(self, bills):
        """:return: action that shows `bills`, by the rights of whoever looks"""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills Made by Hand"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", bills.ids)],
            "context": {"create": False},
        }
        if len(bills) == 1:
            action.update(view_mode="form", res_id=bills.id)
        return action

    def action_accept_differences(self):
        """All that is open, with one reason."""
        opened = self.exception_ids.filtered(lambda one: one.state == "open")
        return opened.action_accept()

    def action_view_requests(self):
        self.ensure_one()
        requests = self.request_ids
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests"),
            "res_model": requests._name,
            "view_mode": "list,form",
            "domain": [("id", "in", requests.ids)],
        }
        if len(requests) == 1:
            action.update(view_mode="form", res_id=requests.id)
        return action


class InvoiceLine(models.Model):
    _inherit = "amazon.punchin.invoice.line"

    title = fields.Text(string="Item", compute="_compute_title")
    difference = fields.Text(
        string="What Differs",
        compute="_compute_difference",
        help="Kinds of the differences on this line that nobody has decided on yet.",
    )
    price_differs = fields.Boolean(compute="_compute_difference")
    quantity_differs = fields.Boolean(compute="_compute_difference")

    @api.depends("name")
    def _compute_title(self):
        for line in self:
            line.title = shorten(line.name or "", 80, placeholder="…")

    @api.depends("invoice_id.exception_ids.state", "invoice_id.exception_ids.code")
    def _compute_difference(self):
        labels = dict(
            self.env["amazon.punchin.exception"]
            ._fields["code"]
            ._description_selection(self.env)
        )
        for line in self:
            found = line.sudo().invoice_id.exception_ids.filtered(
                lambda one, line=line: (
                    one.invoice_line_id == line and one.state == "open"
                )
            )
            codes = found.mapped("code")
            line.difference = ", ".join(labels[code] for code in codes) or False
            line.price_differs = "price" in codes
            line.quantity_differs = bool(
                {
                    "quantity",
                    "not_received",
                    "cancelled_line",
                    "extra_line",
                    "billed_by_hand",
                }
                & set(codes)
            )
