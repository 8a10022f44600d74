from odoo import http
from odoo.http import request

from .shop import READ
from .shop_page import ROOT, ShopPage

WAITING = ("submitted", "sending")


class Transfer(ShopPage):
    """The page on which a buyer waits at Amazon until Odoo has taken the cart."""

    @http.route(f"{ROOT}/transfer/<int:cart_id>", **READ)
    def wait(self, cart_id):
        if refused := self._refuse():
            return refused
        cart = self._cart(cart_id)
        if not cart:
            return self._gone()
        if cart.state == "accepted":
            return request.redirect(cart.start_page_url, code=303, local=False)
        return self._show(
            "transfer",
            cart,
            title=request.env._("Submitting your order for approval"),
            is_waiting=cart.state in WAITING,
        )
