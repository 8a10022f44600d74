from odoo import api, fields, models


class SecretWizard(models.TransientModel):
    """Shows credentials to an administrator who asked with a button that keeps a note
    of it, and made this record. Nothing of them is stored here."""

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
            asked = wizard._origin
            (asked.group_id or asked.endpoint_id)._check_admin()
            group, endpoint = asked.group_id.sudo(), asked.endpoint_id.sudo()
            wizard.identity = group.from_identity or endpoint.inbound_username
            wizard.secret = group.shared_secret or endpoint.inbound_password

    @api.model
    def _show(self, title, **asked):
        """
        :param asked: `group_id` or `endpoint_id`
        :return: the action that shows its credentials to whoever is logged in
        """
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": self.sudo().create(asked).id,
            "view_mode": "form",
            "target": "new",
        }
