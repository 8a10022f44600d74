from odoo import api, fields, models


class Request(models.Model):
    """Test and live are never mixed without a word (R77)."""

    _inherit = "amazon.punchin.request"

    mode_conflict = fields.Selection(
        [
            ("test_cart", "A test cart of a live group"),
            ("live_cart", "A real cart of a group in test"),
        ],
        compute="_compute_mode_conflict",
        search="_search_mode_conflict",
        help="What the cart says of itself disagrees with the group's mode.",
    )

    @api.depends("came_as_test", "cart_date", "group_id.mode")
    def _compute_mode_conflict(self):
        for request in self:
            mode = request.cart_date and request.group_id.sudo().mode
            if mode == "live" and request.came_as_test:
                request.mode_conflict = "test_cart"
            elif mode == "test" and not request.came_as_test:
                request.mode_conflict = "live_cart"
            else:
                request.mode_conflict = False

    @api.model
    def _search_mode_conflict(self, operator, value):
        if operator != "in":
            return NotImplemented
        told = {
            "test_cart": [("came_as_test", "=", True), ("group_id.mode", "=", "live")],
            "live_cart": [("came_as_test", "=", False), ("group_id.mode", "=", "test")],
        }
        groups = [
            fields.Domain([("cart_date", "!=", False), *told[one]])
            for one in value
            if one in told
        ]
        return fields.Domain.OR(groups)


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    amazon_is_test = fields.Boolean(
        string="Amazon Test",
        compute="_compute_amazon_is_test",
        search="_search_amazon_is_test",
    )

    @api.depends("amazon_request_id.is_test")
    def _compute_amazon_is_test(self):
        for order in self:
            order.amazon_is_test = order.amazon_request_id.sudo().is_test

    @api.model
    def _search_amazon_is_test(self, operator, _value):
        if operator != "in":
            return NotImplemented
        requests = self.env["amazon.punchin.request"].sudo()
        return [("amazon_request_id", "in", requests._search([("is_test", "=", True)]))]
