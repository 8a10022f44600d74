from odoo import models


class Request(models.Model):
    """Whom the notes of a request reach."""

    _inherit = "amazon.punchin.request"

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leaves out substitutes whose days are over: whoever wrote a note in place of
        an approver goes on following the request, but may not see it any more."""
        found = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not self:
            return found
        named = set((msg_vals or {}).get("partner_ids") or message.partner_ids.ids)
        gone = self._former_substitutes(
            [one["uid"] for one in found if one.get("uid") and one["id"] not in named]
        )
        return [one for one in found if one.get("uid") not in gone]

    def _former_substitutes(self, user_ids):
        """Those of the users who once stood in for somebody, and may not read this."""
        absences = self.env["amazon.punchin.substitute"].sudo()
        found = absences.search([("substitute_id", "in", user_ids)]).substitute_id
        every = self.with_context(allowed_company_ids=[])
        return {one.id for one in found if not every.with_user(one).has_access("read")}
