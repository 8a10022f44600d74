from odoo import api, fields, models

from odoo.addons.amazon_punchin.models.values import plain_number


class Item(models.Model):
    """Buy Again tells what the stock needs (wish 19)."""

    _inherit = "amazon.punchin.item"

    replenish_note = fields.Char(string="Stock", compute="_compute_replenish_note")

    @api.depends("supplier_part_id")
    def _compute_replenish_note(self):
        """How many units a reordering rule asks for. Buyers need no right on stock to
        be told."""
        products = self._stocked_products()
        ids = [one.id for one in products.values()]
        rules = self.env["stock.warehouse.orderpoint"].sudo()
        rules = rules.search([("product_id", "in", ids)])
        needs = {}
        for rule in rules:
            key = (rule.company_id, rule.product_id)
            needs[key] = needs.get(key, 0) + rule.qty_to_order
        for item in self:
            need = needs.get((item.company_id, products.get(item)), 0)
            item.replenish_note = need > 0 and self.env._(
                "%(units)s to order", units=plain_number(need)
            )

    def _stocked_products(self):
        """:return: dict of item to its product, where Odoo knows it by the ASIN"""
        groups = self.env["amazon.punchin.group"].sudo().search([])
        infos = self.env["product.supplierinfo"]
        found = {}
        for key, items in self.grouped(
            lambda one: (one.company_id, one.marketplace or "")
        ).items():
            asins = set(items.mapped("supplier_part_id"))
            for group in groups.filtered(
                lambda one, key=key: (one.company_id, one.marketplace or "") == key
            ):
                products = infos._find_by_asin(group, asins)
                for item in items:
                    if product := products.get(item.supplier_part_id):
                        found[item] = product
        return found
