from odoo import fields, models


class ReplyWizard(models.TransientModel):
    """What an approver says beside yes and no: a question, or what to change (M1)."""

    _name = "amazon.punchin.reply.wizard"
    _description = "Reply to the Buyer"

    request_id = fields.Many2one(
        "amazon.punchin.request",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    kind = fields.Selection(
        [("ask", "Ask the buyer"), ("return", "Return the request")],
        required=True,
        default="ask",
    )
    text = fields.Text(required=True)

    def action_reply(self):
        if self.kind == "ask":
            self.request_id.ask_buyer(self.text)
        else:
            self.request_id.return_to_buyer(self.text)
        return {"type": "ir.actions.act_window_close"}
