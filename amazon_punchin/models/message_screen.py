from lxml import etree

from odoo import api, fields, models


class Message(models.Model):
    """A document in a person's words (M13)."""

    _inherit = "amazon.punchin.message"

    kind = fields.Char(string="What", compute="_compute_kind")

    @api.depends("document_type", "direction", "is_credit")
    @api.depends_context("lang")
    def _compute_kind(self):
        words = {
            "ProfileRequest": self.env._("Question what Odoo understands"),
            "PunchOutSetupRequest": self.env._("Announcement of a cart"),
            "PunchOutOrderMessage": self.env._("Cart"),
            "OrderRequest": self.env._("Order"),
            "ConfirmationRequest": self.env._("Order confirmation"),
            "ShipNoticeRequest": self.env._("Ship notice"),
            "InvoiceDetailRequest": self.env._("Invoice"),
            "StatusUpdateRequest": self.env._("Decision on a cart"),
        }
        opening = self.env._("Request to open the shop")
        credit = self.env._("Credit memo")
        for message in self:
            if message._opens_session():
                message.kind = opening
                continue
            if message.is_credit:
                message.kind = credit
                continue
            message.kind = words.get(message.document_type) or (
                message.document_type or self.env._("Unreadable")
            )

    @api.depends("kind", "amazon_ref", "order_ref", "user_email", "payload_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """By what people know it: the number of the invoice, the shipment or the order,
        else whose cart it is. A payloadID says something to computers only."""
        for message in self:
            reference = (
                message.amazon_ref
                or message.order_ref
                or message.user_email
                or message.payload_id
            )
            message.display_name = (
                f"{message.kind} {reference}" if reference else message.kind
            )

    @api.depends("body", "answer")
    def _compute_texts(self):
        for message in self:
            message.body_text = _pretty(message._bytes("body"))
            message.answer_text = _pretty(message._bytes("answer"))

    def _tell_skipped(self, busy, unfit, why):
        """What a person is told who pressed a button for several of these.

        :param busy: those that somebody else works on at this moment
        :param unfit: those to which the button does nothing
        :param why: called with their number; the sentence about them
        :return: True, or an action that says how many were left out, and why
        """
        if not busy and not unfit:
            return True
        told = []
        if done := len(self) - len(busy) - len(unfit):
            told.append(self.env._("%(count)s taken up.", count=done))
        if busy:
            told.append(
                self.env._(
                    "%(count)s skipped: somebody works on them at this moment. Look "
                    "again in a minute.",
                    count=len(busy),
                )
            )
        if unfit:
            told.append(why(len(unfit)))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": "\n".join(told),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


def _pretty(content):
    """XML in lines for a person; what is no XML stays as it came."""
    parser = etree.XMLParser(
        remove_blank_text=True, resolve_entities=False, load_dtd=False, no_network=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return content.decode("utf-8", "replace")
    return etree.tostring(root.getroottree(), encoding="unicode", pretty_print=True)
