from odoo import fields, models


class Message(models.Model):
    """Which secret a document bore while two of them held (wish 7)."""

    _inherit = "amazon.punchin.message"

    bears_new_secret = fields.Boolean(
        help="It came with the new secret while the old one was still accepted."
    )

    _new_secret = models.Index("(group_id) WHERE bears_new_secret")
