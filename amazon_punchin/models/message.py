import base64
import os
import secrets
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.tools import SQL

UNFINISHED_IN = ("received", "failed")
UNFINISHED_OUT = ("queued", "sending", "retrying")

LONGEST_NAME = 255
"""Characters that are kept of what a sender calls a thing."""


class Message(models.Model):
    """Every document that crossed between Odoo and Amazon, in or out (design §3)."""

    _name = "amazon.punchin.message"
    _inherit = ["amazon.punchin.guarded"]
    _description = "Amazon Message"
    _order = "id desc"
    _rec_name = "payload_id"
    _check_company_auto = True

    direction = fields.Selection(
        [("in", "From Amazon"), ("out", "To Amazon")], required=True, index=True
    )
    document_type = fields.Char(string="Document", index=True)
    payload_id = fields.Char(string="Payload ID", index=True)
    digest = fields.Char()
    original = fields.Boolean(
        help="The first document with this payload ID; repeats and refusals are not."
    )
    original_id = fields.Many2one(
        "amazon.punchin.message",
        string="Repeats",
        index="btree_not_null",
        ondelete="restrict",
    )
    repeat_ids = fields.One2many(
        "amazon.punchin.message", "original_id", string="Repeated by"
    )
    group_id = fields.Many2one(
        "amazon.punchin.group", index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", index=True)
    endpoint_id = fields.Many2one("amazon.punchin.endpoint", index=True)
    request_ids = fields.Many2many(
        "amazon.punchin.request",
        "amazon_punchin_message_request_rel",
        string="Requests",
    )
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", ondelete="set null"
    )
    user_email = fields.Char(string="Buyer's E-mail", index="btree_not_null")
    order_ref = fields.Char(string="Order", index="btree_not_null")
    amazon_ref = fields.Char(
        string="Amazon's Number",
        index="btree_not_null",
        help="The number that Amazon gave: of its order, the shipment, or the invoice.",
    )
    is_credit = fields.Boolean(
        string="Credit Memo", help="An invoice document that gives money back."
    )
    remote_address = fields.Char()
    state = fields.Selection(
        [
            ("received", "Received"),
            ("queued", "Queued"),
            ("sending", "Sending"),
            ("retrying", "Trying again"),
            ("done", "Done"),
            ("attention", "Needs attention"),
            ("failed", "Failed"),
            ("refused", "Refused"),
            ("duplicate", "Duplicate"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        index=True,
    )
    status_code = fields.Integer(string="cXML Code", aggregator=None)
    status_text = fields.Char(string="cXML Text")
    attempts = fields.Integer(aggregator=None)
    ambiguous = fields.Boolean(
        help="An attempt ended without an answer: Amazon may have the document. "
        "Repeats bear the same payload ID."
    )
    effect = fields.Selection(
        [
            ("acknowledged", "Acknowledged"),
            ("refused", "Refused"),
            ("failed", "Given up"),
            ("rejected", "Connection rejected"),
            ("held", "Held back"),
            ("withdrawn", "Withdrawn"),
        ],
        index="btree_not_null",
        help="What the outcome still has to do to the request.",
    )
    last_attempt_at = fields.Datetime()
    next_attempt_at = fields.Datetime()
    body = fields.Binary(attachment=False, groups="amazon_punchin.group_admin")
    answer = fields.Binary(attachment=False, groups="amazon_punchin.group_admin")
    body_text = fields.Text(
        string="Document Text",
        compute="_compute_texts",
        groups="amazon_punchin.group_admin",
    )
    answer_text = fields.Text(
        compute="_compute_texts", groups="amazon_punchin.group_admin"
    )
    error = fields.Text()
    duration = fields.Float(
        help="Seconds that the work or the call took.", digits=(8, 3)
    )

    _original_unique = models.UniqueIndex(
        "(group_id, direction, document_type, payload_id) WHERE original",
        "This document is here already.",
    )
    _due = models.Index(
        "(direction, next_attempt_at) "
        "WHERE state IN ('received', 'failed', 'queued', 'sending', 'retrying')"
    )

    def _bytes(self, name="body"):
        """The stored document as it crossed, secrets masked.

        :param name: `body` or `answer`
        :return: bytes, empty where there is none"""
        value = self.sudo().with_context(bin_size=False)[name]
        if not value and name == "answer" and self.status_code:
            return self._status_answer(self.status_code)
        return base64.b64decode(value or b"")

    def _new_payload_id(self, endpoint):
        """A payloadID of ours: moment, process, chance, host (protocol §0)."""
        now = fields.Datetime.now()
        host = urlsplit(endpoint.base_url or "").hostname or "odoo"
        return f"{now:%Y%m%d%H%M%S}.{os.getpid()}.{secrets.token_hex(6)}@{host}"

    @api.model
    def _commit(self):
        """Ends the transaction here: what was stored or sent stays so, whatever
        happens next (design §6)."""
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _rollback(self):
        self.env.cr.rollback()

    @api.model
    def _crons(self, *names):
        """Crons of ours, without asking the database whether they are there."""
        find = self.env["ir.model.data"]._xmlid_to_res_id
        ids = [find(f"amazon_punchin.{name}", True) for name in names]
        return self.env["ir.cron"].sudo().browse(ids)

    @api.model
    def _insert(self, vals):
        """Adds one row without failing where the key is taken.

        The one place of the addon with SQL of its own: the ORM knows no
        `ON CONFLICT`, and after a unique violation the transaction would be lost.

        :return: the new message, or an empty recordset where one is there already
        """
        now = fields.Datetime.now()
        vals = {
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
            **vals,
        }
        columns = SQL(", ").join(SQL.identifier(name) for name in vals)
        # not validated: what is kept is no upload, in which Odoo looks for a picture
        known = self._fields
        values = SQL(", ").join(
            SQL("%s", known[name].convert_to_column_insert(value, self, validate=False))
            for name, value in vals.items()
        )
        query = SQL(
            "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING RETURNING id",
            SQL.identifier(self._table),
            columns,
            values,
        )
        # two of one number at the same moment: expected, and nothing for the log
        self.env.cr.execute(query, log_exceptions=False)
        return self.browse([row[0] for row in self.env.cr.fetchall()])

    def _speaks_of(self, purchases):
        """Links this document with the purchases that it is about, so that it is found
        by each of them and by each of their buyers (R169), and as before by the orders
        that it names and that are not ours."""
        requests = purchases.amazon_request_id
        if not requests:
            return
        named = (self.order_ref or "").split(", ")
        self._unguarded().write(
            {
                "request_ids": [fields.Command.link(one.id) for one in requests],
                "order_ref": _listed([*purchases.mapped("name"), *named]),
                "user_email": _listed(requests.mapped("user_email")),
            }
        )


def _listed(names):
    """Each name once, in their order, as far as there is room."""
    return ", ".join(dict.fromkeys(filter(None, names)))[:LONGEST_NAME]
