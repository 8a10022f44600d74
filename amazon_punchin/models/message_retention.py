from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .settings import setting

SETTLED = ("done", "attention", "refused", "duplicate", "cancelled")
TURNED_AWAY = ("refused", "duplicate")
CLOSED_STAGES = ("done", "rejected", "cancelled", "expired")
BATCH = 500


class Message(models.Model):
    """What is forgotten after a time: the texts and the people in them. Numbers and
    digests stay, so that a late repeat is still recognised (design §6)."""

    _inherit = "amazon.punchin.message"

    @api.model
    def _cron_forget(self):
        """Empties documents whose time is over, some hundred at a time.

        Settings, in days: `amazon_punchin.retention_refused_days` for what was refused,
        `amazon_punchin.retention_days` for the others, which a document type overrides
        with `amazon_punchin.retention_days.<type>`; 0 keeps for ever."""
        cron = self.env["ir.cron"]
        messages = self.sudo()
        for domain in messages._forgettable():
            while found := messages.search(domain, limit=BATCH):
                found._unguarded().write(
                    {
                        "body": False,
                        "answer": False,
                        "user_email": False,
                        "remote_address": False,
                    }
                )
                if not cron._commit_progress(len(found)):
                    return

    @api.model
    def _forgettable(self):
        """:return: one domain per document type, and one for what was refused"""
        kept = [("body", "!=", False), ("state", "in", SETTLED), ("effect", "=", False)]
        refused = setting(self.env, "retention_refused_days")
        if refused:
            yield [
                *kept,
                ("state", "in", TURNED_AWAY),
                ("request_ids", "=", False),
                ("create_date", "<", self._days_ago(refused)),
            ]
        usual = setting(self.env, "retention_days")
        types = self._read_group(kept, ["document_type"])
        for (document_type,) in types:
            days = setting(self.env, f"retention_days.{document_type}", usual)
            if days:
                limit = self._days_ago(days)
                yield [
                    *kept,
                    ("document_type", "=", document_type),
                    ("create_date", "<", limit),
                    "|",
                    ("request_ids", "!=", False),
                    ("state", "in", ("done", "cancelled")),
                    "!",
                    (
                        "request_ids",
                        "any",
                        [
                            "|",
                            ("stage", "not in", CLOSED_STAGES),
                            ("write_date", ">=", limit),
                        ],
                    ),
                ]

    def _check_kept(self):
        """
        :raise UserError: nothing is left that could be worked on or sent
        """
        if not self._bytes():
            raise UserError(
                self.env._(
                    "The text of %(document)s was deleted: its purchase is finished, "
                    "and documents are kept for a limited time. It cannot be used "
                    "again.",
                    document=self.display_name,
                )
            )

    @api.model
    def _days_ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)
