from odoo import api, fields, models
from odoo.tools import float_round

SPENT_ON = [
    (
        "account_type",
        "in",
        (
            "expense",
            "expense_direct_cost",
            "expense_depreciation",
            "asset_current",
            "asset_fixed",
            "asset_non_current",
            "asset_prepayments",
        ),
    )
]
"""The accounts that are offered for what was bought."""


class RequestLine(models.Model):
    """One line of a cart, and all that became of it."""

    _name = "amazon.punchin.request.line"
    _inherit = ["amazon.punchin.guarded", "analytic.mixin"]
    _description = "Punchout Request Line"
    _order = "request_id, line_number, id"
    _check_company_auto = True

    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    line_number = fields.Integer(string="No.", readonly=True, aggregator=None)
    supplier_part_id = fields.Char(string="ASIN", readonly=True, index=True)
    supplier_part_auxiliary_id = fields.Char(
        string="Auxiliary ID", readonly=True, trim=False, copy=False
    )
    name = fields.Text(string="Description", readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    uom_code = fields.Char(string="Amazon's Unit", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    price_unit = fields.Float(
        string="Unit Price", readonly=True, min_display_digits="Product Price"
    )
    price_subtotal = fields.Monetary(string="Subtotal", readonly=True)
    amount_shipping_estimate = fields.Monetary(readonly=True)
    amount_tax_estimate = fields.Monetary(readonly=True)
    unspsc = fields.Char(string="UNSPSC", readonly=True)
    manufacturer_name = fields.Char(string="Manufacturer", readonly=True)
    manufacturer_part_id = fields.Char(string="Manufacturer's Part", readonly=True)
    barcode = fields.Char(string="EAN/UPC", readonly=True)
    sold_by = fields.Char(readonly=True)
    fulfilled_by = fields.Char(readonly=True)
    condition = fields.Char(readonly=True)
    detail_url = fields.Char(string="Link", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True, check_company=True)
    account_id = fields.Many2one(
        "account.account",
        check_company=True,
        domain=SPENT_ON,
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    qty_confirmed = fields.Float("Confirmed", readonly=True, digits="Product Unit")
    qty_rejected = fields.Float("Rejected", readonly=True, digits="Product Unit")
    qty_shipped = fields.Float("Shipped", readonly=True, digits="Product Unit")
    qty_to_ship = fields.Float(
        "To Ship", compute="_compute_qty_to_ship", store=True, digits="Product Unit"
    )
    qty_received = fields.Float(
        "Received", related="purchase_line_id.qty_received", store=True
    )
    qty_invoiced = fields.Float("Invoiced", readonly=True, digits="Product Unit")
    qty_credited = fields.Float("Credited", readonly=True, digits="Product Unit")
    qty_billed = fields.Float(
        "Billed", related="purchase_line_id.qty_invoiced", store=True
    )
    ship_date = fields.Date(readonly=True)
    delivery_date = fields.Date(readonly=True)
    invoice_ref = fields.Char(string="Invoice Number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    reject_reason = fields.Char(readonly=True)

    @api.depends("quantity", "qty_rejected", "qty_shipped")
    def _compute_qty_to_ship(self):
        for line in self:
            rest = line.quantity - line.qty_rejected - line.qty_shipped
            line.qty_to_ship = max(float_round(rest, precision_digits=6), 0)

    def _writable_fields(self):
        """The coding, for whoever may change the request at present (design §6)."""
        if not self:
            return frozenset()
        request = self.request_id
        manager = request._is_manager()
        if (
            request.state == "open" and (manager or request.user_id == self.env.user)
        ) or (request.state == "pending" and manager):
            return {"account_id", "analytic_distribution"}
        return frozenset()
