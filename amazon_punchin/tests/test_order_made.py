from dataclasses import replace

from odoo.fields import Command
from odoo.tests import tagged

from .. import cxml
from .test_coding import CodingCommon

EAN = "4006381333931"
UPC = "070330123458"


@tagged("post_install", "-at_install")
class TestOrderMade(CodingCommon):
    """The purchase order that a release makes: number, purchaser, products, taxes and
    shipping (scenario 11, R46, R115-R117, R147, R148)."""

    def coded(self, *codes):
        """A cart with one line for each EAN or UPC."""
        items = [
            self.item(f"B{n}", 1, 10, n, extrinsics=(cxml.Extrinsic("ean", code),))
            for n, code in enumerate(codes, 1)
        ]
        return self.cart(items)

    def product(self, **values):
        return self.env["product.product"].create({"name": "Known", **values})

    # Products ----------------------------------------------------------------------

    def test_products_by_asin(self):
        self.group.auto_create_product = True
        first = self.released()
        products = first.line_ids.product_id
        self.assertEqual(len(products), 2, "two lines share an ASIN")
        second = self.released()
        self.assertEqual(second.line_ids.product_id, products)
        self.assertEqual(
            sorted(products.seller_ids.mapped("product_code")), ["B0A", "B0B"]
        )

    def test_product_by_ean_or_upc(self):
        """After the ASIN, before a new product or the default; a UPC is an EAN without
        its leading zero, on either side."""
        by_ean = self.product(barcode=EAN)
        by_upc = self.product(barcode=f"0{UPC}")
        for made in (False, True):
            self.group.auto_create_product = made
            request = self.released(self.coded(EAN, UPC))
            self.assertEqual(request.line_ids.mapped("product_id"), by_ean | by_upc)
            self.assertEqual(
                request.line_ids.purchase_line_id.product_id, by_ean | by_upc
            )
        self.assertFalse(
            (by_ean | by_upc).seller_ids, "only an ASIN is a vendor's code"
        )
        by_upc.barcode = False
        by_upc.barcode = UPC
        request = self.released(self.coded(f"0{UPC}"))
        self.assertEqual(request.line_ids.product_id, by_upc)

    def test_asin_goes_before_ean(self):
        by_asin = self.product(
            seller_ids=[
                Command.create({"partner_id": self.vendor.id, "product_code": "B1"})
            ]
        )
        self.product(barcode=EAN)
        request = self.released(self.coded(EAN))
        self.assertEqual(request.line_ids.product_id, by_asin)

    def test_product_that_does_not_fit_is_not_chosen(self):
        """Of another company, archived, never bought, or of another kind of unit."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        litre = self.env.ref("uom.product_uom_litre")
        product = self.product(barcode=EAN)
        for values in (
            {"company_id": other.id},
            {"company_id": False, "purchase_ok": False},
            {"purchase_ok": True, "active": False},
            {"active": True, "uom_id": litre.id},
        ):
            product.write(values)
            request = self.released(self.coded(EAN))
            self.assertEqual(
                request.line_ids.product_id, self.group.default_product_id, values
            )

    def test_new_product_has_the_category_of_the_rule(self):
        self.group.auto_create_product = True
        category = self.env["product.category"].create({"name": "Stationery"})
        self.rule(asin="B1", product_categ_id=category.id)
        request = self.released(self.coded(EAN, UPC))
        first, second = request.line_ids.product_id
        self.assertEqual(first.categ_id, category)
        self.assertEqual(second.categ_id, self.group.default_product_id.categ_id)
        self.assertEqual(first.company_id, self.company)

    def test_default_product_where_none_are_made(self):
        default = self.group.default_product_id
        request = self.released()
        self.assertEqual(request.line_ids.product_id, default)
        self.assertFalse(default.seller_ids)
        self.assertEqual(
            request.purchase_id._amazon_lines().mapped("name"),
            request.line_ids.mapped("name"),
        )

    # The order itself --------------------------------------------------------------

    def test_next_number_and_purchaser(self):
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "purchase.order"),
                ("company_id", "in", (False, self.company.id)),
            ],
            limit=1,
        )
        for purchaser, expected in (
            ("approver", self.manager),
            ("requester", self.employee),
            ("fixed", self.administrator),
        ):
            self.group.write(
                {"purchaser": purchaser, "responsible_id": self.administrator.id}
            )
            number = sequence.get_next_char(sequence.number_next_actual)
            order = self.released().purchase_id
            self.assertEqual((order.name, order.user_id), (number, expected))
            self.assertEqual(order.origin, order.amazon_request_id.name)

    def test_shipping_is_a_line_of_its_own(self):
        request = self.released()
        extra = request.purchase_id.order_line - request.purchase_id._amazon_lines()
        self.assertEqual(extra.product_id, self.group.shipping_product_id)
        self.assertEqual((extra.product_qty, extra.price_unit), (1, 5.99))
        sent = cxml.read(self.order_message(request)._bytes())
        self.assertEqual(len(sent.items), 3, "Amazon orders goods alone")
        request = self.released(replace(self.cart(), shipping=self.amount(0)))
        self.assertEqual(len(request.purchase_id.order_line), 3)

    def test_taxes_by_product_and_fiscal_position(self):
        taxes = self.env["account.tax"]
        home, abroad = taxes.create(
            [
                {"name": name, "amount": 8, "type_tax_use": "purchase"}
                for name in ("Home", "Abroad")
            ]
        )
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        abroad.write(
            {
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.set(home.ids)],
            }
        )
        products = self.group.default_product_id | self.group.shipping_product_id
        products.supplier_taxes_id = home
        self.assertFalse(self.released().purchase_id.order_line.tax_ids)
        self.group.tax_mode = "odoo"
        order = self.released().purchase_id
        self.assertEqual(order.order_line.tax_ids, home)
        self.assertEqual(len(order.order_line.filtered("tax_ids")), 4)
        self.vendor.property_account_position_id = position
        order = self.released().purchase_id
        self.assertEqual(order.fiscal_position_id, position)
        self.assertEqual(order.order_line.tax_ids, abroad)
