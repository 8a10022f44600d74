from datetime import timedelta

from odoo import api, fields, models

from .settings import setting

WINDOW = timedelta(minutes=10)
MOST_FAILURES = 20


class Failure(models.Model):
    """A failed log-in at a door: what the rate limit counts (design §5).

    Not the stored documents of strangers, of which a day keeps no more than some
    hundred: here each failure counts until the limit of its address is reached, and
    none any more after that. So nobody fills the table, and it forgets within a day."""

    _name = "amazon.punchin.failure"
    _description = "Failed Log-in at the Endpoint"
    _order = "id desc"

    endpoint_id = fields.Many2one(
        "amazon.punchin.endpoint", required=True, ondelete="cascade"
    )
    remote_address = fields.Char()

    _by_address = models.Index("(endpoint_id, remote_address, create_date)")

    @api.model
    def _is_one_too_many(self, endpoint, address):
        """Counts a failure of this address.

        :return: bool, whether it has failed within ten minutes as often as the setting
            `amazon_punchin.max_failures` allows; 0 is no limit
        """
        limit = setting(self.env, "max_failures", MOST_FAILURES)
        if not limit:
            return False
        recent = [
            ("endpoint_id", "=", endpoint.id),
            ("remote_address", "=", address),
            ("create_date", ">=", fields.Datetime.now() - WINDOW),
        ]
        if self.search_count(recent, limit=limit) >= limit:
            return True
        self.create({"endpoint_id": endpoint.id, "remote_address": address})
        return False

    @api.autovacuum
    def _gc_failures(self):
        self.search([("create_date", "<", fields.Datetime.now() - WINDOW)]).unlink()
