from odoo import api, models
from odoo.exceptions import UserError


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    @api.model_create_multi
    def create(self, vals_list):
        """Looks at what was created: defaults of people come in here too."""
        groups = super().create(vals_list)
        if not self.env.su:
            begun = groups.sudo().filtered(
                lambda one: one.mode != "test" or one.live_database_uuid
            )
            begun._refuse_mode()
        return groups

    def write(self, vals):
        if not self.env.su:
            for name in {"mode", "live_database_uuid"} & set(vals):
                self.sudo().filtered(
                    lambda one, name=name: one[name] != vals[name]
                )._refuse_mode()
        return super().write(vals)

    def _refuse_mode(self):
        """
        :raise UserError: for each of these groups somebody sets the mode as a field
        """
        for group in self:
            raise UserError(
                self.env._(
                    "%(group)s goes live, and back to test, by its buttons: they look "
                    "at what is missing and note who did it.",
                    group=group.name,
                )
            )

    def _missing_settings(self):
        """Labels of the settings without which no order can leave."""
        group = self.sudo()
        needed = [
            "from_identity",
            "shared_secret",
            "order_url",
            "partner_id",
            "payment_method_id",
        ]
        return group._labels(name for name in needed if not group[name])

    def go_live(self, reason=None):
        """From now on Amazon fulfils and charges what this group orders (R158, R160).

        :param reason: why, where settings or steps of the checklist are still missing
        :raise AccessError: for anybody but an administrator
        :raise UserError: something is missing and no reason is given
        :return: True
        """
        self._check_admin()
        reason = (reason or "").strip()
        for group in self:
            missing = group._missing_settings()
            missing += group._open_steps().mapped("title")
            if missing and not reason:
                raise UserError(
                    self.env._(
                        "%(group)s cannot go live yet. Still missing: %(fields)s. "
                        "Complete the checklist, or give a reason.",
                        group=group.name,
                        fields=", ".join(missing),
                    )
                )
            group.sudo().write(
                {"mode": "live", "live_database_uuid": group._database_uuid()}
            )
            if reason:
                group.sudo().message_post(
                    body=self.env._("Went live. Reason: %(reason)s", reason=reason)
                )
        return True

    def back_to_test(self):
        """Orders are accepted but not fulfilled from now on (R158).

        :return: True
        """
        self._check_admin()
        self.sudo().write({"mode": "test"})
        return True

    def action_go_live(self):
        """Asks first: from then on everything is charged (R160)."""
        self.ensure_one()
        self._check_admin()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Go Live"),
            "res_model": "amazon.punchin.live.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_group_id": self.id},
        }

    def action_back_to_test(self):
        return self.back_to_test()

    def _database_uuid(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _is_copy(self):
        """Whether this database is a copy of the one in which the group went live: a
        copy must never order (design §6)."""
        group = self.sudo()
        return (
            group.mode == "live" and group.live_database_uuid != self._database_uuid()
        )
