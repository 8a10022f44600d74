from datetime import UTC

from odoo import api, fields, models

from .values import naive

RANKS = {"new": "0", "update": "1", "delete": "2"}
"""Which of two notices of the same moment has the last word."""


class NoticeOrder(models.AbstractModel):
    """What Amazon says again and again under one number: an Amazon order, a shipment,
    an invoice. Which notice stands is a matter of what they say of themselves, never
    of their arrival (design §4)."""

    _name = "amazon.punchin.notice.order"
    _description = "Order of Amazon's notices"

    notice_date = fields.Datetime(readonly=True)
    notice_key = fields.Char(
        readonly=True,
        help="Grows from notice to notice: when it was given and when sent, its kind, "
        "its payloadID.",
    )

    @api.model
    def _prepare_notice(self, message, document):
        """:return: values that say when a document was given, and its place in line"""
        sent = document.timestamp or message.create_date.replace(tzinfo=UTC)
        given = getattr(document, "notice_date", None) or sent
        moments = [
            naive(one).isoformat(timespec="microseconds") for one in (given, sent)
        ]
        rank = RANKS.get(document.operation, RANKS["new"])
        return {
            "notice_date": naive(given),
            "notice_key": "|".join((*moments, rank, document.payload_id)),
        }

    def _is_outdated_by(self, key):
        """Whether a notice with that key takes the place of the one that stands; the
        same one, worked on again, does."""
        return not self or (self.notice_key or "") <= key
