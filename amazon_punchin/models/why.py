from odoo import api, models
from odoo.tools import email_normalize

from .advice import guidance


class Why(models.AbstractModel):
    """Why can I not buy? The conditions, met or not, and whom to ask (R45, R161)."""

    _name = "amazon.punchin.why"
    _description = "Why Can I Not Buy?"

    @api.model
    def _conditions(self):
        """Each condition for the current user, the first that fails first in line.

        Looks with raised rights, because the page is for those who have none; it tells
        nothing but the names of the groups of the user's companies.

        :return: list of dict: `code`, `met` (None where Odoo cannot know), `title`,
            `text` and `steps` for one that is not met
        """
        user = self.env.user
        groups = (
            self.env["amazon.punchin.group"]
            .sudo()
            .search([("company_id", "in", user.company_ids.ids)])
        )
        facts = {
            "administrators": self._administrators(),
            "company": ", ".join(user.company_ids.mapped("name")),
            "email": user.email or "?",
        }
        found = [
            self._condition(
                "why_right", user.has_group("amazon_punchin.group_user"), facts
            ),
            self._condition("why_email", self._has_own_email(user), facts),
            self._condition("why_group", bool(groups), facts),
        ]
        for group in groups:
            found += self._conditions_of(group, user, facts)
        found.append(self._condition("why_seen", self._was_seen(user) or None, facts))
        return found

    @api.model
    def _conditions_of(self, group, user, facts):
        facts = {
            **facts,
            "group": group.name,
            "responsible": group._helper(),
            "missing": ", ".join(group._missing_settings()),
        }
        member = group.all_users or user in group.user_ids
        opens = group.use_punchout and group._may_punch_out()
        return [
            self._condition("why_member", member, facts),
            self._condition("why_complete", not facts["missing"], facts),
            self._condition("why_live", group.mode == "live" or None, facts),
            self._condition("why_opens", opens or None, facts),
        ]

    @api.model
    def _condition(self, code, met, facts):
        title, text, steps = guidance(self.env, code, **facts)
        condition = {"code": code, "met": met, "title": title, "text": "", "steps": []}
        if not met:
            condition.update(text=text, steps=steps)
        return condition

    @api.model
    def _administrators(self):
        """Whom to ask for rights: the administrators of Amazon Business."""
        role = self.env.ref("amazon_punchin.group_admin").sudo()
        people = role.all_user_ids.filtered(
            lambda one: one.active and one != self.env.ref("base.user_root")
        )
        return ", ".join(people[:3].mapped("name")) or self.env._("an administrator")

    @api.model
    def _has_own_email(self, user):
        normal = email_normalize(user.email or "")
        same = [
            ("email_normalized", "=", normal),
            ("share", "=", False),
            ("company_ids", "in", user.company_ids.ids),
        ]
        return bool(normal) and user.sudo().search_count(same, limit=2) == 1

    @api.model
    def _was_seen(self, user):
        """Whether a cart of the user ever came from Amazon."""
        carts = [("user_id", "=", user.id), ("cart_date", "!=", False)]
        return bool(
            self.env["amazon.punchin.request"].sudo().search_count(carts, limit=1)
        )
