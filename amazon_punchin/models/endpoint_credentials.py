import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError

HIDDEN = "••••••••"


class Endpoint(models.Model):
    """The HTTP credentials that Amazon gets from us: generated, and shown on record
    (R33, R32)."""

    _inherit = "amazon.punchin.endpoint"

    password_entry = fields.Char(
        string="Password or Token (Hidden)",
        compute="_compute_password_entry",
        readonly=False,
        exportable=False,
        groups="amazon_punchin.group_admin",
        help="Type over it to enter another one. Show tells it, and keeps a note of "
        "who looked.",
    )

    is_foreign = fields.Boolean(compute="_compute_is_foreign")

    @api.depends("group_ids.company_id")
    @api.depends_context("uid")
    def _compute_is_foreign(self):
        """Whether it serves groups of companies where the user is not."""
        for endpoint in self:
            endpoint.is_foreign = endpoint._serves_others()

    def _serves_others(self):
        groups = self.sudo().with_context(active_test=False).group_ids
        return bool(groups.company_id - self.env.user.sudo().company_ids)

    @api.depends("inbound_password")
    def _compute_password_entry(self):
        """The form never holds the password, only that there is one."""
        for endpoint in self:
            known = endpoint.sudo().inbound_password
            endpoint.password_entry = HIDDEN if known else False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_entered(vals) for vals in vals_list])

    def write(self, vals):
        self._check_companies()
        return super().write(_entered(vals))

    def unlink(self):
        self._check_companies()
        return super().unlink()

    @api.onchange("inbound_auth")
    def _onchange_inbound_auth(self):
        """Whoever chooses a scheme gets values for it."""
        if self.inbound_auth == "basic" and not self.inbound_username:
            self.inbound_username = "amazon"
        if self.inbound_auth in ("basic", "bearer") and not self.password_entry:
            self.password_entry = secrets.token_urlsafe(32)

    def _check_admin(self):
        """
        :raise AccessError: for anybody but an administrator of all of its companies
        """
        if not self.env.user.has_group("amazon_punchin.group_admin"):
            raise AccessError(
                self.env._(
                    "Only an administrator of Amazon Business can do this. Ask "
                    "%(names)s.",
                    names=self.env["amazon.punchin.why"]._administrators(),
                )
            )
        self.check_access("write")
        self._check_companies()

    def _check_companies(self):
        """An endpoint has no company: whoever changes it can turn away the documents
        of all groups that it serves.

        :raise AccessError: it serves groups of a company where the user is not
        """
        if self.env.su:
            return
        for endpoint in self:
            if endpoint._serves_others():
                raise AccessError(
                    self.env._(
                        "The endpoint %(endpoint)s serves groups of other companies "
                        "too. Ask an administrator who works in all of them, or use "
                        "an endpoint of your own.",
                        endpoint=endpoint.name,
                    )
                )

    def action_generate_credentials(self):
        """New values; Amazon must get them, or its documents are turned away."""
        self._check_admin()
        for endpoint in self.sudo():
            endpoint.write(
                {
                    "inbound_username": endpoint.inbound_username or "amazon",
                    "inbound_password": secrets.token_urlsafe(32),
                }
            )
            endpoint._log(
                self.env._(
                    "%(user)s generated new HTTP credentials of the endpoint "
                    "%(endpoint)s.",
                    user=self.env.user.name,
                    endpoint=endpoint.name,
                )
            )
        return True

    def action_show_credentials(self):
        self.ensure_one()
        self._check_admin()
        self._log(
            self.env._(
                "%(user)s looked at the HTTP credentials of the endpoint %(endpoint)s.",
                user=self.env.user.name,
                endpoint=self.name,
            )
        )
        return self.env["amazon.punchin.secret.wizard"]._show(
            self.env._("HTTP Credentials"), endpoint_id=self.id
        )

    def _log(self, text):
        """On every group of the endpoint: there people read."""
        for group in self.sudo().group_ids:
            group._log_secret(text)

    @api.model
    def _has_field_access(self, field, operation):
        """Entered, and read by nobody, as the group's secrets."""
        if field.name == "inbound_password" and operation == "read" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)


def _entered(vals):
    """What was typed over the hidden password becomes the password."""
    if "password_entry" not in vals:
        return vals
    vals = dict(vals)
    entry = (vals.pop("password_entry") or "").strip()
    if entry != HIDDEN:
        vals["inbound_password"] = entry
    return vals
