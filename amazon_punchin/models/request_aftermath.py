from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .activities import close_steps


class Request(models.Model):
    """What people settle by hand: whose cart it is, and that nothing more is
    expected."""

    _inherit = "amazon.punchin.request"

    assigned_by_id = fields.Many2one(
        "res.users",
        string="Buyer Named by",
        readonly=True,
        copy=False,
        help="Approves this purchase as little as its buyer does, until the buyer has "
        "submitted it himself.",
    )

    def _writable_fields(self):
        """A cart that nobody was found for is given to its buyer (design §5)."""
        names = super()._writable_fields()
        if self and self._may_assign():
            names = names | {"user_id"}
        return names

    def _may_assign(self):
        responsible = self.group_id.sudo().responsible_id == self.env.user
        return (
            self.state == "open"
            and not self.user_id
            and (self._is_manager() or responsible)
        )

    def _buyers(self):
        """Who does not approve the purchase where two people have to: the buyer, and
        who named him, or he would approve a cart of his own in a colleague's name.

        :return: `res.users`
        """
        request = self.sudo()
        return request.user_id | request.assigned_by_id

    def _vouch(self):
        """The buyer submits what somebody said to be his: now it is."""
        if self.assigned_by_id and self.env.user == self.user_id:
            self._unguarded().assigned_by_id = False

    def _unassigned(self):
        """:return: list of str, that nobody is the buyer, or nothing"""
        if self.user_id:
            return []
        if self._may_assign():
            return [
                self.env._(
                    "Nobody who may buy is known by the e-mail address %(email)s: "
                    "choose the buyer of this cart, or reject it.",
                    email=self.user_email,
                )
            ]
        return [
            self.env._(
                "Nobody is known as the buyer: let a purchasing manager or %(name)s "
                "say whose cart it is.",
                name=self.group_id.sudo().responsible_id.name,
            )
        ]

    def write(self, vals):
        assigned = self.browse()
        if "user_id" in vals and not self._is_unguarded():
            assigned = self
        result = super().write(vals)
        for request in assigned.sudo():
            request._check_new_buyer(request.user_id.exists())
            request._unguarded().assigned_by_id = self.env.uid
            request.message_subscribe(request.user_id.partner_id.ids)
            close_steps(request)
            request._announce(None)
        return result

    def _check_new_buyer(self, user):
        """
        :raise UserError: the user may not buy in the group
        """
        if not user or self.group_id._buyer_problem(user):
            raise UserError(
                self.env._(
                    "%(name)s may not buy in %(group)s. Choose somebody who has the "
                    "right to buy on Amazon and is among the group's buyers.",
                    name=user.name or self.env._("Nobody"),
                    group=self.group_id.name,
                )
            )

    def _check_manager(self):
        """
        :raise AccessError: for anybody but a manager of the request's company
        """
        self.check_access("read")
        if not self._is_manager():
            raise AccessError(self.env._("Only a purchasing manager can decide this."))

    def close(self, reason):
        """Nothing more is expected: the purchase is done, whatever is missing.

        :param reason: why, kept on the request
        :raise AccessError: for anybody but a manager
        :return: True
        """
        for request in self:
            request._check_manager()
            if not (reason or "").strip():
                raise UserError(self.env._("Say why nothing more is expected."))
            request._decide(("released",))
            request._unguarded().closed_reason = reason
            close_steps(request)
            request._news(self.env._("Closed: %(reason)s", reason=reason))
        return True
