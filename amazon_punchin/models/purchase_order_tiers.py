from odoo import models


class PurchaseOrder(models.Model):
    """Approvals of other addons that hold a purchase order back.

    Odoo's own double validation shows in the order's state. OCA's
    `purchase_tier_validation` refuses the confirmation instead; where it is installed,
    a release asks for its reviews, and the order leaves once it is confirmed."""

    _inherit = "purchase.order"

    def _without_tiers(self):
        """Asks for the reviews that these orders need.

        :return: the orders that no review holds back
        """
        if "need_validation" not in self._fields:
            return self
        for order in self.filtered("need_validation"):
            order.request_validation()
        return self - self._held_by_tiers()

    def _held_by_tiers(self):
        """The unconfirmed orders whose reviews are not all there."""
        if "validation_status" not in self._fields:
            return self.browse()
        return self.filtered(
            lambda one: (
                one.state in ("draft", "sent")
                and one.review_ids
                and one.validation_status != "validated"
            )
        )
