from odoo import api, fields, models


class Request(models.Model):
    """Why Amazon does not have the order yet, in words (R122, R162)."""

    _inherit = "amazon.punchin.request"

    not_sent_reason = fields.Text(
        string="Why It Is Not at Amazon", compute="_compute_not_sent_reason"
    )

    @api.depends("state", "stage", "order_sent_on", "send_on_confirmation")
    @api.depends_context("uid", "lang")
    def _compute_not_sent_reason(self):
        for request in self:
            request.not_sent_reason = (
                bool(request.cart_date)
                and not request.order_sent_on
                and not request.order_ids
                and request.sudo()._tell_unsent()
            )

    def _tell_unsent(self):
        """:return: a sentence, or False where nothing is left to be sent"""
        if self.state == "pending":
            return self._tell_awaited()
        if self.state != "released" or self.stage in ("cancelled", "done"):
            return False
        orders = self._live_purchases()
        if not orders:
            return self.env._("It is released, but has no purchase order yet.")
        if not self.send_on_confirmation:
            return self.env._(
                "Purchase order %(names)s is made, but nobody has sent it yet.",
                names=", ".join(orders.mapped("name")),
            )
        return self._tell_unconfirmed(orders) or self._tell_message(orders)

    def _tell_awaited(self):
        """Who has to say yes, in sentences."""
        told = []
        if people := self._whom_to_ask():
            told.append(
                self.env._(
                    "It waits for the approval of %(names)s.",
                    names=", ".join(people.mapped("name")),
                )
            )
        if people := self._policy_approvers():
            told.append(
                self.env._(
                    "It waits for the consent of %(names)s.",
                    names=", ".join(people.mapped("name")),
                )
            )
        return " ".join(told)

    def _tell_unconfirmed(self, orders):
        """What holds the purchase orders back in Odoo itself."""
        names = ", ".join(orders.mapped("name"))
        if "to approve" in orders.mapped("state"):
            return self.env._(
                "Purchase order %(names)s waits for its second approval in Purchase; "
                "it leaves for Amazon as soon as it has it.",
                names=names,
            )
        if orders._held_by_tiers():
            return self.env._(
                "Purchase order %(names)s waits for its reviews in Purchase; confirm "
                "it there when they are done, and it leaves for Amazon.",
                names=names,
            )
        if set(orders.mapped("state")) & {"draft", "sent"}:
            return self.env._("Purchase order %(names)s is not confirmed.", names=names)
        return False

    def _tell_message(self, orders):
        """What became of the documents that carry the orders."""
        messages = orders._amazon_messages()
        for message in messages.sorted("id", reverse=True):
            if message.state in ("done", "cancelled"):
                continue
            return self._tell_state(message)
        return False

    def _tell_state(self, message):
        """One document's story for a person."""
        error = (message.error or "").strip().splitlines()
        last = error[-1] if error else ""
        when = fields.Datetime.context_timestamp(
            self, message.next_attempt_at or fields.Datetime.now()
        ).strftime("%H:%M")
        texts = {
            "sending": self.env._("It is on its way at this moment."),
            "queued": self.env._("It leaves within a minute."),
            "retrying": self.env._(
                "Amazon was not reached: %(error)s. Odoo tries again at %(time)s.",
                error=last.rstrip("."),
                time=when,
            ),
            "failed": self.env._(
                "Amazon was not reached, and Odoo has given up: %(error)s. Look "
                "whether the order is at Amazon, then ask an administrator to send it "
                "again.",
                error=last.rstrip("."),
            ),
            "refused": self.env._(
                "Amazon refused it: %(text)s. Correct what the answer names and ask an "
                "administrator to send it again, or cancel the request.",
                text=(message.status_text or str(message.status_code)).rstrip("."),
            ),
        }
        if message.state == "queued" and last:
            return self.env._(
                "It is held back: %(error)s Odoo asks again at %(time)s.",
                error=last,
                time=when,
            )
        return texts.get(message.state, False)
