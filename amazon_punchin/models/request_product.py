from collections import defaultdict

from odoo import models


class Request(models.Model):
    """Which product of Odoo's an ordered line is (R147, R148)."""

    _inherit = "amazon.punchin.request"

    def _choose_products(self, lines):
        """Sets the product of each line: by the vendor's code, which is the ASIN, or by
        EAN or UPC; else a new one where the group makes them, or the group's default.

        A product whose unit has no common reference with the line's is not chosen."""
        group = self.group_id.sudo()
        known = lines._known_products()
        missing = lines.filtered(lambda line: line not in known)
        made = {}
        if group.auto_create_product and missing:
            made = self.env["product.supplierinfo"]._create_products(group, missing)
        chosen = defaultdict(list)
        for line in lines:
            product = known.get(line) or made.get(line.supplier_part_id)
            if not product or not product.uom_id._has_common_reference(
                line.product_uom_id
            ):
                product = group.default_product_id
            chosen[product].append(line.id)
        for product, ids in chosen.items():
            lines.browse(ids)._unguarded().product_id = product


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    def _known_products(self):
        """:return: dict of line to its product, where one is known in Odoo"""
        request = self.request_id
        by_asin = self.env["product.supplierinfo"]._find_by_asin(
            request.group_id.sudo(), set(self.mapped("supplier_part_id"))
        )
        codes = {line: _spellings(line.barcode) for line in self}
        by_code = {
            one.barcode: one
            for one in self.env["product.product"]
            .sudo()
            .search(
                [
                    ("barcode", "in", [*set().union(*codes.values())]),
                    ("company_id", "in", (False, request.company_id.id)),
                    ("purchase_ok", "=", True),
                ]
            )
        }
        found = {}
        for line in self:
            named = [by_code[code] for code in codes[line] if code in by_code]
            product = by_asin.get(line.supplier_part_id) or next(iter(named), None)
            if product:
                found[line] = product
        return found


def _spellings(code):
    """A UPC is an EAN without its leading zero: 070330123458 and 0070330123458."""
    if not code:
        return []
    if len(code) == 12:
        return [code, f"0{code}"]
    return [code, code[1:]] if len(code) == 13 and code[0] == "0" else [code]
