from odoo import api, fields, models

from .advice_differences import difference_advice
from .invoice_billed import BY_HAND


class Difference(models.Model):
    """What whoever decides on a difference is told, and where it leads."""

    _inherit = "amazon.punchin.exception"

    next_step = fields.Text(string="What to Do", compute="_compute_next_step")
    has_hand_bill = fields.Boolean(compute="_compute_has_hand_bill")

    @api.depends("code", "reference")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for one in self:
            label = labels.get(one.code, "")
            one.display_name = f"{label} {one.reference}" if one.reference else label

    @api.depends("code", "state", "invoice_id")
    @api.depends_context("lang")
    def _compute_next_step(self):
        for one in self:
            one.next_step = one.state == "open" and difference_advice(
                self.env, one.code, bool(one.invoice_id)
            )

    @api.depends("code", "state")
    def _compute_has_hand_bill(self):
        for one in self:
            one.has_hand_bill = one.code == BY_HAND and bool(one.sudo()._hand_bills())

    def _hand_bills(self):
        """The bills made by hand that differences are about."""
        return self.invoice_line_id.purchase_line_id._bills_by_hand()

    def action_view_hand_bills(self):
        self.ensure_one()
        return self.env["amazon.punchin.invoice"]._open_bills(self.sudo()._hand_bills())

    def action_accept(self):
        """Asks for the reason, for all of these at once."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_punchin.accept_wizard_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action
