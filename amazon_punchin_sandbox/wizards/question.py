from odoo import Command, api, fields, models

from ..models.order_desk import GONE


class Question(models.TransientModel):
    """What the order desk has to be told before it acts: how many of which line, at
    what price, and why the rest is not delivered."""

    _name = "amazon.punchin.sandbox.question"
    _description = "Sandbox Order Desk Question"

    order_id = fields.Many2one("amazon.punchin.sandbox.order", required=True)
    action = fields.Selection(
        [
            ("confirm", "Confirm"),
            ("ship", "Ship"),
            ("credit", "Credit"),
            ("reject", "Reject the whole order"),
        ],
        required=True,
        default="confirm",
    )
    currency_id = fields.Many2one(related="order_id.currency_id", related_sudo=False)
    line_ids = fields.One2many(
        "amazon.punchin.sandbox.question.line",
        "question_id",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    packages = fields.Integer(default=1)
    reason = fields.Char(
        default=GONE, help="Why units are rejected, in the words that Odoo will get."
    )

    @api.depends("order_id", "action")
    def _compute_line_ids(self):
        """Everything that is open, so that nothing need be typed for the usual case."""
        for question in self:
            commands = [Command.clear()]
            if question.action != "reject":
                commands += [
                    Command.create(
                        {
                            "order_line_id": line.id,
                            "quantity": line._open(question.action),
                            "price_unit": line.price_confirmed,
                        }
                    )
                    for line in question.order_id.line_ids
                    if line._open(question.action) > 0
                ]
            question.line_ids = commands

    def action_answer(self):
        """Does what was asked for; the documents leave at once."""
        self.ensure_one()
        getattr(self, f"_answer_{self.action}")()
        return {"type": "ir.actions.act_window_close"}

    def _answer_confirm(self):
        """Units that are not confirmed are rejected with the reason."""
        rejects, prices = {}, {}
        for line in self.line_ids:
            number = line.order_line_id.line_number
            missing = line.order_line_id._open("confirm") - line.quantity
            if missing > 0:
                rejects[number] = (missing, self.reason)
            if line.price_unit != line.order_line_id.price_confirmed:
                prices[number] = line.price_unit
        self.order_id.desk_confirm(prices=prices, rejects=rejects)

    def _answer_ship(self):
        self.order_id.desk_ship(self._quantities(), packages=self.packages)

    def _answer_credit(self):
        self.order_id.desk_credit(self._quantities())

    def _answer_reject(self):
        self.order_id.desk_reject(self.reason)

    def _quantities(self):
        return {line.order_line_id.line_number: line.quantity for line in self.line_ids}
