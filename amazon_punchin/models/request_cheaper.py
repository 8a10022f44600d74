from odoo import fields, models


class Request(models.Model):
    """What other vendors whom Odoo knows ask for the items of a cart (wish 11)."""

    _inherit = "amazon.punchin.request"

    def _cheaper_vendors(self):
        """For each line whose product another vendor sells for less: found by the
        ASIN among Amazon's codes, else by the barcode.

        :return: dict of line id to facts
        """
        self.ensure_one()
        lines = self.sudo().line_ids
        products = lines._known_products()
        templates = {line: one.product_tmpl_id for line, one in products.items()}
        offers = {}
        today = fields.Date.today()
        for offer in (
            self.env["product.supplierinfo"]
            .sudo()
            .search(
                [
                    ("product_tmpl_id", "in", [one.id for one in templates.values()]),
                    ("partner_id", "!=", self.group_id.sudo().partner_id.id),
                    ("company_id", "in", (False, self.company_id.id)),
                    ("price", ">", 0),
                    "|",
                    ("date_start", "=", False),
                    ("date_start", "<=", today),
                    "|",
                    ("date_end", "=", False),
                    ("date_end", ">=", today),
                ]
            )
        ):
            offers.setdefault(offer.product_tmpl_id, []).append(offer)
        rates = {
            currency: currency._get_conversion_rate(
                currency, self.currency_id, self.company_id, today
            )
            for some in offers.values()
            for currency in {offer.currency_id for offer in some}
        }
        return {
            line.id: facts
            for line, product in products.items()
            if (facts := line._cheapest(product, offers, rates))
        }


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    def _cheapest(self, product, offers, rates):
        """The cheapest offer for this line's quantity, per line's unit, where it is
        below Amazon's price.

        :return: facts for a result, or None
        """
        prices = []
        for offer in offers.get(product.product_tmpl_id, ()):
            unit = offer.product_uom_id or product.uom_id
            if (offer.product_id and offer.product_id != product) or not (
                unit._has_common_reference(self.product_uom_id)
            ):
                continue
            if (
                self.product_uom_id._compute_quantity(self.quantity, unit)
                < offer.min_qty
            ):
                continue
            price = offer.price * (1 - offer.discount / 100) * rates[offer.currency_id]
            price = unit._compute_price(price, self.product_uom_id)
            prices.append((price, offer.partner_id.name))
        if not prices:
            return None
        price, vendor = min(prices)
        if self.currency_id.compare_amounts(price, self.price_unit) >= 0:
            return None
        return {
            "vendor": vendor,
            "price": round(price, 6),
            "ours": self.price_unit,
        }
