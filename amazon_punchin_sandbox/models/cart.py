from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .. import amazon_side
from .locking import lock

STATES = {
    "queued": "submitted",
    "retrying": "submitted",
    "sending": "sending",
    "done": "accepted",
    "refused": "refused",
    "failed": "error",
}
"""State of a cart by that of its set-up request."""
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
    payload_id = fields.Char(string="Payload ID", readonly=True, copy=False, index=True)
    setup_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        string="Set-up Request",
        readonly=True,
        copy=False,
        groups="amazon_punchin.group_admin",
    )
    state = fields.Selection(
        [
            ("draft", "Shopping"),
            ("submitted", "Submitted"),
            ("sending", "Being transferred"),
            ("accepted", "In Odoo"),
            ("refused", "Refused by Odoo"),
            ("error", "Not transferred"),
            ("returned", "Returned to Odoo"),
            ("left", "Left without buying"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )
    answer_text = fields.Char(
        string="Odoo's Answer", compute="_compute_state", store=True
    )
    attempts = fields.Integer(related="setup_id.attempts", related_sudo=True)
    start_page_url = fields.Char(string="Start Page", readonly=True, copy=False)
    decision = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected")], readonly=True, copy=False
    )
    decision_text = fields.Char(readonly=True, copy=False)
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
    cart_port = fields.Integer(
        readonly=True, copy=False, groups="amazon_punchin.group_admin"
    )
    cart_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    times_fetched = fields.Integer(
        readonly=True, copy=False, groups="amazon_punchin.group_admin"
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

    @api.depends(
        "returned_on",
        "is_left",
        "setup_id.state",
        "setup_id.status_code",
        "setup_id.status_text",
        "setup_id.error",
    )
    def _compute_state(self):
        """Odoo's last answer in words, or why there is none."""
        for cart in self:
            setup = cart.setup_id
            cart.state = STATES.get(setup.state, "draft")
            if cart.returned_on:
                cart.state = "left" if cart.is_left else "returned"
            words = (setup.status_code and str(setup.status_code), setup.status_text)
            answer = " ".join(word for word in words if word)
            failure = (setup.error or "").strip().splitlines()[-1:]
            cart.answer_text = answer or " ".join(failure) or False

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

    def submit(self):
        """*Submit order for approval*: stores, and wakes the sandbox's cron.

        Nothing leaves from here: a server with one worker would wait for itself.

        :raise UserError: the cart or its group is not complete, or it was submitted
        :return: True
        """
        self.check_access("write")
        lock(self)
        for cart in self:
            cart._check_complete()
            cart._unguarded()._hand_over()
        return True

    def _check_complete(self):
        group = self.group_id.sudo()
        if self.flow == "punchout":
            text = self.env._(
                "%(cart)s came from Odoo: return it to Odoo instead.",
                cart=self.display_name,
            )
        elif self.state != "draft":
            text = self.env._("%(cart)s was submitted already.", cart=self.display_name)
        elif not self.line_ids:
            text = self.env._("The cart is empty. Add an item first.")
        elif not (group.from_identity and group.shared_secret and group.use_punchin):
            text = self.env._(
                "%(group)s cannot be used yet: it needs its From Identity, its Shared "
                "Secret and the way 'Start at Amazon'. Ask %(name)s.",
                group=group.name,
                name=group.responsible_id.name,
            )
        else:
            return
        raise UserError(text)

    def _hand_over(self):
        """Gives the lines their auxiliary ids and queues the set-up request."""
        self._number_lines()
        self.payload_id = amazon_side.payload_id()
        self.setup_id = self.setup_id._queue(
            self.group_id,
            "PunchOutSetupRequest",
            payload_id=self.payload_id,
            cart_id=self.id,
        )

    def _number_lines(self):
        number = amazon_side.cart_number()
        for position, line in enumerate(self.line_ids.sorted("id"), 1):
            line.auxiliary_id = f"{number},{position}"

    def action_submit(self):
        """Submits, and leads to the page that waits for Odoo's answer as at Amazon."""
        self.ensure_one()
        self.submit()
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin_sandbox/transfer/{self.id}",
            "target": "self",
        }

    def action_go_to_odoo(self):
        """Where Amazon would lead the buyer's browser now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.start_page_url,
            "target": "self",
        }

    def action_send_again(self):
        """The set-up request once more, as Amazon repeats one (same payload ID)."""
        return self.setup_id.send_again()

    def action_view_orders(self):
        return self.order_ids._get_records_action(name=self.env._("Orders"))

    @api.model
    def _on_offer(self, group):
        """The carts of `group` that the sandbox serves at this moment."""
        return self.search(
            [
                ("group_id", "=", group.id),
                ("cart_port", "!=", 0),
                ("setup_id.state", "=", "sending"),
                ("setup_id.next_attempt_at", ">", fields.Datetime.now()),
            ]
        )

    def _decide(self, approved, text):
        """What a StatusUpdateRequest says of the cart."""
        self._unguarded().write(
            {
                "decision": "approved" if approved else "rejected",
                "decision_text": text,
            }
        )


def _id(record):
    return record if isinstance(record, int) else record.id
