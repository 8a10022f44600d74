from odoo import api, fields, models
from odoo.exceptions import UserError

from .. import amazon_side
from .locking import lock

STATES = {
    "queued": "submitted",
    "retrying": "submitted",
    "sending": "sending",
    "done": "accepted",
    "refused": "refused",
    "failed": "error",
}
"""State of a cart by that of its set-up request."""


class Cart(models.Model):
    """*Submit order for approval*, what Odoo answers, and what it decides."""

    _inherit = "amazon.punchin.sandbox.cart"

    payload_id = fields.Char(string="Payload ID", readonly=True, copy=False, index=True)
    setup_id = fields.Many2one(
        "amazon.punchin.sandbox.document",
        string="Set-up Request",
        readonly=True,
        copy=False,
        groups="amazon_punchin.group_admin",
    )
    state = fields.Selection(
        [
            ("draft", "Shopping"),
            ("submitted", "Submitted"),
            ("sending", "Being transferred"),
            ("accepted", "In Odoo"),
            ("refused", "Refused by Odoo"),
            ("error", "Not transferred"),
            ("returned", "Returned to Odoo"),
            ("left", "Left without buying"),
        ],
        string="Status",
        compute="_compute_state",
        store=True,
        index=True,
    )
    answer_text = fields.Char(
        string="Odoo's Answer", compute="_compute_state", store=True
    )
    attempts = fields.Integer(related="setup_id.attempts", related_sudo=True)
    start_page_url = fields.Char(string="Start Page", readonly=True, copy=False)
    decision = fields.Selection(
        [("approved", "Approved"), ("rejected", "Rejected")], readonly=True, copy=False
    )
    decision_text = fields.Char(readonly=True, copy=False)
    cart_port = fields.Integer(
        readonly=True, copy=False, groups="amazon_punchin.group_admin"
    )
    cart_token = fields.Char(readonly=True, copy=False, groups="base.group_system")
    times_fetched = fields.Integer(
        readonly=True, copy=False, groups="amazon_punchin.group_admin"
    )

    @api.depends(
        "returned_on",
        "is_left",
        "setup_id.state",
        "setup_id.status_code",
        "setup_id.status_text",
        "setup_id.error",
    )
    def _compute_state(self):
        """Odoo's last answer in words, or why there is none."""
        for cart in self:
            setup = cart.setup_id
            cart.state = STATES.get(setup.state, "draft")
            if cart.returned_on:
                cart.state = "left" if cart.is_left else "returned"
            words = (setup.status_code and str(setup.status_code), setup.status_text)
            answer = " ".join(word for word in words if word)
            failure = (setup.error or "").strip().splitlines()[-1:]
            cart.answer_text = answer or " ".join(failure) or False

    def submit(self):
        """*Submit order for approval*: stores, and wakes the sandbox's cron.

        Nothing leaves from here: a server with one worker would wait for itself.

        :raise UserError: the cart or its group is not complete, or it was submitted
        :return: True
        """
        self.check_access("write")
        lock(self)
        for cart in self:
            cart._check_complete()
            cart._unguarded()._hand_over()
        return True

    def _check_complete(self):
        group = self.group_id.sudo()
        if self.flow == "punchout":
            text = self.env._(
                "%(cart)s came from Odoo: return it to Odoo instead.",
                cart=self.display_name,
            )
        elif self.state != "draft":
            text = self.env._("%(cart)s was submitted already.", cart=self.display_name)
        elif not self.line_ids:
            text = self.env._("The cart is empty. Add an item first.")
        elif not (group.from_identity and group.shared_secret and group.use_punchin):
            text = self.env._(
                "%(group)s cannot be used yet: it needs its From Identity, its Shared "
                "Secret and the way 'Start at Amazon'. Ask %(name)s.",
                group=group.name,
                name=group.responsible_id.name,
            )
        else:
            return
        raise UserError(text)

    def _hand_over(self):
        """Gives the lines their auxiliary ids and queues the set-up request."""
        self._number_lines()
        self.payload_id = amazon_side.payload_id()
        self.setup_id = self.setup_id._queue(
            self.group_id,
            "PunchOutSetupRequest",
            payload_id=self.payload_id,
            cart_id=self.id,
        )

    def _number_lines(self):
        number = amazon_side.cart_number()
        for position, line in enumerate(self.line_ids.sorted("id"), 1):
            line.auxiliary_id = f"{number},{position}"

    def action_submit(self):
        """Submits, and leads to the page that waits for Odoo's answer as at Amazon."""
        self.ensure_one()
        self.submit()
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin_sandbox/transfer/{self.id}",
            "target": "self",
        }

    def action_go_to_odoo(self):
        """Where Amazon would lead the buyer's browser now."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": self.start_page_url,
            "target": "self",
        }

    def action_send_again(self):
        """The set-up request once more, as Amazon repeats one (same payload ID)."""
        return self.setup_id.send_again()

    @api.model
    def _on_offer(self, group):
        """The carts of `group` that the sandbox serves at this moment."""
        return self.search(
            [
                ("group_id", "=", group.id),
                ("cart_port", "!=", 0),
                ("setup_id.state", "=", "sending"),
                ("setup_id.next_attempt_at", ">", fields.Datetime.now()),
            ]
        )

    def _decide(self, approved, text):
        """What a StatusUpdateRequest says of the cart."""
        self._unguarded().write(
            {
                "decision": "approved" if approved else "rejected",
                "decision_text": text,
            }
        )
