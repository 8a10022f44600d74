from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .shop import READ, WRITE
from .shop_page import ADMIN, ROOT, ShopPage

NEW_ADDRESS = "new"
NO_ADDRESS = "none"


class Checkout(ShopPage):
    """Where the cart goes, how fast, for which group; and off to Odoo."""

    @http.route(f"{ROOT}/checkout", **READ)
    def checkout(self, cart=None, **_more):
        if refused := self._refuse():
            return refused
        found = self._cart(cart)
        if not found:
            return self._gone()
        return self._page(found)

    @http.route(f"{ROOT}/checkout/apply", **WRITE)
    def apply(self, cart, do="apply", **choices):
        """Takes the choices; then submits, returns or leaves, or shows the sums."""
        if refused := self._refuse():
            return refused
        found = self._cart(cart)
        if not found:
            return self._gone()
        try:
            with request.env.cr.savepoint():
                return self._act(found, do, choices)
        except (UserError, AccessError) as error:
            found.invalidate_recordset()
            return self._page(found, error=error.args[0])

    def _act(self, cart, do, choices):
        """
        :raise UserError: the cart cannot go now
        """
        if cart.state == "draft":
            cart._choose(**self._read(cart, choices))
        if do == "submit":
            cart.submit()
            url = f"{ROOT}/transfer/{cart.id}"
        elif do in ("return", "leave"):
            form = cart.return_cart() if do == "return" else cart.leave()
            title = request.env._("Going back to Odoo")
            return self._show("shop_leaving", cart, title=title, form=form)
        else:
            url = f"{ROOT}/checkout?cart={cart.id}"
        return request.redirect(url, code=303)

    def _read(self, cart, choices):
        """The form as values of the cart; what it does not bring stays as it is."""
        values = {}
        if choices.get("speed") in dict(cart._fields["speed"].selection):
            values["speed"] = choices["speed"]
        if (choices.get("group") or "").isdecimal():
            groups = cart._groups()
            chosen = groups.filtered(lambda one: one.id == int(choices["group"]))
            values.update({"group_id": chosen.id} if chosen else {})
        place = choices.get("place")
        if place in (NEW_ADDRESS, NO_ADDRESS):
            values["location_id"] = False
        elif (place or "").isdecimal():
            known = cart.group_id.browse(values.get("group_id", cart.group_id.id))
            places = known._locations().ids
            if int(place) in places:
                values["location_id"] = int(place)
        if place:
            values["is_new_address"] = place == NEW_ADDRESS
        email = (choices.get("email") or "").strip()
        if email and request.env.user.has_group(ADMIN):
            values["email"] = email
        return values

    def _page(self, cart, error=""):
        if cart.state != "draft":
            title = request.env._("Cart")
            return self._show("shop_cart", cart, title=title, error=error)
        groups = cart._groups() if cart.flow == "punchin" else cart.group_id
        return self._show(
            "shop_checkout",
            cart,
            title=request.env._("Checkout"),
            error=error,
            groups=groups,
            places=cart.group_id._locations(),
            speeds=cart._fields["speed"]._description_selection(request.env),
        )
