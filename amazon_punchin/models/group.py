from odoo import api, fields, models
from odoo.exceptions import ValidationError

MARKETPLACES = {
    "us": ("amazon.com", "United States"),
    "ca": ("amazon.ca", "Canada"),
    "de": ("amazon.de", "Germany"),
    "es": ("amazon.es", "Spain"),
    "uk": ("amazon.co.uk", "United Kingdom"),
    "fr": ("amazon.fr", "France"),
    "it": ("amazon.it", "Italy"),
    "jp": ("amazon.co.jp", "Japan"),
}
"""Host and country by key."""
CONFIRMED = ("us", "ca", "de", "es", "uk")
"""The sites of which it is known that they offer punchout (R28)."""


def _site_label(key, host, country):
    if key in CONFIRMED:
        return f"{host} ({country})"
    return f"{host} ({country}, not confirmed for punchout)"


class Group(models.Model):
    """One Amazon Business group: one set of credentials, one company (R20, R26)."""

    _name = "amazon.punchin.group"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Amazon Business Group"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="As the group is called at Amazon.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    endpoint_id = fields.Many2one(
        "amazon.punchin.endpoint", required=True, ondelete="restrict", index=True
    )
    endpoint_url = fields.Char(related="endpoint_id.url", string="Endpoint URL")
    inbound_auth = fields.Selection(
        related="endpoint_id.inbound_auth", string="Amazon Proves Itself By"
    )
    marketplace = fields.Selection(
        [
            *(
                (key, _site_label(key, host, country))
                for key, (host, country) in MARKETPLACES.items()
            ),
            ("other", "Another Amazon site (not confirmed for punchout)"),
            ("sandbox", "Sandbox (simulated Amazon)"),
        ],
        required=True,
        default="us",
    )
    mode = fields.Selection(
        [("test", "Test"), ("live", "Live")],
        required=True,
        default="test",
        readonly=True,
        copy=False,
        tracking=True,
        help="Test orders are accepted by Amazon but never fulfilled nor charged.",
    )
    use_punchin = fields.Boolean(
        string="Start at Amazon",
        default=True,
        help="Buyers shop on Amazon and submit the cart to Odoo (punch-in).",
    )
    use_punchout = fields.Boolean(
        string="Start in Odoo",
        default=True,
        help="Buyers open Amazon from Odoo and come back with the cart (punchout).",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        check_company=True,
        help="Who the purchase orders and bills are with. Required before anything is "
        "ordered.",
    )
    default_location_id = fields.Many2one(
        "amazon.punchin.location",
        required=True,
        check_company=True,
        help="Used when the ship-to of a cart is not known here.",
    )
    location_ids = fields.Many2many(
        "amazon.punchin.location",
        "amazon_punchin_group_location_rel",
        string="Locations",
        check_company=True,
        help="Empty: all locations of the company.",
    )
    all_users = fields.Boolean(
        string="Everybody May Buy",
        default=True,
        help="All users with the right to buy on Amazon, or only those listed.",
    )
    user_ids = fields.Many2many(
        "res.users", "amazon_punchin_group_user_rel", string="Buyers"
    )
    approval = fields.Selection(
        [
            ("none", "None: the buyer releases"),
            ("manager", "A manager approves"),
            ("amount", "A manager approves above an amount"),
        ],
        required=True,
        default="manager",
    )
    approval_amount = fields.Monetary(
        string="Approval Above",
        currency_field="company_currency_id",
        help="Goods and estimated shipping and tax together, in the company currency.",
    )
    approver_ids = fields.Many2many(
        "res.users",
        "amazon_punchin_group_approver_rel",
        string="Approvers",
        help="People who may approve beside the purchasing managers.",
    )
    auto_order = fields.Boolean(
        string="Order on Release",
        default=True,
        help="A release makes, confirms and sends the purchase order at once.",
    )
    auto_create_product = fields.Boolean(
        string="Create Products",
        help="Make a product for each item that is bought for the first time; "
        "otherwise the default product stands for all of them.",
    )
    default_product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        default=lambda self: self._default_product("product_item"),
    )
    shipping_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        default=lambda self: self._default_product("product_shipping"),
    )
    tax_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        default=lambda self: self._default_product("product_tax"),
    )
    discount_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        default=lambda self: self._default_product("product_discount"),
    )
    tax_mode = fields.Selection(
        [
            ("amazon", "Amazon's tax as a line of its own"),
            ("odoo", "Odoo's taxes, compared with Amazon's"),
        ],
        string="Taxes",
        required=True,
        default="amazon",
    )
    payment_method_id = fields.Many2one(
        "amazon.punchin.payment.method", check_company=True
    )
    purchaser = fields.Selection(
        [
            ("approver", "Who approved"),
            ("requester", "Who bought"),
            ("fixed", "The responsible person"),
        ],
        string="Purchase Representative",
        required=True,
        default="approver",
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        help="Gets the activities that nobody else is there for.",
    )
    max_order_lines = fields.Integer(
        string="Lines per Order",
        default=50,
        help="A longer request becomes several purchase orders. 0: no limit.",
    )
    match_basis = fields.Selection(
        [
            ("ordered", "Ordered quantity"),
            ("shipped", "Shipped quantity"),
            ("received", "Received quantity"),
        ],
        string="Match Invoices Against",
        required=True,
        default="shipped",
    )
    price_tolerance_percent = fields.Float(
        string="Price Tolerance (%)", digits=(5, 2), default=0.0
    )
    total_tolerance = fields.Monetary(
        string="Amount Tolerance",
        currency_field="company_currency_id",
        default=0.05,
        help="For shipping, tax, discount and the total of an invoice.",
    )
    live_database_uuid = fields.Char(
        copy=False, readonly=True, groups="amazon_punchin.group_admin"
    )
    document_count = fields.Integer(compute="_compute_document_count")

    _order_url_unique = models.UniqueIndex(
        "(order_url) WHERE order_url IS NOT NULL",
        "Another group has the same order address: each group has its own at Amazon.",
    )

    @api.model
    def _default_product(self, name):
        return self.env.ref(f"amazon_punchin.{name}", raise_if_not_found=False)

    def _compute_document_count(self):
        counts = dict(
            self.env["amazon.punchin.message"]
            .sudo()
            ._read_group(
                [("group_id", "in", self.ids), ("original", "=", True)],
                ["group_id"],
                ["__count"],
            )
        )
        for group in self:
            group.document_count = counts.get(group, 0)

    @api.constrains("default_product_id", "shipping_product_id", "tax_mode")
    def _check_taxes(self):
        for group in self.sudo():
            taxes = self.env["account.tax"].union(
                *(
                    one.supplier_taxes_id._filter_taxes_by_company(group.company_id)
                    for one in group.default_product_id | group.shipping_product_id
                )
            )
            included = taxes.filtered("price_include")
            if group.tax_mode == "odoo" and included:
                raise ValidationError(
                    self.env._(
                        "%(tax)s is included in prices, but Amazon's prices exclude "
                        "tax. Choose products whose purchase taxes are added on top.",
                        tax=included[0].display_name,
                    )
                )

    def write(self, vals):
        fixed = {"company_id", "endpoint_id", "from_identity", "marketplace"} & set(
            vals
        )
        if fixed:
            for group in self.sudo().filtered("document_count"):
                changed = [
                    name
                    for name in fixed
                    if group._fields[name].convert_to_write(group[name], group)
                    != (vals[name] or False)
                ]
                if changed:
                    raise ValidationError(
                        self.env._(
                            "%(group)s has exchanged documents with Amazon: its "
                            "company, endpoint, identity and marketplace cannot "
                            "change any more. Archive it and create a new group.",
                            group=group.name,
                        )
                    )
        return super().write(vals)

    def _locations(self):
        """The locations that a cart of this group may be delivered to."""
        self.ensure_one()
        return self.location_ids or self.env["amazon.punchin.location"].search(
            [("company_id", "=", self.company_id.id)]
        )
