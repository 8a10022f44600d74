import zlib
from datetime import timedelta

from odoo import api, fields, models

from .settings import setting

WINDOW = timedelta(minutes=10)
MARKS = 64
"""Limits that one address can use up, by giving itself one name after another."""


class Failure(models.Model):
    """A failed log-in at a door: what the rate limit counts (design §5).

    Not the stored documents of strangers, of which a day keeps no more than some
    hundred: here each failure counts until the limit of its address and group is
    reached, and none any more after that. So nobody fills the table, and it forgets
    within a day."""

    _name = "amazon.punchin.failure"
    _description = "Failed Log-in at the Endpoint"
    _order = "id desc"

    endpoint_id = fields.Many2one(
        "amazon.punchin.endpoint", required=True, ondelete="cascade"
    )
    remote_address = fields.Char()
    claimed_group = fields.Integer(
        help="A number made of the identity that the sender claims. Whether there is "
        "such a group makes no difference, so the limit tells nobody which ones exist."
    )

    _by_address = models.Index(
        "(endpoint_id, remote_address, claimed_group, create_date)"
    )

    @api.model
    def _is_one_too_many(self, endpoint, address, identity=""):
        """Counts a failure of this address in the name of one group. Groups share the
        addresses of Amazon: one that is set up wrong leaves the others their answers.

        :param identity: what the sender claims to be; empty where HTTP credentials
            failed, before anything of the document was looked at
        :return: bool, whether it has failed within ten minutes as often as the setting
            `amazon_punchin.max_failures` allows; 0 is no limit
        """
        limit = setting(self.env, "max_failures")
        if not limit:
            return False
        vals = {
            "endpoint_id": endpoint.id,
            "remote_address": address,
            "claimed_group": zlib.crc32(identity.encode()) % MARKS,
        }
        recent = [(name, "=", value) for name, value in vals.items()]
        recent.append(("create_date", ">=", fields.Datetime.now() - WINDOW))
        if self.search_count(recent, limit=limit) >= limit:
            return True
        self.create(vals)
        return False

    @api.autovacuum
    def _gc_failures(self):
        self.search([("create_date", "<", fields.Datetime.now() - WINDOW)]).unlink()
