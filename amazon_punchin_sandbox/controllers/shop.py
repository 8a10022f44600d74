from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from ..models.item_shop import PAGE_SIZE
from .shop_page import CART, ITEM, ROOT, ShopPage

LAST_PAGE = 999
READ = {"type": "http", "auth": "user", "methods": ["GET"], "readonly": True}
WRITE = {"type": "http", "auth": "user", "methods": ["POST"]}


class Shop(ShopPage):
    """The shop: a catalogue, its items, and the cart that they go into."""

    @http.route(f"{ROOT}/shop", **READ)
    def catalogue(self, store="", q="", category="", page="1", cart=None, **_more):
        if refused := self._refuse():
            return refused
        at_hand = self._draft(cart)
        items = request.env[ITEM]
        currency = self._currency(store, at_hand)
        at_hand = at_hand or request.env[CART]._at_hand(currency)
        number = min(max(int(page), 1), LAST_PAGE) if page.isdecimal() else 1
        found, total = items._find(currency, q, category, number)
        return self._show(
            "shop_catalogue",
            at_hand,
            title=category or request.env._("Everything for your company"),
            items=found,
            total=total,
            stores=items._stores(),
            categories=items._categories(currency),
            store=currency.name,
            words=q,
            category=category,
            page=number,
            pages=-(-total // PAGE_SIZE),
        )

    @http.route(f"{ROOT}/shop/<string:token>", **READ)
    def open_session(self, token):
        """The start page of a punchout: from here the buyer fills his cart. The link
        leads to it, it lets nobody in."""
        if refused := self._refuse():
            return refused
        session = request.env[CART]._find_by_shop_token(token)
        cart = self._cart(session.id)
        if not session:
            return self._notice(
                request.env._("This link leads nowhere"),
                request.env._("It is incomplete, or the cart was deleted."),
                request.env._("Start again from Odoo."),
                status=404,
            )
        if not cart:
            return self._notice(
                request.env._("This shop was opened for somebody else"),
                request.env._("You are logged in as %s.", request.env.user.name),
                request.env._("Log out and log in as the person who shops."),
                status=403,
                leave=("/web/session/logout", request.env._("Log out")),
            )
        page = "shop" if cart.state == "draft" else "cart"
        if page == "shop" and cart.selected_item_id and not cart.line_ids:
            page = f"item/{cart.selected_item_id.asin}"
        return request.redirect(f"{ROOT}/{page}?cart={cart.id}", code=303)

    @http.route(f"{ROOT}/item/<string:asin>", **READ)
    def item(self, asin, cart=None, error="", **_more):
        if refused := self._refuse():
            return refused
        item = request.env[ITEM].search([("asin", "=", asin)])
        if not item:
            return self._unsold(asin)
        at_hand = self._draft(cart) or request.env[CART]._at_hand(item.currency_id)
        return self._show(
            "shop_item",
            at_hand,
            title=item.name,
            item=item,
            store=item.currency_id.name,
            error=error,
        )

    @http.route(f"{ROOT}/add", **WRITE)
    def add(self, asin, quantity="1", cart=None, **_more):
        """Puts units of an item into the cart at hand and shows the cart."""
        if refused := self._refuse():
            return refused
        item = request.env[ITEM].search([("asin", "=", asin)])
        if not item:
            return self._unsold(asin)
        at_hand = self._draft(cart)
        try:
            with request.env.cr.savepoint():
                if at_hand.flow != "punchout":
                    at_hand = at_hand._open_cart(item.currency_id)
                at_hand._add(item, int(quantity) if quantity.isdecimal() else 1)
                at_hand.flush_recordset()
        except (UserError, ValidationError) as error:
            return self._show(
                "shop_item",
                at_hand,
                title=item.name,
                item=item,
                store=item.currency_id.name,
                error=error.args[0],
            )
        return request.redirect(f"{ROOT}/cart?cart={at_hand.id}", code=303)

    @http.route(f"{ROOT}/cart", **READ)
    def cart(self, cart=None, store="", **_more):
        if refused := self._refuse():
            return refused
        found = self._cart(cart)
        if cart and not found:
            return self._gone()
        found = found or request.env[CART]._at_hand(self._currency(store, found))
        return self._show("shop_cart", found, title=request.env._("Cart"))

    @http.route(f"{ROOT}/cart/line", **WRITE)
    def change(self, cart, line, quantity="0", **_more):
        """Other units of a line, or none of them any more."""
        if refused := self._refuse():
            return refused
        found = self._draft(cart)
        if not found or not line.isdecimal():
            return self._gone()
        try:
            units = int(quantity) if quantity.isdecimal() else 1
            found._set_quantity(int(line), units)
        except UserError as error:
            title = request.env._("Cart")
            return self._show("shop_cart", found, title=title, error=error.args[0])
        return request.redirect(f"{ROOT}/cart?cart={found.id}", code=303)

    def _unsold(self, asin):
        return self._notice(
            request.env._("The shop does not sell this"),
            request.env._("There is no item %(asin)s.", asin=asin),
            request.env._("Look for another one."),
            status=404,
        )

    def _draft(self, cart_id):
        """The cart that a link names, as long as it can still be filled."""
        return self._cart(cart_id).filtered(lambda cart: cart.state == "draft")
