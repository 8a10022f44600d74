from odoo import Command, api, fields, models

from ..papers import order_request

NOT_NEW = "Only new orders are accepted. [Error code: 001-001]"


class Order(models.Model):
    """A purchase order that Odoo sent, as it lies on the sandbox's order desk."""

    _name = "amazon.punchin.sandbox.order"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Sandbox Order"
    _order = "id desc"
    _rec_name = "order_ref"
    _check_company_auto = True

    order_ref = fields.Char(string="Purchase Order", required=True, index=True)
    payload_id = fields.Char(string="Payload ID", required=True, index=True)
    group_id = fields.Many2one(
        "amazon.punchin.group", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="group_id.company_id", store=True, index=True)
    cart_id = fields.Many2one(
        "amazon.punchin.sandbox.cart", index="btree_not_null", ondelete="set null"
    )
    request_document_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        string="Order Request",
        index="btree_not_null",
        ondelete="restrict",
    )
    times_received = fields.Integer(related="request_document_id.times_received")
    is_test = fields.Boolean(string="Test")
    date = fields.Datetime(string="Order Date")
    email = fields.Char(string="Buyer's E-mail")
    ship_to = fields.Text()
    currency_id = fields.Many2one("res.currency", required=True)
    amount_total = fields.Monetary(string="Total", help="Goods, as Odoo told it.")
    line_ids = fields.One2many(
        "amazon.punchin.sandbox.order.line", "order_id", string="Lines"
    )
    document_ids = fields.Many2many(
        "amazon.punchin.sandbox.document",
        "amazon_punchin_sandbox_document_order_rel",
        string="Documents",
    )
    delay_minutes = fields.Integer(
        string="Send Later By",
        help="Minutes that the desk holds back what it sends from now on.",
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("confirmed", "Confirmed"),
            ("partly_shipped", "Partly shipped"),
            ("shipped", "Shipped"),
            ("invoiced", "Invoiced"),
            ("rejected", "Rejected"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )

    @api.constrains("group_id")
    def _check_group(self):
        self.group_id._check_is_sandbox()

    @api.depends(
        "line_ids.quantity",
        "line_ids.qty_confirmed",
        "line_ids.qty_rejected",
        "line_ids.qty_shipped",
        "line_ids.qty_invoiced",
    )
    def _compute_state(self):
        for order in self:
            wanted, answered, shipped, invoiced = (
                sum(order.line_ids.mapped(get))
                for get in (
                    lambda line: line.quantity - line.qty_rejected,
                    lambda line: line.qty_confirmed,
                    lambda line: line.qty_shipped,
                    lambda line: line.qty_invoiced,
                )
            )
            if order.line_ids and not wanted:
                order.state = "rejected"
            elif invoiced and invoiced >= wanted:
                order.state = "invoiced"
            elif shipped:
                order.state = "shipped" if shipped >= wanted else "partly_shipped"
            else:
                order.state = "confirmed" if answered else "received"

    def _writable_fields(self):
        return frozenset({"delay_minutes"} if self else ())

    @api.model
    def _refusal(self, document):
        """Why Amazon would not take this order, or None."""
        if document.type != "new":
            return NOT_NEW
        if not self._currency(document):
            return f"The currency {document.total.currency} is not known."
        return None

    @api.model
    def _currency(self, document):
        return (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", document.total.currency)], limit=1)
        )

    @api.model
    def _take(self, received, document):
        """Puts an order on the desk.

        :param received: the `amazon.punchin.sandbox.document` that it came in
        :param document: `cxml.OrderRequest`
        :return: the order
        """
        cart_lines = self._cart_lines(received.group_id, document)
        vals = order_request.order_vals(document, self._currency(document), cart_lines)
        return self._unguarded().create(
            {
                **vals,
                "group_id": received.group_id.id,
                "cart_id": cart_lines[:1].cart_id.id,
                "request_document_id": received.id,
                "document_ids": [Command.link(received.id)],
            }
        )

    @api.model
    def _cart_lines(self, group, document):
        """The lines of this group's carts that an order means, by auxiliary id."""
        given = [item.supplier_part_auxiliary_id for item in document.items]
        return (
            self.env["amazon.punchin.sandbox.cart.line"]
            .sudo()
            .search(
                [
                    ("cart_id.group_id", "=", group.id),
                    ("auxiliary_id", "in", [one for one in given if one]),
                ]
            )
        )

    def action_confirm(self):
        return bool(self.desk_confirm())

    def action_backorder(self):
        return bool(self.desk_backorder())

    def action_split(self):
        return bool(self.desk_split())

    def action_ship_part(self):
        return bool(self.desk_ship_part())

    def action_ship_rest(self):
        return bool(self.desk_ship(packages=2))

    def action_invoice(self):
        return bool(self.desk_invoice())

    def action_consolidate(self):
        return self.desk_consolidate()._get_records_action()

    def action_ask(self):
        """Opens the question that the button names in `default_action`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Order Desk: %(order)s", order=self.order_ref),
            "res_model": "amazon.punchin.sandbox.question",
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "default_order_id": self.id},
        }
