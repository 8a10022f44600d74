from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

WAITING = ("submitted", "sending")


class Transfer(http.Controller):
    """The page on which a buyer waits at Amazon until Odoo has taken the cart."""

    @http.route(
        "/amazon_punchin_sandbox/transfer/<int:cart_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def wait(self, cart_id):
        cart = request.env["amazon.punchin.sandbox.cart"].browse(cart_id).exists()
        try:
            cart.check_access("read")
        except (AccessError, MissingError) as error:
            raise NotFound() from error
        if not cart:
            raise NotFound()
        if cart.state == "accepted":
            return request.redirect(cart.start_page_url, code=303, local=False)
        values = {"cart": cart, "is_waiting": cart.state in WAITING}
        return request.render("amazon_punchin_sandbox.transfer", values)
