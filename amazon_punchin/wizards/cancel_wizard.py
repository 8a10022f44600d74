from odoo import api, fields, models
from odoo.exceptions import UserError


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
        string="Amazon Order Number",
        related="request_id.confirmation_ref",
        related_sudo=False,
    )
    was_sent = fields.Boolean(compute="_compute_was_sent")
    has_shipped = fields.Boolean(compute="_compute_was_sent")
    amazon_order_url = fields.Char(
        related="request_id.amazon_order_url", related_sudo=False
    )
    origin = fields.Selection(related="request_id.origin", related_sudo=False)
    reason = fields.Text(required=True)
    at_amazon = fields.Selection(
        [
            ("yes", "Yes, I cancelled it there"),
            ("no", "No, it is not cancelled there"),
        ],
        string="Cancelled at Amazon?",
    )

    @api.depends("request_id")
    def _compute_was_sent(self):
        for wizard in self:
            request = wizard.request_id
            wizard.was_sent = request._may_be_at_amazon()
            wizard.has_shipped = bool(request.shipment_ids)

    def action_cancel(self):
        """
        :raise UserError: the order is at Amazon, and nobody said what became of it
        """
        if self.was_sent and not self.at_amazon:
            raise UserError(
                self.env._(
                    "Amazon has this order. Say whether you cancelled it there: Odoo "
                    "cannot know."
                )
            )
        self.request_id.cancel(self.reason, self.at_amazon == "yes")
        return {"type": "ir.actions.act_window_close"}
