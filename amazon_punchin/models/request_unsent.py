from odoo import api, fields, models

from .release_row import Row, panel


class Request(models.Model):
    """Why Amazon does not have the order yet: what is met on the way, what is missing,
    and what to do about it (R122, R162, screen M3)."""

    _inherit = "amazon.punchin.request"

    not_sent_reason = fields.Text(
        string="Why It Is Not at Amazon", compute="_compute_not_sent_reason"
    )
    release_check = fields.Html(compute="_compute_release_check")

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

    @api.depends("not_sent_reason", "problem_text")
    @api.depends_context("uid", "lang")
    def _compute_release_check(self):
        for request in self:
            known = request.sudo()
            request.release_check = bool(
                request.not_sent_reason or request.problem_text
            ) and panel(
                self.env,
                [
                    *known._release_rows(),
                    *known._payment_rows(),
                    known._mode_row(),
                    *known._unsent_rows(),
                ],
            )

    def _tell_unsent(self):
        """:return: a sentence, or False where nothing is left to be sent"""
        for row in self._unsent_rows():
            if row.problems:
                return " ".join(row.problems)
        return False

    def _unsent_rows(self):
        """The steps that follow each other from the decision to Amazon; none after the
        first that is missing.

        :return: list of `Row`
        """
        if self.state == "pending":
            return [Row(self.env._("Approval"), self._tell_awaited())]
        if self.state != "released" or self.stage in ("cancelled", "done"):
            return []
        orders = self._live_purchases()
        rows = [
            Row(self.env._("Approval")),
            Row(self.env._("Purchase order"), self._tell_unordered(orders)),
        ]
        if not rows[-1].problems:
            told = self._tell_message(orders)
            rows.append(Row(self.env._("Order at Amazon"), [told] if told else []))
        return rows

    def _payment_rows(self):
        """What the cart says of its payment beside the group's (R112). It is told and
        holds nothing back: Amazon decides by the group.

        :return: list of `Row`, empty where the cart says nothing of it
        """
        if not self._may_compare_payment():
            return []
        return [Row(self.env._("Payment"), self._payment_notes())]

    def _mode_row(self):
        """A test reaches Amazon too: nothing stands in its way, but it buys nothing."""
        title = self.env._("Live mode")
        if not (self.came_as_test or self.group_id.mode == "test"):
            return Row(title)
        return Row(
            title,
            [
                self.env._(
                    "It is ordered as a test, and nothing is delivered. An "
                    "administrator goes live on the group %(name)s.",
                    name=self.group_id.name,
                )
            ],
        )

    def _tell_awaited(self):
        """Who has to say yes.

        :return: list of str
        """
        own = self._tell_own()
        told = [own] if own else []
        if people := self._whom_to_ask():
            told.append(
                self.env._(
                    "It waits for the approval of %(names)s.",
                    names=", ".join(people.mapped("name")),
                )
            )
        if consents := self._tell_consents():
            told.append(consents)
        if len(told) == bool(own):
            told.append(
                self.env._(
                    "Everybody agreed: it waits for %(name)s to release it.",
                    name=self._who_bought().name,
                )
            )
        return told

    def _tell_unordered(self, orders):
        """What holds the purchase orders back in Odoo itself.

        :return: list of str
        """
        names = ", ".join(orders.mapped("name"))
        states = set(orders.mapped("state"))
        told = False
        if not orders:
            told = self.env._("It is released, but has no purchase order yet.")
        elif not self.send_on_confirmation:
            told = self.env._(
                "Purchase order %(names)s is made, but nobody has sent it yet.",
                names=names,
            )
        elif "to approve" in states:
            told = self.env._(
                "Purchase order %(names)s waits for its second approval in Purchase; "
                "it leaves for Amazon as soon as it has it.",
                names=names,
            )
        elif orders._held_by_tiers():
            told = self.env._(
                "Purchase order %(names)s waits for its reviews in Purchase; confirm "
                "it there when they are done, and it leaves for Amazon.",
                names=names,
            )
        elif states & {"draft", "sent"}:
            told = self.env._("Purchase order %(names)s is not confirmed.", names=names)
        return [told] if told else []

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
