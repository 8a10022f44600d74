from odoo import models
from odoo.exceptions import UserError

from .message_inbox import CONCURRENCY

MOST_NAMED = 10
"""So many failures are told one by one."""


class Request(models.Model):
    """Decisions on many requests at once: each on its own, so that one that cannot be
    done undoes none of the others."""

    _inherit = "amazon.punchin.request"

    def action_release(self):
        if len(self) == 1:
            return self.release()
        return self._each(
            lambda request: request.release(),
            lambda count: self.env._("%(count)s approved and released.", count=count),
        )

    def action_send_order(self):
        """Creates what is missing, and sends it."""
        if len(self) == 1 and self._live_purchases():
            return self.send_order()
        return self._each(
            lambda request: request._order_now(),
            lambda count: self.env._("%(count)s ordered at Amazon.", count=count),
        )

    def _order_now(self):
        if not self._live_purchases():
            self.create_purchase_order()
        self.send_order()

    def _reject_each(self, reason):
        return self._each(
            lambda request: request.reject(reason),
            lambda count: self.env._("%(count)s rejected.", count=count),
        )

    def _each(self, act, tell):
        """
        :param act: called with one request
        :param tell: called with the number of those that went well; what to say
        :return: the action that says what went well, and what failed and why
        """
        failed = []
        for request in self:
            try:
                with self.env.cr.savepoint():
                    act(request)
            except UserError as error:
                failed.append((request, str(error)))
            except CONCURRENCY:
                text = self.env._("somebody else is working on it, try again")
                failed.append((request, text))
        done = len(self) - len(failed)
        parts = [tell(done)] if done else []
        parts += [
            self.env._(
                "%(name)s was left as it is: %(reason)s",
                name=request.name,
                reason=self._without_name(request, reason),
            )
            for request, reason in failed[:MOST_NAMED]
        ]
        if len(failed) > MOST_NAMED:
            parts.append(
                self.env._("%(count)s more failed.", count=len(failed) - MOST_NAMED)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if failed else "success",
                "sticky": bool(failed),
                "message": "\n".join(parts),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _without_name(self, request, reason):
        """An error's text on one line, without the name that stands before it."""
        text = " ".join(reason.split())
        head = self.env._("%(name)s cannot be released:", name=request.name)
        return text.removeprefix(head).strip(" •")
