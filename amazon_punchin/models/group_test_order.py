from odoo import fields, models

STEPS = (
    "basket",
    "checkout",
    "choose",
    "approval",
    "submitted",
    "landed",
    "address",
    "completed",
    "released",
    "accepted",
    "answered",
)
BY_HAND = ("basket", "checkout", "choose", "approval")
PAST_APPROVAL = ("pending", "released")


class Group(models.Model):
    """The guided test order: what to do, what to expect, and what has arrived (R159).

    The rows follow the group's latest test request; what happens at Amazon before its
    cart arrives is proved by the arrival."""

    _inherit = "amazon.punchin.group"

    test_step_ids = fields.One2many(
        "amazon.punchin.check",
        "group_id",
        string="Test Order",
        domain=[("kind", "=", "test")],
    )

    def _sync_test_steps(self):
        self.env["amazon.punchin.check"]._keep(
            [
                {
                    "group_id": group.id,
                    "kind": "test",
                    "code": code,
                    "number": str(sequence),
                    "sequence": sequence,
                    "finding": f"test_{code}",
                }
                for group in self
                for sequence, code in enumerate(STEPS, 1)
            ]
        )

    def _seen_test_steps(self):
        """:return: dict of `(group id, "test", code)` to the moment or True"""
        requests = self.env["amazon.punchin.request"].sudo()
        latest = requests._read_group(
            [
                ("group_id", "in", self.ids),
                ("is_test", "=", True),
                ("cart_date", "!=", False),
            ],
            ["group_id"],
            ["id:max"],
        )
        seen = {}
        for request in requests.browse([number for _group, number in latest]):
            arrived = request.cart_date
            taken = request.order_sent_on or bool(request.order_ids)
            answered = bool(request.order_ids)
            asked = request.state in PAST_APPROVAL
            facts = {
                **dict.fromkeys((*BY_HAND, "submitted", "landed"), arrived),
                "address": request.address_matched or bool(request.address_override),
                "completed": asked,
                "released": request.state == "released",
                "accepted": taken,
                "answered": answered or request.stage == "cancelled",
            }
            for code, when in facts.items():
                seen[request.group_id.id, "test", code] = when
        return seen
