from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .advice import advice


class Request(models.Model):
    """What was wrong with a package, told to those who can have it put right (E10)."""

    _inherit = "amazon.punchin.request"

    problem_reported_on = fields.Date(
        string="Problem Reported", readonly=True, copy=False
    )
    reported_problem = fields.Char(string="What Is Wrong", readonly=True, copy=False)
    problem_settled_on = fields.Date(readonly=True, copy=False)
    credited_before = fields.Float(
        readonly=True,
        copy=False,
        digits="Product Unit",
        help="Units that were credited when the problem was reported.",
    )
    credit_state = fields.Selection(
        [
            ("waiting", "Credit expected"),
            ("credited", "Credited"),
            ("settled", "Settled"),
        ],
        string="What Came of It",
        compute="_compute_credit_state",
        store=True,
    )

    @api.depends(
        "problem_reported_on",
        "problem_settled_on",
        "credited_before",
        "line_ids.qty_credited",
    )
    def _compute_credit_state(self):
        for request in self:
            if not request.problem_reported_on:
                request.credit_state = False
            elif request.problem_settled_on:
                request.credit_state = "settled"
            elif request._units_credited() > request.credited_before:
                request.credit_state = "credited"
            else:
                request.credit_state = "waiting"

    def _units_credited(self):
        return sum(self.line_ids.mapped("qty_credited"))

    def report_problem(self, line, quantity, what, wanted, note="", photo=None):
        """A note on the request, and a task for the group's responsible: returns and
        refunds are asked for at Amazon itself.

        :param line: request line
        :param quantity: units that it is about
        :param what: what is wrong, in words
        :param wanted: what the buyer would like, in words
        :param photo: `(file name, bytes)`
        :raise AccessError: for anybody but the buyer or a manager
        :raise UserError: not of this request, or more units than were ordered
        :return: True
        """
        self.ensure_one()
        self._check_may_report()
        self._check_reported(line, quantity)
        responsible = self.group_id.sudo().responsible_id
        facts = {
            "user": self.env.user.name,
            "quantity": f"{quantity:g}",
            "item": line.name or line.supplier_part_id,
            "what": what,
            "wanted": wanted,
            "note": note or "-",
            "order": ", ".join(filter(None, self.order_ids.mapped("name")))
            or self.sudo().purchase_id.name,
        }
        _summary, told = advice(self.env, "problem_reported", **facts)
        self.sudo().message_post(
            body=told,
            author_id=self.env.user.partner_id.id,
            subtype_xmlid="mail.mt_note",
            attachments=[photo] if photo else [],
        )
        spoken = self._speaking_to(responsible)
        summary, text = advice(spoken.env, "problem_reported", **facts)
        self._todo(f"{summary}: {facts['item']}"[:120], text, user=responsible)
        told = [f"{what} ({wanted})"]
        values = {
            "problem_reported_on": fields.Date.context_today(self),
            "problem_settled_on": False,
        }
        if self.credit_state == "waiting":
            told.insert(0, self.reported_problem)
        else:
            values["credited_before"] = self._units_credited()
        self._unguarded().write({**values, "reported_problem": "; ".join(told)})
        return True

    def settle_problem(self):
        """A replacement came, or the money by a way of its own: not every refund comes
        as a document (R146).

        :raise AccessError: for anybody but the buyer or a manager
        :raise UserError: no problem is open
        :return: True
        """
        for request in self:
            request._check_may_report()
            if request.credit_state not in ("waiting", "credited"):
                raise UserError(
                    request.env._("No problem of %(name)s is open.", name=request.name)
                )
            today = fields.Date.context_today(request)
            request._unguarded().problem_settled_on = today
            request._news(request.env._("The reported problem is settled."))
        return True

    def action_settle_problem(self):
        return self.settle_problem()

    def _check_may_report(self):
        """
        :raise AccessError: for anybody but the buyer or a manager
        """
        self.check_access("read")
        if self.env.user != self.sudo().user_id and not self._is_manager():
            raise AccessError(
                self.env._("Only the buyer or a manager can report this.")
            )

    def _check_reported(self, line, quantity):
        """
        :raise UserError: see :meth:`report_problem`
        """
        if line not in self.line_ids:
            raise UserError(self.env._("Choose an item of %s.", self.name))
        if not 0 < quantity <= line.quantity:
            raise UserError(
                self.env._(
                    "%(ordered)s of this item were ordered; say how many of them it is "
                    "about.",
                    ordered=f"{line.quantity:g}",
                )
            )
