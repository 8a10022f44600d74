from odoo import models
from odoo.exceptions import AccessError, UserError

from .advice import advice


class Request(models.Model):
    """What was wrong with a package, told to those who can have it put right (E10)."""

    _inherit = "amazon.punchin.request"

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
        self.check_access("read")
        if self.env.user != self.sudo().user_id and not self._is_manager():
            raise AccessError(
                self.env._("Only the buyer or a manager can report this.")
            )
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
        return True

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
