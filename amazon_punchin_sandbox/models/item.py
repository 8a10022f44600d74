from odoo import api, fields, models

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side, amounts


class Item(models.Model):
    """Something that the sandbox sells, with all that a cart tells of it."""

    _name = "amazon.punchin.sandbox.item"
    _description = "Sandbox Item"
    _order = "category, name, id"
    _rec_names_search = ["name", "asin"]

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    asin = fields.Char(string="ASIN", required=True, copy=False)
    price = fields.Float(
        string="Unit Price",
        required=True,
        digits="Product Price",
        help="Without tax, per unit.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        default=lambda self: self.env.company.currency_id,
        ondelete="restrict",
    )
    price_text = fields.Char(string="Price", compute="_compute_price_text")
    category = fields.Char(required=True)
    sub_category = fields.Char()
    unspsc = fields.Char(string="UNSPSC")
    manufacturer_name = fields.Char(string="Manufacturer")
    manufacturer_part_id = fields.Char(string="Manufacturer's Part")
    sold_by = fields.Char(required=True, default="Sandbox Retail")
    fulfilled_by = fields.Char(required=True, default="Sandbox Retail")
    condition = fields.Char(required=True, default="New")
    ean = fields.Char(string="EAN")
    uom_code = fields.Char(
        string="Unit", required=True, default="EA", help="UN/ECE code, as in the cart."
    )
    description = fields.Text(help="For the shop's page; no cart tells it.")
    picture = fields.Char(
        required=True, default="parcel", help="Name of a drawing of the shop's."
    )
    language = fields.Char(
        required=True, default=amazon_side.LANGUAGE, help="Of the name, as xml:lang."
    )

    _asin_unique = models.UniqueIndex("(asin)", "Another item has the same ASIN.")
    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "The price of an item is not negative."
    )

    @api.depends("price", "currency_id")
    def _compute_price_text(self):
        """As the currency writes it: the web client knows active ones only."""
        for item in self:
            item.price_text = item.currency_id.format(item.price)

    def action_add_to_cart(self):
        """Puts one unit into the user's open cart and shows the cart."""
        self.ensure_one()
        cart = self.env["amazon.punchin.sandbox.cart"]._open_cart(self.currency_id)
        cart._add(self, 1)
        return cart._get_records_action()

    def _item_detail(self, price):
        """What cart and confirmation say of the item.

        :param price: per unit, in the item's currency
        :return: `cxml.ItemDetail`
        """
        told = {
            "soldBy": self.sold_by,
            "fulfilledBy": self.fulfilled_by,
            "category": self.category,
            "subCategory": self.sub_category,
            "itemCondition": self.condition,
            "qualifiedOffer": "true",
            "UPC": "NA",
            "ean": self.ean,
            "preference": "default",
        }
        classification = cxml.Classification("UNSPSC", self.unspsc or "")
        return cxml.ItemDetail(
            unit_price=amounts.money(price, self.currency_id),
            description=self.name,
            description_language=self.language,
            unit_of_measure=self.uom_code,
            classifications=(classification,) if self.unspsc else (),
            manufacturer_part_id=self.manufacturer_part_id or None,
            manufacturer_name=self.manufacturer_name or None,
            extrinsics=tuple(
                cxml.Extrinsic(name, value) for name, value in told.items() if value
            ),
        )
