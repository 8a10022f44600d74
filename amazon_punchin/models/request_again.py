from odoo import api, fields, models
from odoo.exceptions import UserError

from .values import plain_number

ENDED = ("rejected", "cancelled", "expired")
ARRIVED = ("received", "done")


class Request(models.Model):
    """A cart that came to nothing is not mended but bought anew (R102, R129, R130)."""

    _inherit = "amazon.punchin.request"

    replaces_id = fields.Many2one(
        "amazon.punchin.request",
        string="Shopped Again For",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    may_shop_again = fields.Boolean(compute="_compute_may_shop_again")
    may_order_again = fields.Boolean(compute="_compute_may_shop_again")
    duplicate_hint = fields.Text(compute="_compute_duplicate_hint")

    @api.depends("state", "stage", "order_sent_on", "line_ids.qty_rejected")
    @api.depends_context("uid")
    def _compute_may_shop_again(self):
        for request in self:
            mine = request.user_id == self.env.user or request._is_manager()
            request.may_order_again = (
                mine
                and request.state == "released"
                and any(request.line_ids.mapped("qty_rejected"))
            )
            request.may_shop_again = mine and request._is_over()

    def _is_over(self):
        """Whether the cart came to an end: given up, or ordered."""
        return self.state in ENDED or bool(self.order_sent_on or self.order_ids)

    @api.depends("replaces_id", "state")
    def _compute_duplicate_hint(self):
        """What may come twice, while there is still time to stop it."""
        for request in self:
            former = request.replaces_id.sudo()
            request.duplicate_hint = (
                bool(former)
                and request.state in ("open", "pending")
                and request._tell_duplicates(former)
            )

    def _tell_duplicates(self, former):
        if former.still_live:
            return self.env._(
                "%(name)s, which this request replaces, is still live at Amazon: "
                "cancel it there first, or the items come twice.",
                name=former.name,
            )
        coming = {
            line.supplier_part_id
            for line in former.line_ids
            if former.state == "released"
            and former.stage not in ARRIVED
            and line.qty_rejected + line.qty_received < line.quantity
        }
        twice = self.line_ids.filtered(lambda line: line.supplier_part_id in coming)
        if not twice:
            return False
        return self.env._(
            "Amazon still delivers these of %(name)s: %(items)s. Buy them again only "
            "if you need more.",
            name=former.name,
            items=", ".join(dict.fromkeys(twice.mapped("supplier_part_id"))),
        )

    def shop_again(self):
        """A new request with the same group, place and note, and the way to Amazon
        (R102, E5).

        :raise UserError: the cart is neither given up nor ordered
        :return: an action
        """
        self.ensure_one()
        self._check_buyer()
        if not self._is_over():
            raise UserError(
                self.env._(
                    "%(name)s is still going on. Cancel it first, then shop again.",
                    name=self.name,
                )
            )
        return self._begin_anew(self.note)

    def order_again(self):
        """A new request for what Amazon rejected, with a list of it (R129).

        :raise UserError: Amazon rejected nothing
        :return: an action
        """
        self.ensure_one()
        self._check_buyer()
        rejected = self.line_ids.filtered("qty_rejected").sorted("line_number")
        if not rejected:
            raise UserError(
                self.env._("Amazon rejected nothing of %(name)s.", name=self.name)
            )
        order = self.confirmation_ref or self._live_purchases()[:1].name or self.name
        text = self.env._(
            "Rejected by Amazon, to buy again:\n%(items)s\nIf order %(order)s still "
            "shows them at Amazon, cancel them there, or they may come twice.",
            items="\n".join(line._tell_rejected() for line in rejected),
            order=order,
        )
        return self._begin_anew(text)

    def _begin_anew(self, note):
        """The next request, or Amazon's own site where carts start there."""
        group = self.group_id
        if not group.use_punchout:
            url = group._site_url()
            if not url:
                raise UserError(
                    self.env._("Carts of %(group)s start at Amazon.", group=group.name)
                )
            return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        location = self.location_id
        request = self.create(
            {
                "group_id": group.id,
                "note": note or False,
                **({"location_id": location.id} if location else {}),
            }
        )
        request._unguarded().replaces_id = self
        if group._may_punch_out():
            return request.action_browse()
        return request.get_formview_action()

    def action_shop_again(self):
        return self.shop_again()

    def action_order_again(self):
        return self.order_again()


class RequestLine(models.Model):
    _inherit = "amazon.punchin.request.line"

    def _tell_rejected(self):
        """One line of a shopping list: how many, of what, and where."""
        parts = (
            f"• {plain_number(self.qty_rejected)} × {self.title}",
            self.supplier_part_id,
            self.item_url,
        )
        return " – ".join(filter(None, parts))
