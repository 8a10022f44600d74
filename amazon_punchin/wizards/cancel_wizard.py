from odoo import api, fields, models


class CancelWizard(models.TransientModel):
    """Asks why a request is given up and, once its order has left, whether somebody
    cancelled it at Amazon too: Odoo cannot (R131, M7)."""

    _name = "amazon.punchin.cancel.wizard"
    _description = "Cancel a Punchout Request"

    request_id = fields.Many2one(
        "amazon.punchin.request",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    order_names = fields.Char(
        string="Amazon Order Number", related="request_id.confirmation_ref"
    )
    was_sent = fields.Boolean(compute="_compute_was_sent")
    has_shipped = fields.Boolean(compute="_compute_was_sent")
    reason = fields.Text(required=True)
    cancelled_at_amazon = fields.Boolean(string="I cancelled it at Amazon")

    @api.depends("request_id")
    def _compute_was_sent(self):
        for wizard in self:
            request = wizard.request_id
            wizard.was_sent = request._may_be_at_amazon()
            wizard.has_shipped = bool(request.shipment_ids)

    def action_cancel(self):
        self.request_id.cancel(self.reason, self.cancelled_at_amazon)
        return {"type": "ir.actions.act_window_close"}
