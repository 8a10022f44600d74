from odoo import fields, models


class LocationWizard(models.TransientModel):
    """Asks what a cart's address does not say before it becomes a location: how we
    call it, and its phone, without which Amazon saves no address (R51, R52)."""

    _name = "amazon.punchin.location.wizard"
    _description = "Create a Location From a Cart"

    request_id = fields.Many2one(
        "amazon.punchin.request",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    ship_to_text = fields.Text(related="request_id.ship_to_text", related_sudo=False)
    name = fields.Char(
        required=True,
        default=lambda self: self._default_name(),
        help="How people in the company call the place.",
    )
    phone = fields.Char(
        required=True,
        help="Of somebody who is there when parcels come. Amazon saves no address "
        "without one.",
    )
    accepts_weekend = fields.Boolean(string="Weekend Delivery")

    def _default_name(self):
        request = self.env["amazon.punchin.request"].browse(
            self.env.context.get("active_id")
        )
        told = request.ship_to or {}
        return next(
            filter(None, (*told.get("deliver_to", ()), told.get("name"))), False
        )

    def action_create(self):
        self.request_id.create_location(self.name, self.phone, self.accepts_weekend)
        return {"type": "ir.actions.act_window_close"}
