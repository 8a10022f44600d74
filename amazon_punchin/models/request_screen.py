from textwrap import shorten

from odoo import api, fields, models
from odoo.fields import Domain

from .request_consent import OPEN_CONSENT

RELEASED_OR_BEFORE = ("open", "pending", "released")


class Request(models.Model):
    """What the screens of a request ask for: whose turn it is, what stands in the way,
    and how much there is to open. The methods behind the buttons check all of it
    themselves; nothing here grants anything."""

    _inherit = "amazon.punchin.request"
    _mail_post_access = "read"  # accountants see requests, and may ask about them

    summary = fields.Char(string="Items", compute="_compute_summary")
    next_delivery = fields.Date(compute="_compute_next_delivery")
    names_conditions = fields.Boolean(
        compute="_compute_names_conditions", help="Whether anything is not new."
    )
    location_address = fields.Text(
        string="Address in Odoo", compute="_compute_location_address"
    )
    auto_order = fields.Boolean(related="group_id.auto_order")
    needs_approval = fields.Boolean(compute="_compute_turn")
    awaits_me = fields.Boolean(
        string="Waits for My Decision",
        compute="_compute_turn",
        search="_search_awaits_me",
    )
    may_edit = fields.Boolean(compute="_compute_turn")
    may_assign = fields.Boolean(compute="_compute_turn")
    may_submit = fields.Boolean(compute="_compute_turn")
    may_release = fields.Boolean(compute="_compute_turn")
    may_reject = fields.Boolean(compute="_compute_turn")
    may_reply = fields.Boolean(compute="_compute_turn")
    may_close_test = fields.Boolean(compute="_compute_turn")
    may_cancel = fields.Boolean(compute="_compute_turn")
    may_create_purchase = fields.Boolean(compute="_compute_turn")
    may_send = fields.Boolean(compute="_compute_turn")
    may_override_address = fields.Boolean(compute="_compute_turn")
    may_override_expired = fields.Boolean(compute="_compute_turn")
    is_running_out = fields.Boolean(compute="_compute_is_running_out")
    problem_text = fields.Text(compute="_compute_problem_text")
    purchase_names = fields.Char(
        string="Purchase Order", compute="_compute_purchase_names"
    )
    purchase_count = fields.Integer(compute="_compute_counts")
    shipment_count = fields.Integer(compute="_compute_counts")
    invoice_count = fields.Integer(compute="_compute_counts")
    bill_count = fields.Integer(compute="_compute_counts")
    document_count = fields.Integer(compute="_compute_counts")
    order_count = fields.Integer(compute="_compute_counts")
    exception_count = fields.Integer(compute="_compute_counts")
    open_exception_count = fields.Integer(compute="_compute_counts")

    @api.depends("line_ids.name")
    def _compute_summary(self):
        for request in self:
            lines = request.line_ids.sorted("line_number")
            first = shorten(lines[:1].name or "", 60, placeholder="…")
            if len(lines) > 1:
                request.summary = self.env._(
                    "%(item)s and %(count)s more", item=first, count=len(lines) - 1
                )
            else:
                request.summary = first or False

    @api.depends("line_ids.delivery_date", "line_ids.qty_received")
    def _compute_next_delivery(self):
        today = fields.Date.context_today(self)
        for request in self:
            days = request.line_ids.mapped("delivery_date")
            request.next_delivery = min(
                (day for day in days if day and day >= today), default=False
            )

    @api.depends("line_ids.condition")
    def _compute_names_conditions(self):
        for request in self:
            told = {
                (one or "new").strip().casefold()
                for one in request.line_ids.mapped("condition")
            }
            request.names_conditions = bool(told - {"new"})

    @api.depends("location_id")
    def _compute_location_address(self):
        for request in self:
            partner = request.location_id.sudo().partner_id
            text = f"{partner.name}\n{partner._display_address(without_company=True)}"
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            request.location_address = bool(partner) and "\n".join(lines)

    @api.depends("state", "expires_on", "order_sent_on", "order_ids")
    def _compute_is_running_out(self):
        """Whether the days of the cart still count: nothing was ordered yet."""
        for request in self:
            request.is_running_out = (
                request.state in RELEASED_OR_BEFORE
                and bool(request.expires_on)
                and not (request.order_sent_on or request.order_ids)
            )

    @api.depends(
        "state",
        "user_id",
        "order_sent_on",
        "send_on_confirmation",
        "location_id",
        "may_consent",
    )
    @api.depends_context("uid")
    def _compute_turn(self):
        for request in self:
            state = request.state
            purchases = request._live_purchases()
            mine = request.user_id == self.env.user
            manager = request._is_manager()
            approver = request._is_approver()
            needs_approval = bool(request.group_id) and request._needs_approval()
            sent = bool(request.order_sent_on or request.order_ids)
            releasing = approver or (not needs_approval and mine)
            ordering = state == "released" and (
                releasing or request.group_id.may_decide
            )
            unsent = state in RELEASED_OR_BEFORE and not sent
            request.needs_approval = needs_approval
            waits_for_others = request._waits_for_consent()
            request.awaits_me = state == "pending" and approver and not waits_for_others
            request.may_edit = manager and state in ("open", "pending")
            request.may_edit |= mine and state == "open"
            request.may_assign = request._may_assign()
            request.may_submit = (
                state == "open"
                and bool(request.cart_date and request.user_id)
                and (mine or manager)
            )
            request.may_release = (
                state == "pending" and releasing and not request._open_consents()
            )
            request.may_reject = request.may_consent or (
                approver and (state == "pending" or (state == "open" and not mine))
            )
            named = request.sudo().assigned_by_id == self.env.user
            request.may_reply = request.may_consent or (
                (approver or named) and state == "pending" and not mine
            )
            request.may_cancel = (
                state in RELEASED_OR_BEFORE
                and request.stage not in ("done", "cancelled")
                and (manager or (mine and not sent))
            )
            request.may_close_test = (
                request.is_test and request.may_cancel and state == "released"
            )
            request.may_create_purchase = ordering and not purchases
            request.may_send = ordering and bool(
                {"draft", "sent"} & set(purchases.mapped("state"))
            )
            request.may_override_address = (
                manager
                and unsent
                and bool(request.cart_date)
                and not request.address_matched
                and not request.address_override
            )
            request.may_override_expired = (
                manager
                and (unsent or state == "expired")
                and request.is_expired
                and not request.expired_override
            )

    @api.model
    def _search_awaits_me(self, operator, _value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        groups = self.env["amazon.punchin.group"].sudo()
        groups = groups.with_context(active_test=False).search([])
        strict = groups.filtered(lambda group: not group.self_approval)
        waiting = Domain.FALSE
        absences = self.env["amazon.punchin.substitute"]._represented_today(user)
        for person in user | absences.user_id:
            namers = absences.filtered(lambda one, p=person: one.user_id == p)
            theirs = groups.filtered(
                lambda one, person=person, namers=namers: (
                    (person == user or namers._holding_in(one.company_id))
                    and one._has_right(person)
                )
            )
            buyers = person | user
            if len(namers.named_by_id) == 1:
                buyers |= namers.named_by_id
            bought = Domain("group_id", "in", strict.ids)
            bought &= Domain("user_id", "in", buyers.ids) | Domain(
                "assigned_by_id", "in", buyers.ids
            )
            waiting |= Domain("group_id", "in", theirs.ids) & ~bought
        elsewhere = self.sudo().search(
            [("state", "=", "pending"), ("policy_result_ids", "any", OPEN_CONSENT)]
        )
        elsewhere = elsewhere.filtered(lambda one: one._waits_for_consent())
        waiting &= Domain("id", "not in", elsewhere.ids)
        return Domain("state", "=", "pending") & waiting

    @api.depends("state", "order_sent_on", "location_id", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_problem_text(self):
        for request in self:
            problems = []
            if (
                request.state in RELEASED_OR_BEFORE
                and request.cart_date
                and not request.order_sent_on
            ):
                problems = request._release_problems()
            request.problem_text = "\n".join(f"• {one}" for one in problems)

    @api.depends("purchase_ids.name")
    def _compute_purchase_names(self):
        """The numbers alone, for buyers who have no right to open purchase orders."""
        for request in self:
            names = request.sudo().purchase_ids.sorted("id").mapped("name")
            request.purchase_names = ", ".join(names) or False

    @api.depends_context("uid")
    def _compute_counts(self):
        decides = self._is_manager() or self.env.user.has_group(
            "account.group_account_invoice"
        )
        for request in self:
            known = request.sudo()
            differences = known.exception_ids.filtered(
                lambda one: decides or one.user_id == self.env.user
            )
            request.purchase_count = len(known.purchase_ids)
            request.shipment_count = len(known.shipment_ids)
            request.invoice_count = len(known.invoice_ids)
            request.bill_count = len(known.invoice_ids.move_id)
            request.document_count = len(known.document_ids)
            request.order_count = len(known.order_ids)
            request.exception_count = len(differences)
            request.open_exception_count = len(
                differences.filtered(lambda one: one.state == "open")
            )

    def action_view_purchases(self):
        return self._open(self.env._("Purchase Orders"), self.purchase_ids)

    def action_view_shipments(self):
        return self._open(self.env._("Shipments"), self.shipment_ids)

    def action_view_invoices(self):
        return self._open(self.env._("Amazon Invoices"), self.invoice_ids)

    def action_view_bills(self):
        return self._open(self.env._("Bills"), self.sudo().invoice_ids.move_id)

    def action_view_documents(self):
        return self._open(self.env._("Documents"), self.document_ids)

    def _open(self, title, records):
        """The action that shows `records`: one in its form, several in a list."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"create": False},
        }
        if len(records) == 1:
            action.update(view_mode="form", res_id=records.id)
        return action
