from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

CHOICES = frozenset(
    {"group_id", "email", "location_id", "is_new_address", "speed", "line_ids"}
)
"""What a buyer decides before the cart leaves."""


class Cart(models.Model):
    """What a buyer puts together at the sandbox and submits to Odoo for approval."""

    _name = "amazon.punchin.sandbox.cart"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Sandbox Cart"
    _order = "id desc"
    _check_company_auto = True

    group_id = fields.Many2one(
        "amazon.punchin.group",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_group(),
        domain="[('marketplace', '=', 'sandbox')]",
    )
    company_id = fields.Many2one(related="group_id.company_id", store=True, index=True)
    email = fields.Char(
        string="Buyer's E-mail",
        required=True,
        default=lambda self: self._own_email(),
        help="Odoo finds the buyer by it; any address may be tried.",
    )
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index=True
    )
    location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Deliver to",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        check_company=True,
        help="Empty: the cart names no address.",
    )
    is_new_address = fields.Boolean(string="To an Address that Odoo does not Know")
    speed = fields.Selection(
        [
            ("standard", "Standard, 3 to 5 days"),
            ("fast", "Two days"),
            ("next", "Next day"),
        ],
        string="Delivery Speed",
        required=True,
        default="standard",
        help="Faster delivery costs more.",
    )
    line_ids = fields.One2many(
        "amazon.punchin.sandbox.cart.line", "cart_id", string="Items", copy=True
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_amounts", store=True
    )
    amount_goods = fields.Monetary(
        string="Goods", compute="_compute_amounts", store=True
    )
    amount_shipping = fields.Monetary(
        string="Estimated Shipping", compute="_compute_amounts", store=True
    )
    amount_tax = fields.Monetary(
        string="Estimated Tax", compute="_compute_amounts", store=True
    )
    amount_total = fields.Monetary(
        string="Estimated Total", compute="_compute_amounts", store=True
    )
    order_ids = fields.One2many(
        "amazon.punchin.sandbox.order",
        "cart_id",
        string="Orders",
        copy=False,
        groups="amazon_punchin.group_admin",
    )
    document_ids = fields.One2many(
        "amazon.punchin.sandbox.document",
        "cart_id",
        string="Documents",
        copy=False,
        groups="amazon_punchin.group_admin",
    )

    @api.depends_context("lang")
    def _compute_display_name(self):
        for cart in self:
            cart.display_name = self.env._("Cart %(number)s", number=cart.id or "")

    @api.depends("email")
    def _compute_email_normalized(self):
        for cart in self:
            cart.email_normalized = email_normalize(cart.email or "") or cart.email

    @api.depends("group_id")
    def _compute_location_id(self):
        for cart in self:
            cart.location_id = cart.group_id.sudo().default_location_id

    @api.depends(
        "group_id",
        "line_ids.currency_id",
        "line_ids.amount_goods",
        "line_ids.amount_shipping",
        "line_ids.amount_tax",
    )
    def _compute_amounts(self):
        for cart in self:
            lines = cart.line_ids
            cart.currency_id = (
                lines.currency_id[:1] or cart.group_id.company_id.currency_id
            )
            cart.amount_goods = sum(lines.mapped("amount_goods"))
            cart.amount_shipping = sum(lines.mapped("amount_shipping"))
            cart.amount_tax = sum(lines.mapped("amount_tax"))
            cart.amount_total = (
                cart.amount_goods + cart.amount_shipping + cart.amount_tax
            )

    @api.constrains("group_id")
    def _check_group(self):
        self.group_id._check_is_sandbox()

    def _writable_fields(self):
        if self and any(cart.state != "draft" for cart in self):
            return frozenset()
        if self and any(cart.flow == "punchout" for cart in self):
            return frozenset({"location_id", "is_new_address", "speed", "line_ids"})
        return CHOICES

    def _deletable(self):
        return self.state == "draft"

    @api.model
    def _default_group(self):
        """The first sandbox group, of the current company where it has one."""
        groups = self.env["amazon.punchin.group"].search(
            [
                ("marketplace", "=", "sandbox"),
                ("use_punchin", "=", True),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        return groups.sorted(lambda one: one.company_id != self.env.company)[:1]

    @api.model
    def _own_email(self):
        """How the current user is known at the shop: by e-mail, or by log-in for want
        of one. Odoo finds the buyer by either."""
        return self.env.user.email or self.env.user.login

    @api.model
    def _own_open_domain(self):
        """The current user's carts that are being filled here."""
        email = self._own_email()
        return [
            ("state", "=", "draft"),
            ("flow", "=", "punchin"),
            ("email_normalized", "=", email_normalize(email) or email),
        ]

    @api.model
    def create_cart(self, group, email, items, location=None):
        """A cart in one call, for demonstrations and tests.

        :param group: a sandbox group, or its id
        :param email: the buyer's, as it is known at Amazon
        :param items: list of `(asin, quantity)`; an ASIN named twice gets two lines
        :param location: where to deliver, or its id; the group's default if omitted
        :raise UserError: an ASIN is not in the catalogue
        :return: the cart, by RPC its id in a list
        """
        catalogue = self.env["amazon.punchin.sandbox.item"].search(
            [("asin", "in", [asin for asin, _quantity in items])]
        )
        by_asin = {item.asin: item for item in catalogue}
        if missing := [asin for asin, _quantity in items if asin not in by_asin]:
            raise UserError(
                self.env._(
                    "The sandbox does not sell %(asins)s.", asins=", ".join(missing)
                )
            )
        lines = [
            Command.create({"item_id": by_asin[asin].id, "quantity": quantity})
            for asin, quantity in items
        ]
        vals = {"group_id": _id(group), "email": email, "line_ids": lines}
        if location:
            vals["location_id"] = _id(location)
        return self.create(vals)

    @api.model
    def _open_cart(self, currency):
        """The current user's cart for items of one currency, a new one if need be.

        :raise UserError: there is no sandbox group to shop for
        """
        carts = self.search(self._own_open_domain())
        fitting = carts.filtered(
            lambda cart: cart.line_ids.currency_id in (currency, currency.browse())
        )
        if not fitting and not self._default_group():
            raise UserError(
                self.env._(
                    "There is no sandbox group in %(company)s. Ask an administrator "
                    "to create one, with the sandbox as its marketplace.",
                    company=self.env.company.name,
                )
            )
        return fitting[:1] or self.create({})

    def _add(self, item, quantity):
        """Puts units of an item into the cart, on the line where it already stands."""
        line = self.line_ids.filtered(lambda one: one.item_id == item)[:1]
        if line:
            line.quantity += quantity
        else:
            vals = {"item_id": item.id, "quantity": quantity}
            self.line_ids = [Command.create(vals)]

    def action_view_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Orders"))


def _id(record):
    return record if isinstance(record, int) else record.id
