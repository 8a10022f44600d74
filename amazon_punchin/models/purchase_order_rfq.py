from odoo import api, fields, models
from odoo.exceptions import UserError


class PurchaseOrder(models.Model):
    """A draft request for quotation to Amazon: Amazon quotes by a cart (R81)."""

    _inherit = "purchase.order"

    may_browse_amazon = fields.Boolean(compute="_compute_may_browse_amazon")

    @api.depends("state", "partner_id", "amazon_request_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_may_browse_amazon(self):
        drafts = self.filtered(
            lambda order: (
                order.state in ("draft", "sent") and not order.amazon_request_id
            )
        )
        groups = drafts._amazon_groups() if drafts else False
        for order in self:
            order.may_browse_amazon = order in drafts and bool(
                order._amazon_groups_among(groups)
            )

    @api.model
    def _amazon_groups(self):
        """The groups in which the user may open Amazon; none for whoever may not buy
        there."""
        groups = self.env["amazon.punchin.group"]
        if not self.env.user.has_group("amazon_punchin.group_user"):
            return groups
        return groups._groups_to_shop()

    def _amazon_groups_among(self, groups):
        """Those of `groups` that buy from this order's vendor for its company."""
        return groups.filtered(
            lambda group: (
                group.sudo().partner_id == self.partner_id
                and group.company_id == self.company_id
            )
        )

    def action_browse_amazon(self):
        """Opens Amazon for what this draft asks for. The draft stays until the cart is
        here; then the cart's own order takes its place.

        :raise UserError: the draft is none, or its vendor is not Amazon
        :return: see `action_browse` of the request
        """
        self.ensure_one()
        self.check_access("write")
        groups = self._amazon_groups_among(self._amazon_groups())
        if not groups or not self.may_browse_amazon:
            raise UserError(
                self.env._(
                    "%(order)s cannot be shopped for at Amazon: it is no draft any "
                    "more, or its vendor is not the vendor of an Amazon group in which "
                    "you may buy.",
                    order=self.name,
                )
            )
        requests = self.env["amazon.punchin.request"]
        request = requests.search(
            [
                ("rfq_id", "=", self.id),
                ("user_id", "=", self.env.uid),
                ("state", "=", "open"),
                ("cart_date", "=", False),
            ],
            limit=1,
        )
        if not request:
            request = requests.create(
                {"group_id": groups[0].id, "note": self._amazon_wishes()}
            )
            request._unguarded().rfq_id = self
        return request.action_browse()

    def _amazon_wishes(self):
        """What the draft asks for, as a note for whoever shops."""
        wishes = [
            self.env._(
                "%(quantity)s × %(item)s", quantity=line.product_qty, item=line.name
            )
            for line in self.order_line
            if not line.display_type
        ]
        return "\n".join([self.env._("For %s", self.name), *wishes])
