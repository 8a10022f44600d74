from textwrap import shorten

from odoo import api, fields, models


class RequestLine(models.Model):
    """What the screens of a request show of its lines."""

    _inherit = "amazon.punchin.request.line"

    title = fields.Text(
        string="Item",
        compute="_compute_title",
        help="The beginning of the description, which can be very long at Amazon.",
    )
    is_used = fields.Boolean(string="Used Item", compute="_compute_is_used")
    item_url = fields.Char(
        string="Item at Amazon",
        compute="_compute_item_url",
        help="The page that the cart named, else that of the ASIN.",
    )
    last_price = fields.Float(
        string="Last Paid",
        compute="_compute_last_price",
        min_display_digits="Product Price",
        help="What this company paid for the item last time, in the same currency.",
    )

    @api.depends("name")
    def _compute_title(self):
        for line in self:
            line.title = shorten(line.name or "", 80, placeholder="…")

    @api.depends("condition")
    def _compute_is_used(self):
        for line in self:
            condition = (line.condition or "").strip().casefold()
            line.is_used = condition.startswith("used")

    @api.depends("detail_url", "supplier_part_id")
    def _compute_item_url(self):
        for line in self:
            group = line.request_id.group_id.sudo()
            line.item_url = line.detail_url or group._item_url(line.supplier_part_id)

    @api.depends("supplier_part_id", "request_id.state")
    def _compute_last_price(self):
        """While it is still to be decided on; asked once for all lines."""
        waiting = self.filtered(lambda one: one.request_id.state in ("open", "pending"))
        found = self.sudo()._read_group(
            [
                ("company_id", "in", waiting.company_id.ids),
                ("supplier_part_id", "in", waiting.mapped("supplier_part_id")),
                ("request_id.state", "=", "released"),
                ("request_id.is_test", "=", False),
                ("purchase_line_id.product_qty", ">", 0),
            ],
            ["company_id", "currency_id", "supplier_part_id"],
            ["id:max"],
        )
        lines = self.sudo().browse([last for *_key, last in found])
        keys = [tuple(key) for *key, _last in found]
        prices = dict(zip(keys, lines.mapped("price_unit"), strict=True))
        ids = set(waiting.ids)
        for line in self:
            key = (line.company_id, line.currency_id, line.supplier_part_id)
            line.last_price = line.id in ids and prices.get(key, 0.0)
