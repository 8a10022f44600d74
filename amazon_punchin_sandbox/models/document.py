import base64
from datetime import UTC, timedelta

from lxml import etree

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side
from ..papers import confirmation, invoice, punchin, ship_notice

BUILDERS = {
    "PunchOutSetupRequest": punchin.setup,
    "ConfirmationRequest": confirmation.build,
    "ShipNoticeRequest": ship_notice.build,
    "InvoiceDetailRequest": invoice.build,
}


class Document(models.Model):
    """A cXML document that crossed between the sandbox and Odoo, or is about to.

    Seen from the sandbox: *out* goes to Odoo's inbox, *in* came from Odoo."""

    _name = "amazon.punchin.sandbox.document"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Sandbox Document"
    _order = "id desc"
    _rec_names_search = ["name", "payload_id"]
    _check_company_auto = True

    direction = fields.Selection(
        [("out", "To Odoo"), ("in", "From Odoo")], required=True, readonly=True
    )
    document_type = fields.Char(string="Document", required=True, index=True)
    name = fields.Char(
        string="Number", help="Of Amazon's order, of the shipment or of the invoice."
    )
    payload_id = fields.Char(string="Payload ID", index=True)
    date = fields.Datetime(
        required=True,
        default=lambda self: fields.Datetime.now(),
        help="Moment that the document bears, however late or often it is sent.",
    )
    group_id = fields.Many2one(
        "amazon.punchin.group", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="group_id.company_id", store=True, index=True)
    cart_id = fields.Many2one(
        "amazon.punchin.sandbox.cart", index="btree_not_null", ondelete="cascade"
    )
    order_ids = fields.Many2many(
        "amazon.punchin.sandbox.order",
        "amazon_punchin_sandbox_document_order_rel",
        string="Orders",
    )
    line_ids = fields.One2many(
        "amazon.punchin.sandbox.document.line", "document_id", string="Lines"
    )
    kind = fields.Selection(
        [
            ("detail", "Some lines"),
            ("reject", "Order rejected"),
            ("standard", "Invoice"),
            ("lineLevelCreditMemo", "Credit memo"),
        ],
        help="The type of a confirmation or the purpose of an invoice.",
    )
    origin_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        index="btree_not_null",
        ondelete="restrict",
        help="The invoice that a credit memo corrects.",
    )
    credit_ids = fields.One2many("amazon.punchin.sandbox.document", "origin_id")
    invoice_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        string="Invoiced by",
        index="btree_not_null",
        ondelete="set null",
        help="The invoice over this shipment.",
    )
    tracking_refs = fields.Text(string="Packages", help="Tracking numbers, one a line.")
    reason = fields.Char()
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("sending", "Being sent"),
            ("retrying", "Trying again"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("failed", "Failed"),
        ],
        required=True,
        index=True,
    )
    status_code = fields.Integer(string="cXML Code", aggregator=None)
    status_text = fields.Char(string="Answer in Words")
    attempts = fields.Integer(string="Times Sent", aggregator=None)
    times_received = fields.Integer(aggregator=None)
    next_attempt_at = fields.Datetime(string="Next Attempt")
    error = fields.Text()
    body = fields.Binary(attachment=False)
    answer = fields.Binary(attachment=False)
    body_text = fields.Text(string="Text", compute="_compute_texts")
    answer_text = fields.Text(compute="_compute_texts")

    _received_once = models.UniqueIndex(
        "(group_id, document_type, payload_id) "
        "WHERE direction = 'in' AND state = 'done'",
        "This document was received already.",
    )
    _due = models.Index(
        "(next_attempt_at) WHERE state IN ('queued', 'sending', 'retrying')"
    )

    @api.constrains("group_id")
    def _check_group(self):
        self.group_id._check_is_sandbox()

    @api.depends("document_type", "name", "payload_id")
    def _compute_display_name(self):
        for document in self:
            number = document.name or document.payload_id or ""
            document.display_name = f"{document.document_type} {number}".strip()

    @api.depends("body", "answer")
    def _compute_texts(self):
        for document in self:
            document.body_text = _readable(document._bytes("body"))
            document.answer_text = _readable(document._bytes("answer"))

    def _bytes(self, name):
        """The stored document (`body`) or what was answered to it (`answer`); secrets
        are not in it."""
        value = self.with_context(bin_size=False)[name]
        return base64.b64decode(value or b"")

    def _moment(self):
        return self.date.replace(tzinfo=UTC)

    @api.model
    def _queue(self, group, document_type, lines=(), delay=0, **vals):
        """Puts a document on its way to Odoo's inbox and wakes the sandbox's cron.

        :param lines: values of document lines
        :param delay: minutes that it is held back
        :param vals: further values, e.g. `name` and `order_ids`
        :return: the document
        """
        at = fields.Datetime.now() + timedelta(minutes=delay)
        document = self._unguarded().create(
            {
                "direction": "out",
                "document_type": document_type,
                "payload_id": amazon_side.payload_id(),
                "group_id": group.id,
                "line_ids": [Command.create(line) for line in lines],
                "state": "queued",
                "next_attempt_at": at,
                **vals,
            }
        )
        if document_type != "PunchOutSetupRequest":
            document._freeze()
        self._wake(at)
        return document.with_env(self.env)

    def _freeze(self, **facts):
        """Builds the bytes. They stay as they are but for the secret, which is put in
        when they leave; only a set-up request is built anew, around its link.

        :param facts: what the builder needs beside the record
        """
        value = BUILDERS[self.document_type](self, **facts)
        self.body = base64.b64encode(cxml.write(value))

    @api.model
    def _wake(self, at=None):
        self.env.ref("amazon_punchin_sandbox.cron_post").sudo()._trigger(at)

    def send_again(self):
        """Sends documents once more as they are: same payload ID, same moment.

        :raise UserError: one is on its way, or came from Odoo
        :return: True
        """
        self.check_access("write")
        for document in self:
            by_browser = document.document_type == "PunchOutOrderMessage"
            if document.direction == "in" or document.state == "sending" or by_browser:
                raise UserError(
                    self.env._(
                        "%(document)s is on its way, came from Odoo, or travels by the "
                        "buyer's browser; it cannot be sent again from here.",
                        document=document.display_name,
                    )
                )
        now = fields.Datetime.now()
        self._unguarded().write(
            {"state": "queued", "next_attempt_at": now, "error": False}
        )
        self._wake()
        return True

    def action_send_again(self):
        return self.send_again()

    @api.model
    def _keep(self, group, envelope, body, answer, **vals):
        """Keeps a document that Odoo sent.

        :param envelope: `cxml.Envelope`
        :param answer: bytes that it is answered with; whatever was taken is answered
            the same way whenever it is repeated
        :param vals: further values, `state` among them
        :return: the document
        """
        return self._unguarded().create(
            {
                "direction": "in",
                "document_type": envelope.document_type,
                "payload_id": envelope.payload_id,
                "group_id": group.id,
                "times_received": 1,
                "body": base64.b64encode(cxml.mask(body)),
                "answer": base64.b64encode(answer),
                **vals,
            }
        )

    @api.model
    def _received(self, group, envelope):
        """The document as it came the first time, if it did."""
        return self.search(
            [
                ("direction", "=", "in"),
                ("state", "=", "done"),
                ("group_id", "=", group.id),
                ("document_type", "=", envelope.document_type),
                ("payload_id", "=", envelope.payload_id),
            ],
            limit=1,
        )


def _readable(body):
    """A document with one element a line, for people; what is no XML stays as it is."""
    parser = etree.XMLParser(
        remove_blank_text=True, resolve_entities=False, no_network=True
    )
    try:
        tree = etree.fromstring(body, parser).getroottree()
    except etree.XMLSyntaxError:
        return body.decode("utf-8", "replace")
    return etree.tostring(tree, encoding="unicode", pretty_print=True)
