from urllib.parse import quote

from odoo import api, fields, models

from .advice import advice


class Message(models.Model):
    """What became of a document, in a sentence, for *Find a Cart* (R169)."""

    _inherit = "amazon.punchin.message"

    explanation = fields.Char(
        string="What Became of It", compute="_compute_explanation"
    )
    remedy = fields.Text(string="What to Do", compute="_compute_explanation")

    @api.depends("state", "status_code", "error", "request_ids", "group_id")
    def _compute_explanation(self):
        for message in self:
            message.explanation, message.remedy = message._explain()

    def _explain(self):
        """:return: `(what became of it, what to do or False)`"""
        numbers = ", ".join(self.request_ids.mapped("name"))
        if self.state == "refused" and not self.group_id:
            known = self.status_code in (401, 403)
            return advice(self.env, "wrong_credentials" if known else "unreadable")
        if self.state == "refused":
            summary = self.env._(
                "Refused: %(code)s %(text)s",
                code=self.status_code,
                text=self.status_text or "",
            )
            return summary, advice(self.env, "refused_document")[1]
        if self.state == "failed":
            last = (self.error or "").strip().splitlines()[-1:]
            summary = self.env._("Failed: %s", " ".join(last))
            return summary, advice(self.env, "failed_document")[1]
        if self.state == "attention":
            return self.env._("Applied, but somebody must look"), self.error or False
        plain = {
            "received": self.env._("Waits to be worked on"),
            "queued": self.env._("Waits to be sent"),
            "sending": self.env._("Is being sent"),
            "retrying": self.env._("Is tried again: %s", self.error or ""),
            "duplicate": self.env._("A repeat: answered as before, nothing done twice"),
            "cancelled": self.env._("Not sent: %s", self.error or ""),
        }
        if self.state in plain:
            return plain[self.state], False
        if numbers:
            return self.env._("Belongs to %s", numbers), False
        return self.env._("Done"), False

    def action_download(self):
        """The document as a file."""
        self.ensure_one()
        name = f"{self.document_type or 'document'}-{self.payload_id or self.id}.xml"
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/body?download=true"
            f"&filename={quote(name, safe='')}",
            "target": "download",
        }
