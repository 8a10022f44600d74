import hmac
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

SECRETS = ("shared_secret", "previous_secret")
MOST_OVERLAP_DAYS = 365
HIDDEN = "••••••••"


class Group(models.Model):
    """The shared secret: hidden, shown on record, and changed without a gap (R32,
    wish 7)."""

    _inherit = "amazon.punchin.group"

    shared_secret = fields.Char(
        copy=False, exportable=False, groups="amazon_punchin.group_admin"
    )
    previous_secret = fields.Char(
        copy=False,
        readonly=True,
        exportable=False,
        groups="amazon_punchin.group_admin",
    )
    previous_secret_until = fields.Datetime(
        copy=False, readonly=True, groups="amazon_punchin.group_admin"
    )
    secret_entry = fields.Char(
        string="Shared Secret (Hidden)",
        compute="_compute_secret_entry",
        inverse="_inverse_secret_entry",
        exportable=False,
        groups="amazon_punchin.group_admin",
        help="Type over it to enter another one. Show tells it, and keeps a note of "
        "who looked.",
    )
    secret_changed_on = fields.Datetime(
        copy=False, readonly=True, groups="amazon_punchin.group_admin"
    )
    overlap_until = fields.Selection(
        [
            ("date", "Until a date"),
            ("use", "Until Amazon uses the new one, or the date"),
        ],
        string="Old Secret Accepted",
        default="date",
        required=True,
        copy=False,
        readonly=True,
        groups="amazon_punchin.group_admin",
    )
    outbound_secret = fields.Selection(
        [("current", "The new one"), ("previous", "The old one")],
        string="Orders Leave With",
        default="current",
        required=True,
        copy=False,
        readonly=True,
        groups="amazon_punchin.group_admin",
        help="Amazon takes one secret only: switch here after you switched there.",
    )

    @api.depends("shared_secret")
    def _compute_secret_entry(self):
        """The form never holds the secret, only that there is one."""
        for group in self:
            group.secret_entry = HIDDEN if group.sudo().shared_secret else False

    def _inverse_secret_entry(self):
        for group in self:
            entry = (group.secret_entry or "").strip()
            if entry != HIDDEN:
                group.shared_secret = entry

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("shared_secret"):
                vals.setdefault("secret_changed_on", fields.Datetime.now())
        return super().create(vals_list)

    def write(self, vals):
        if "shared_secret" in vals and "secret_changed_on" not in vals:
            vals = {**vals, "secret_changed_on": fields.Datetime.now()}
        return super().write(vals)

    @api.model
    def _has_field_access(self, field, operation):
        """An administrator enters a secret, and nobody reads one, by no call, search,
        group or export: people see it with Show, on record (R32)."""
        if field.name in SECRETS and operation == "read" and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    def _secret_holds(self, given):
        """Whether `given` is the present secret, or the previous one in its overlap.

        Compares in constant time, also where the group has no secret."""
        group = self.sudo()
        given = (given or "").encode()
        holds = False
        secrets_ = [group.shared_secret or ""]
        if group._overlaps():
            secrets_.append(group.previous_secret or "")
        for secret in secrets_:
            holds |= _same(given, secret)
        return holds

    def _overlaps(self):
        """Whether the old secret is accepted beside the new one at this moment."""
        until = self.previous_secret_until
        if not until or until <= fields.Datetime.now():
            return False
        return self.overlap_until != "use" or not self._was_new_secret_used()

    def _was_new_secret_used(self):
        """Derived from the documents: what comes in writes nothing on its group."""
        used = [
            ("group_id", "=", self.id),
            ("bears_new_secret", "=", True),
            ("create_date", ">=", self.secret_changed_on),
        ]
        return bool(self.env["amazon.punchin.message"].search_count(used, limit=1))

    def _vals_of_secret(self, given):
        """What a document's row keeps of the secret that it bore: whether it was the
        new one of two. Never the secret itself."""
        group = self.sudo()
        if not group.previous_secret_until:
            return {}
        secret = group.shared_secret or ""
        return {"bears_new_secret": _same((given or "").encode(), secret)}

    def _secret_to_send(self):
        """The secret that Amazon takes from us now."""
        group = self.sudo()
        until = group.previous_secret_until
        if group.outbound_secret == "previous" and until:  # noqa: S105
            return group.previous_secret or group.shared_secret
        return group.shared_secret

    def rotate_secret(
        self, new_secret, overlap_days=7, send_with="current", until="date"
    ):
        """Takes a new shared secret and goes on accepting the old one for a while.

        :param overlap_days: days during which both hold; a year at the most
        :param send_with: `current`, or `previous` until Amazon has switched
        :param until: `date`, or `use`: at the latest until Amazon uses the new one
        :raise AccessError: for anybody but an administrator
        :raise UserError: there is no new secret, or it is the one that stands
        :return: True
        """
        self.ensure_one()
        self._check_admin()
        group = self.sudo()
        new_secret = (new_secret or "").strip()
        if not new_secret or new_secret == group.shared_secret:
            raise UserError(
                self.env._(
                    "This is the secret that the group has already, or none at all. "
                    "Make a new one at Amazon first."
                )
            )
        had = bool(group.shared_secret)
        days = min(max(overlap_days, 0), MOST_OVERLAP_DAYS)
        end = fields.Datetime.now() + timedelta(days=days)
        group.write(
            {
                "previous_secret": group.shared_secret,
                "previous_secret_until": had and end,
                "overlap_until": until,
                "shared_secret": new_secret,
                "outbound_secret": send_with if had else "current",
            }
        )
        group._log_secret(
            self.env._(
                "%(user)s changed the shared secret; the old one is accepted until "
                "%(date)s.",
                user=self.env.user.name,
                date=fields.Datetime.to_string(end),
            )
        )
        return True

    def _log_secret(self, text):
        """Who did what with a secret, never which."""
        self.sudo().message_post(body=text, subtype_xmlid="mail.mt_note")

    def end_overlap(self):
        """The old secret holds no longer, and ours leave with the new one.

        :raise AccessError: for anybody but an administrator
        :return: True
        """
        self._check_admin()
        for group in self.sudo().filtered("previous_secret_until"):
            group._forget_previous_secret()
            group._log_secret(
                self.env._(
                    "%(user)s ended the overlap: only the new secret is accepted.",
                    user=self.env.user.name,
                )
            )
        return True

    def _forget_previous_secret(self):
        self.write(
            {
                "previous_secret": False,
                "previous_secret_until": False,
                "outbound_secret": "current",
            }
        )

    def send_with_new_secret(self):
        """Amazon has switched: from now on our documents bear the new secret.

        :raise AccessError: for anybody but an administrator
        :return: True
        """
        self._check_admin()
        self.sudo().outbound_secret = "current"  # noqa: S105
        for group in self:
            group._log_secret(
                self.env._(
                    "%(user)s switched: orders leave with the new secret.",
                    user=self.env.user.name,
                )
            )
        return True

    def action_rotate_secret(self):
        self.ensure_one()
        self._check_admin()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rotate Secret"),
            "res_model": "amazon.punchin.rotate.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_group_id": self.id},
        }

    def action_show_secret(self):
        """Shows the secret to an administrator, and keeps a note of it (R32)."""
        self.ensure_one()
        self._check_admin()
        self._log_secret(
            self.env._("%(user)s looked at the shared secret.", user=self.env.user.name)
        )
        return self.env["amazon.punchin.secret.wizard"]._show(
            self.env._("Shared Secret"), group_id=self.id
        )


def _same(given, secret):
    """Compares in constant time. :param given: bytes"""
    return bool(secret) and hmac.compare_digest(given, secret.encode())
