from odoo import api, fields, models


class SecretWizard(models.TransientModel):
    """Shows credentials to an administrator who asked with a button that keeps a note
    of it. Nothing of them is stored here."""

    _name = "amazon.punchin.secret.wizard"
    _description = "Credentials"

    group_id = fields.Many2one(
        "amazon.punchin.group", readonly=True, ondelete="cascade"
    )
    endpoint_id = fields.Many2one(
        "amazon.punchin.endpoint", readonly=True, ondelete="cascade"
    )
    identity = fields.Char(compute="_compute_secret")
    secret = fields.Char(compute="_compute_secret")

    @api.depends("group_id", "endpoint_id")
    def _compute_secret(self):
        for wizard in self:
            group, endpoint = wizard.group_id, wizard.endpoint_id
            (group or endpoint)._check_admin()
            wizard.identity = group.from_identity or endpoint.inbound_username
            wizard.secret = group.shared_secret or endpoint.inbound_password
