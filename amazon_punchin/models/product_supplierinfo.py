from odoo import api, models
from odoo.fields import Command


class SupplierInfo(models.Model):
    """Amazon's items as products: the vendor's code is the ASIN (R147, R148)."""

    _inherit = "product.supplierinfo"

    @api.model
    def _find_by_asin(self, group, asins):
        """Products by ASIN, among the vendor's codes.

        :param asins: set of str
        :return: dict of ASIN to `product.product`
        """
        rows = self.sudo().search(
            [
                ("partner_id", "=", group.partner_id.id),
                ("product_code", "in", list(asins)),
                ("company_id", "in", (False, group.company_id.id)),
            ]
        )
        products = {}
        for row in rows:
            product = row.product_id or row.product_tmpl_id.product_variant_id
            if product.active:
                products.setdefault(row.product_code, product)
        return products

    @api.model
    def _create_products(self, group, lines):
        """A product for each ASIN that is bought for the first time.

        :param lines: request lines without a product
        :return: dict of ASIN to `product.product`
        """
        model = group.default_product_id
        first = {}
        for line in lines:
            first.setdefault(line.supplier_part_id, line)
        products = (
            self.env["product.product"]
            .sudo()
            .create(
                [
                    {
                        "name": (line.name or asin).splitlines()[0][:256],
                        "type": model.type,
                        "categ_id": (line.product_categ_id or model.categ_id).id,
                        "uom_id": line.product_uom_id.id,
                        "purchase_method": model.purchase_method,
                        "sale_ok": False,
                        "company_id": group.company_id.id,
                        "supplier_taxes_id": [Command.set(model.supplier_taxes_id.ids)],
                        "seller_ids": [
                            Command.create(
                                {
                                    "partner_id": group.partner_id.id,
                                    "product_code": asin,
                                    "price": line.price_unit,
                                    "currency_id": line.currency_id.id,
                                    "company_id": group.company_id.id,
                                }
                            )
                        ],
                    }
                    for asin, line in first.items()
                ]
            )
        )
        return dict(zip(first, products, strict=True))
