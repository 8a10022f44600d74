from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, format_date, format_datetime

from .advice import guidance
from .group_members import literal

RECENT = timedelta(days=30)
MOST = 20
REQUEST = "amazon.punchin.request"


class Why(models.AbstractModel):
    """Where is my cart, and what hinders my purchase? (R162-R169, wish 20)"""

    _inherit = "amazon.punchin.why"

    @api.model
    def _troubles(self):
        """What is wrong with the user's recent purchases, the newest first, and with
        carts that came under the user's e-mail address and found no request.

        :return: list of dict: `code`, `title`, `text`, `steps`, and `url` of the
            request, False where the user has none to open
        """
        found = self._carts_without_buyer() + self._carts_not_taken()
        for request in self._recent_purchases():
            url = f"/odoo/my-amazon-requests/{request.id}"
            for trouble in request._troubles():
                found.append(self._trouble(*trouble, request.name, url))
        return found

    @api.model
    def _recent_purchases(self):
        """:return: requests; none for who has no right to buy"""
        requests = self.env[REQUEST]
        if not requests.has_access("read"):
            return requests
        since = fields.Datetime.now() - RECENT
        recent = Domain("create_date", ">", since) | Domain("still_live", "=", True)
        mine = Domain("user_id", "=", self.env.uid)
        return requests.search(mine & recent, order="id desc", limit=MOST)

    @api.model
    def _trouble(self, code, facts, said, name, url=False):
        title, text, steps = guidance(self.env, code, **facts)
        return {
            "code": code,
            "title": f"{name}: {title}",
            "text": " ".join(filter(None, said)) or text,
            "steps": steps,
            "url": url,
        }

    @api.model
    def _own_emails(self):
        user = self.env.user
        found = {email_normalize(one or "") for one in (user.email, user.login)}
        return sorted(filter(None, found))

    @api.model
    def _carts_without_buyer(self):
        """Carts that came under the user's address and belong to nobody."""
        requests = (
            self.env[REQUEST]
            .sudo()
            .search(
                Domain("user_id", "=", False)
                & Domain("state", "=", "open")
                & Domain("company_id", "in", self.env.user.company_ids.ids)
                & self._under_own_email(),
                order="id desc",
                limit=MOST,
            )
        )
        found = []
        for request in requests:
            _user, problem = request.group_id._find_buyer(request.user_email)
            facts = {
                "problem": problem or "unknown",
                "group": request.group_id.name,
                "request": request.name,
                "responsible": request.group_id._helper(),
                "until": format_date(self.env, request.expires_on),
            }
            found.append(self._trouble("start_no_buyer", facts, [], request.name))
        return found

    @api.model
    def _carts_not_taken(self):
        """What came from Amazon under the user's address and was refused, or failed:
        only that it is so, and when."""
        messages = (
            self.env["amazon.punchin.message"]
            .sudo()
            .search(
                Domain("direction", "=", "in")
                & Domain("state", "in", ("refused", "failed"))
                & Domain("document_type", "=", "PunchOutSetupRequest")
                & Domain("create_date", ">", fields.Datetime.now() - RECENT)
                & Domain("company_id", "in", self.env.user.company_ids.ids)
                & self._under_own_email(),
                order="id desc",
                limit=MOST,
            )
        )
        return [
            self._trouble(
                "help_not_here",
                {},
                [message._explain()[0]],
                format_datetime(self.env, message.create_date),
            )
            for message in messages
        ]

    @api.model
    def _under_own_email(self):
        return Domain.OR(
            Domain("user_email", "=ilike", literal(one)) for one in self._own_emails()
        )
