from odoo import api, fields, models
from odoo.exceptions import UserError

from .activities import todo
from .advice import advice

STAGES = [
    ("new", "New"),
    ("browsing", "Browsing"),
    ("cart_received", "Cart received"),
    ("pending_approval", "To approve"),
    ("order_created", "Order created"),
    ("order_sent", "Order sent"),
    ("order_confirmed", "Order confirmed"),
    ("partly_shipped", "Partly shipped"),
    ("shipped", "Shipped"),
    ("received", "Received"),
    ("partly_invoiced", "Partly invoiced"),
    ("invoiced", "Invoiced"),
    ("done", "Done"),
    ("rejected", "Rejected"),
    ("cancelled", "Cancelled"),
    ("expired", "Expired"),
]


class Request(models.Model):
    """The Punchout Request: one purchase from its cart to its bills (design §1)."""

    _name = "amazon.punchin.request"
    _inherit = ["amazon.punchin.guarded", "mail.thread", "mail.activity.mixin"]
    _description = "Punchout Request"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    group_id = fields.Many2one(
        "amazon.punchin.group",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_group(),
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    origin = fields.Selection(
        [("punchin", "Amazon"), ("punchout", "Odoo")],
        string="Started at",
        required=True,
        readonly=True,
        default="punchout",
    )
    marketplace = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("open", "Open"),
            ("pending", "To approve"),
            ("released", "Released"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="open",
        index=True,
        copy=False,
    )
    stage = fields.Selection(
        STAGES,
        compute="_compute_stage",
        store=True,
        index=True,
        group_expand="_expand_stages",
    )
    user_id = fields.Many2one(
        "res.users", string="Buyer", readonly=True, index=True, tracking=True
    )
    user_email = fields.Char(string="Buyer's E-mail", readonly=True)
    approver_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    payload_id = fields.Char(readonly=True, copy=False, index="btree_not_null")
    buyer_cookie = fields.Char(copy=False, groups="base.group_system")
    return_token = fields.Char(copy=False, groups="base.group_system")
    start_token = fields.Char(
        copy=False, groups="base.group_system", index="btree_not_null"
    )
    cart_date = fields.Datetime(string="Cart Received", readonly=True, copy=False)
    expires_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="Amazon keeps prices and stock of a cart for seven days.",
    )
    is_expired = fields.Boolean(compute="_compute_is_expired")
    is_test = fields.Boolean(string="Test", readonly=True, copy=False)
    came_as_test = fields.Boolean(readonly=True, copy=False)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    has_mixed_currency = fields.Boolean(readonly=True, copy=False)
    amount_goods = fields.Monetary(string="Goods", readonly=True, copy=False)
    amount_shipping_estimate = fields.Monetary(
        string="Estimated Shipping", readonly=True, copy=False
    )
    amount_tax_estimate = fields.Monetary(
        string="Estimated Tax", readonly=True, copy=False
    )
    amount_total_estimate = fields.Monetary(
        string="Estimated Total",
        compute="_compute_amount_total_estimate",
        store=True,
    )
    line_ids = fields.One2many(
        "amazon.punchin.request.line", "request_id", string="Lines", readonly=True
    )
    line_count = fields.Integer(compute="_compute_line_count")
    location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Deliver to",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    ship_to_text = fields.Text(string="Address at Amazon", readonly=True, copy=False)
    address_matched = fields.Boolean(readonly=True, copy=False)
    address_override = fields.Char(readonly=True, copy=False)
    expired_override = fields.Char(readonly=True, copy=False)
    note = fields.Text(string="Notes")
    purchase_ids = fields.One2many(
        "purchase.order", "amazon_request_id", string="Purchase Orders", readonly=True
    )
    purchase_id = fields.Many2one(
        "purchase.order", string="First Purchase Order", readonly=True, copy=False
    )
    send_on_confirmation = fields.Boolean(readonly=True, copy=False)
    order_sent_on = fields.Datetime(readonly=True, copy=False)
    closed_reason = fields.Char(readonly=True, copy=False)
    order_ids = fields.One2many(
        "amazon.punchin.order", "request_id", string="Amazon Orders", readonly=True
    )
    shipment_ids = fields.One2many(
        "amazon.punchin.shipment", "request_id", string="Shipments", readonly=True
    )
    invoice_ids = fields.Many2many(
        "amazon.punchin.invoice",
        "amazon_punchin_invoice_request_rel",
        string="Invoices",
        readonly=True,
        copy=False,
    )
    document_ids = fields.Many2many(
        "amazon.punchin.message",
        "amazon_punchin_message_request_rel",
        string="Documents",
        readonly=True,
        copy=False,
    )
    exception_ids = fields.One2many(
        "amazon.punchin.exception", "request_id", string="Differences", readonly=True
    )
    confirmation_ref = fields.Char(
        string="Amazon Order Number", readonly=True, copy=False
    )
    reject_reason = fields.Char(readonly=True, copy=False)
    still_live = fields.Boolean(
        string="Still Live at Amazon",
        readonly=True,
        copy=False,
        help="Cancelled here, but not at Amazon: it may still be shipped and charged.",
    )

    _payload_unique = models.UniqueIndex(
        "(group_id, payload_id) WHERE payload_id IS NOT NULL",
        "This cart is here already.",
    )

    @api.model
    def _default_group(self):
        groups = self.env["amazon.punchin.group"].search(
            [("company_id", "=", self.env.company.id)], limit=2
        )
        return groups if len(groups) == 1 else groups.browse()

    def _writable_fields(self):
        if not self:
            return {"group_id", "location_id", "note"}
        if self.state == "open" and (
            self.user_id == self.env.user or self._is_manager()
        ):
            return {"location_id", "note", "line_ids"}
        if self.state == "pending" and self._is_manager():
            return {"location_id", "note", "line_ids"}
        return frozenset()

    def _deletable(self):
        return (
            self.state == "open"
            and not self.cart_date
            and self.user_id == self.env.user
        )

    def _is_manager(self):
        return self.env.user.has_group("amazon_punchin.group_manager")

    @api.model_create_multi
    def create(self, vals_list):
        """A person starts a request with a group, a place and a note; what else it
        needs is copied from the group."""
        if not self._is_unguarded():
            self.check_access("create")
            for vals in vals_list:
                self.browse()._check_writable(vals)
        vals_list = [self._complete(vals) for vals in vals_list]
        requests = (
            super(Request, self._unguarded().with_context(tracking_disable=True))
            .create(vals_list)
            .with_env(self.env)
        )
        if not self._is_unguarded():
            requests.check_access("create")
        for request in requests.sudo().filtered("user_id"):
            request.message_subscribe(request.user_id.partner_id.ids)
        return requests

    @api.model
    def _complete(self, vals):
        """What a request copies from its group at creation and keeps (design §4)."""
        group = self.env["amazon.punchin.group"].browse(
            vals.get("group_id") or self._default_group().id
        )
        if not group:
            raise UserError(
                self.env._(
                    "Choose the Amazon group to buy in. If there is none to choose, "
                    "ask an administrator of Amazon Business to add you to one."
                )
            )
        if not self._is_unguarded():
            group.check_access("read")
            if group._buyer_problem(self.env.user):
                raise UserError(
                    self.env._(
                        "You are not among the buyers of %(group)s. Ask %(name)s.",
                        group=group.name,
                        name=group.sudo().responsible_id.name,
                    )
                )
        company = group.company_id
        return {
            "group_id": group.id,
            "company_id": company.id,
            "marketplace": group.marketplace,
            "currency_id": company.currency_id.id,
            "user_id": self.env.uid,
            "user_email": self.env.user.email,
            "location_id": group.sudo().default_location_id.id,
            "is_test": group.mode == "test",
            "name": self.env["ir.sequence"]
            .sudo()
            .with_company(company)
            .next_by_code("amazon.punchin.request"),
            **vals,
        }

    @api.depends("amount_goods", "amount_shipping_estimate", "amount_tax_estimate")
    def _compute_amount_total_estimate(self):
        for request in self:
            request.amount_total_estimate = (
                request.amount_goods
                + request.amount_shipping_estimate
                + request.amount_tax_estimate
            )

    def _compute_is_expired(self):
        now = fields.Datetime.now()
        for request in self:
            request.is_expired = bool(request.expires_on and request.expires_on < now)

    @api.depends("line_ids")
    def _compute_line_count(self):
        for request in self:
            request.line_count = len(request.line_ids)

    @api.model
    def _expand_stages(self, stages, _domain):
        """The stages that occur, in their order."""
        return [key for key, _label in STAGES if key in stages]

    def _todo(self, summary, text, user=None, **options):
        """An activity on this request, see :func:`todo`.

        :param user: who shall act; the group's responsible person by default
        :return: whether it is new
        """
        self.ensure_one()
        user = user or self.group_id.sudo().responsible_id
        return todo(self, summary, text, user, **options)

    def _ask_to_act(self, code, user=None, facts=None, **options):
        """An activity with an advice, in the language of whoever shall act.

        :param code: problem code, see :func:`advice`
        :param user: the group's responsible person by default
        :param facts: dict of what the advice names; called with this request in the
            reader's language where the facts are words themselves
        :return: whether it is new
        """
        user = user or self.group_id.sudo().responsible_id
        spoken = self._speaking_to(user)
        known = facts(spoken) if callable(facts) else facts or {}
        summary, text = advice(spoken.env, code, **{"name": self.name, **known})
        return self._todo(summary, text, user=user, **options)

    def _speaking_to(self, user):
        """This request in the language of `user`, for a text that `user` shall read:
        it is written in that of a cron, or of whoever acts, otherwise."""
        return self.with_context(lang=user.lang or self.env.lang)

    def _news(self, body, subtype="note", to=None):
        """Posts one note, e.g. that a shipment left.

        :param subtype: `note` or one of the addon's subtypes, e.g. `shipped`
        :param to: users who are told whatever they follow
        """
        self.ensure_one()
        xmlid = {
            "note": "mail.mt_note",
        }.get(subtype, f"amazon_punchin.mt_{subtype}")
        self._unguarded().message_post(
            body=body,
            subtype_xmlid=xmlid,
            author_id=self.env.user.partner_id.id,
            partner_ids=to.partner_id.ids if to else [],
        )

    def _message_compute_parent_id(self, parent_id):
        """Our notes answer nobody; to find whom, Odoo would read the texts of up to
        200 messages for each."""
        if self._is_unguarded():
            return parent_id
        return super()._message_compute_parent_id(parent_id)
