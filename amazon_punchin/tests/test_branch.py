from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .checks_common import ChecksCommon


@tagged("post_install", "-at_install")
class TestBranch(ChecksCommon):
    """A branch of a company keeps its books with the taxes of its parent."""

    def found(self):
        """:return: the row about the books of a branch's group"""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        location = self.env["amazon.punchin.location"].create(
            {
                "name": "Annex",
                "company_id": branch.id,
                "partner_id": branch.partner_id.id,
            }
        )
        group = self.env["amazon.punchin.group"].create(
            {
                "name": "Branch",
                "company_id": branch.id,
                "endpoint_id": self.endpoint.id,
                "default_location_id": location.id,
                "default_product_id": self.group.default_product_id.id,
                "shipping_product_id": self.group.shipping_product_id.id,
                "tax_mode": "odoo",
            }
        )
        group.run_checks()
        return group.health_ids.filtered(lambda one: one.code == "books")

    def tax(self, **values):
        tax = self.env["account.tax"].create(
            {"name": "8 %", "amount": 8, "type_tax_use": "purchase", **values}
        )
        products = self.group.default_product_id | self.group.shipping_product_id
        products.supplier_taxes_id = tax

    def test_taxes_of_the_parent_count(self):
        self.tax()
        self.assertEqual(self.found().finding, "health_books_ok")

    def test_taxes_of_the_parent_are_added_on_top(self):
        self.tax(price_include_override="tax_included")
        with self.assertRaisesRegex(ValidationError, "included in prices"):
            self.found()
