from textwrap import shorten

from odoo import api, fields, models


class Invoice(models.Model):
    """What the match screen shows beside Amazon's own figures."""

    _inherit = "amazon.punchin.invoice"
    _mail_post_access = "read"  # nobody may change an invoice, many may discuss it

    is_test = fields.Boolean(string="Test", compute="_compute_estimates")
    has_bill = fields.Boolean(compute="_compute_has_bill")
    may_bill = fields.Boolean(compute="_compute_has_bill")
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

    @api.depends(
        "move_id.state",
        "move_id.reversal_move_ids.state",
        "exception_ids.state",
        "removed",
        "came_as_test",
        "has_unknown_order",
        "request_ids.is_test",
    )
    def _compute_has_bill(self):
        for invoice in self.sudo():
            invoice.has_bill = bool(invoice.move_id)
            invoice.may_bill = invoice._may_be_billed() and not invoice._has_bill()

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
