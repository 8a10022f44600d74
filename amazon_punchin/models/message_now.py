import logging
import time
import traceback

from odoo import SUPERUSER_ID, api, models

NOW_SECONDS = 20
"""How long a person waits at most before the next message is left to the cron."""

_logger = logging.getLogger(__name__)


class Message(models.Model):
    """Delivery in the action of a person, who sees what came of it (issue 3)."""

    _inherit = "amazon.punchin.message"

    def _deliver_after_commit(self):
        """Sends these as soon as the person's transaction is there, before the answer
        to his click. The lease holds here as well: what a cron has taken meanwhile is
        the cron's, and what is not sent in time stays in the queue."""
        registry, ids = self.env.registry, self.ids

        def deliver():
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["amazon.punchin.message"].browse(ids)._deliver_now()

        if ids:
            self.env.cr.postcommit.add(deliver)

    def _deliver_now(self):
        """Delivers one after the other, and wakes the crons for what is left. Raises
        nothing: what the person did is committed."""
        until = time.monotonic() + NOW_SECONDS
        try:
            for message in self.sorted("id"):
                if time.monotonic() < until:
                    message._as_odoobot()._deliver()
            self._trigger_deliver()
            self._commit()
        except Exception:
            self._rollback()
            _logger.error("Not sent at once:\n%s", traceback.format_exc())
