from odoo import api, fields, models


class PurchaseOrder(models.Model):
    """What Amazon said of an order, for whoever looks at the order alone (M4)."""

    _inherit = "purchase.order"

    amazon_sent_on = fields.Datetime(
        string="Sent to Amazon", related="amazon_request_id.order_sent_on"
    )
    amazon_order_names = fields.Char(
        string="Amazon Orders", compute="_compute_amazon_order_names"
    )

    @api.depends("amazon_request_id.order_ids.name")
    def _compute_amazon_order_names(self):
        """Those of this order: a long cart becomes several."""
        for order in self:
            theirs = order.sudo().amazon_request_id.order_ids.filtered(
                lambda one, order=order: one.purchase_id._origin == order._origin
            )
            names = dict.fromkeys(filter(None, theirs.mapped("name")))
            order.amazon_order_names = ", ".join(names) or False


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    amazon_qty_confirmed = fields.Float(
        string="Confirmed", related="amazon_request_line_id.qty_confirmed"
    )
    amazon_qty_shipped = fields.Float(
        string="Shipped", related="amazon_request_line_id.qty_shipped"
    )
    amazon_delivery_date = fields.Date(
        string="Delivery", related="amazon_request_line_id.delivery_date"
    )
    amazon_invoice_ref = fields.Char(
        string="Amazon Invoice", related="amazon_request_line_id.invoice_ref"
    )
    amazon_tracking = fields.Char(string="Tracking", compute="_compute_amazon_tracking")

    def _compute_amazon_tracking(self):
        """The packages that hold something of the line."""
        shipped = self.env["amazon.punchin.shipment.line"].sudo()
        rows = shipped._read_group(
            [
                ("request_line_id", "in", self.sudo().amazon_request_line_id.ids),
                ("shipment_id.removed", "=", False),
            ],
            ["request_line_id"],
            ["shipment_id:recordset"],
        )
        packages = {line.id: shipments for line, shipments in rows}
        for line in self:
            found = packages.get(line.sudo().amazon_request_line_id.id)
            numbers = filter(None, found.mapped("tracking_ref") if found else [])
            line.amazon_tracking = ", ".join(dict.fromkeys(numbers)) or False
