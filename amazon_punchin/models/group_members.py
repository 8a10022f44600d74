from odoo import models
from odoo.tools import email_normalize


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    def _find_buyer(self, email):
        """Who a cart belongs to, by e-mail (R36, R37).

        Of the active internal users of the group's company it is the one whose e-mail
        at Amazon an administrator entered; else the one who has it as e-mail or login.
        People change their own e-mail: one that is a colleague's login, or his at
        Amazon, takes no cart away from him.

        :param email: as Amazon wrote it
        :return: `(user, problem)`: the user, or an empty recordset and one of
            `unknown`, `ambiguous`, `no_member`, `no_right`
        """
        self.ensure_one()
        normal = email_normalize(email or "") or (email or "").strip().lower()
        users = self.env["res.users"].sudo()
        if not normal:
            return users, "unknown"
        domain = [
            ("share", "=", False),
            ("company_ids", "in", self.company_id.id),
        ]
        found = self._find_alias(normal, domain) or users.search(
            [
                *domain,
                "|",
                ("email_normalized", "=", normal),
                ("login", "=ilike", literal(normal)),
            ]
        )
        if not found:
            return users, "unknown"
        if len(found) > 1:
            return users, "ambiguous"
        if problem := self._buyer_problem(found):
            return users, problem
        return found, None

    def _find_alias(self, email, domain):
        """Users of `domain` who have this e-mail at Amazon (R36).

        :param email: normalised
        """
        members = (
            self.env["amazon.punchin.member"]
            .sudo()
            .search([("group_id", "=", self.id), ("amazon_email", "=", email)])
        )
        return members.user_id.filtered_domain([*domain, ("active", "=", True)])

    def _buyer_problem(self, user):
        """Why `user` may not buy in this group: `no_right`, `no_member` or None."""
        if not user.has_group("amazon_punchin.group_user"):
            return "no_right"
        if not self.all_users and user not in self.sudo().user_ids:
            return "no_member"
        return None


def literal(text):
    """`text` for a LIKE pattern that means nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
