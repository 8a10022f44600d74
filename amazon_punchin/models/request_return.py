from odoo import api, fields, models
from odoo.exceptions import UserError


class Request(models.Model):
    """The way back of a punchout: the cart comes to the request from which Amazon was
    opened, once (protocol §2b, R83-R86)."""

    _inherit = "amazon.punchin.request"

    rfq_id = fields.Many2one(
        "purchase.order",
        string="Instead of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The request for quotation from which Amazon was opened.",
    )

    @api.model
    def _apply_returned_cart(self, message, cart):
        """Puts a cart on the request of its visit.

        :param message: the stored cart; its `session_id` is the visit by whose address
            it came
        :param cart: `cxml.PunchOutOrderMessage`
        :return: sentences that need a person's attention; None where the cart does not
            fit, which is settled here
        """
        session = message.session_id
        request = session.request_id.with_env(self.env)
        request._hold()
        session.invalidate_recordset()
        verdict = session._judge(cart, message)
        if verdict not in ("cart_fits", "cart_ok"):
            self._refuse_cart(session, message, verdict)
            return None
        if verdict == "cart_ok":
            return []
        is_test = cart.deployment_mode == "test"
        notes = request._take_cart(cart, is_test=is_test)
        session._unguarded().write(
            {"state": "returned", "cart_id": message.id, "start_page_url": False}
        )
        notes = [*notes, *request._replace_rfq()]
        request._announce(None)
        return notes

    def _refuse_cart(self, session, message, verdict):
        """The cart is kept, and nothing changes. That a buyer left Amazon without one
        is no error."""
        left = verdict == "cart_left"
        if left and session.state in ("asking", "open"):
            session._unguarded().write({"state": "left", "start_page_url": False})
        message._unguarded().write(
            {
                "state": "done" if left else "refused",
                "status_code": 204 if left else 400,
                "error": False if left else verdict,
                "next_attempt_at": False,
            }
        )

    def _replace_rfq(self):
        """The request for quotation is no longer needed once Amazon's cart is here: it
        is never sent to anybody. Where another addon forbids to cancel it, a person has
        to; the cart is here all the same.

        :return: sentences that need a person's attention
        """
        rfq = self.rfq_id.sudo()
        if rfq.state not in ("draft", "sent"):
            return []
        try:
            with self.env.cr.savepoint():
                rfq.button_cancel()
        except UserError as error:
            return [
                self.env._(
                    "%(rfq)s could not be cancelled, though the cart replaces it: "
                    "%(reason)s Cancel it by hand.",
                    rfq=rfq.name,
                    reason=error.args[0],
                )
            ]
        rfq.message_post(
            body=self.env._(
                "Replaced by the Amazon cart of %(request)s.", request=self.name
            )
        )
        return []
