from urllib.parse import urlencode

from odoo.http import Controller, request

ROOT = "/amazon_punchin_sandbox"
USER = "amazon_punchin.group_user"
ADMIN = "amazon_punchin.group_admin"
CART = "amazon.punchin.sandbox.cart"
ITEM = "amazon.punchin.sandbox.item"


class ShopPage(Controller):
    """What the pages of the shop have in common: who may come in, which cart is
    meant, and the frame around them."""

    def _refuse(self):
        """Lets buyers in, with all their companies.

        :return: a page for anybody else, or None
        """
        user = request.env.user
        if not user.has_group(USER):
            return self._notice(
                request.env._("This shop is for buyers"),
                request.env._(
                    "You are logged in as %(name)s, who may not buy on Amazon "
                    "Business.",
                    name=user.name,
                ),
                request.env._(
                    "Ask an administrator of Odoo for the right 'Amazon Business: "
                    "User'."
                ),
                status=403,
            )
        own = user.company_id
        companies = own + (user.company_ids - own)
        request.update_context(allowed_company_ids=companies.ids)
        return None

    def _cart(self, cart_id=None):
        """The cart that a link names, where the user may see it.

        :return: the cart, or an empty recordset
        """
        carts = request.env[CART]
        try:
            return carts.search([("id", "=", int(cart_id or 0))])
        except (TypeError, ValueError):
            return carts

    def _currency(self, store, cart):
        """The store that is asked for, else the cart's, else the first."""
        stores = request.env[ITEM]._stores()
        found = [one for one, _name in stores if one.name == store]
        found += cart.line_ids.currency_id
        found += [one for one, _name in stores]
        return found[0] if found else request.env.company.currency_id

    def _show(self, template, cart, status=200, **values):
        """A page of the shop.

        :param cart: the cart at hand, or none
        """

        def link(path, **params):
            if cart and cart.state == "draft":
                params.setdefault("cart", cart.id)
            told = {name: value for name, value in params.items() if value}
            return f"{ROOT}/{path}" + (f"?{urlencode(told)}" if told else "")

        lang = request.env["res.lang"]._get_data(code=request.env.lang or "en_US")
        lines = cart.line_ids if cart.state == "draft" else cart.line_ids.browse()
        common = {
            "cart": cart,
            "count": sum(lines.mapped("quantity")),
            "is_admin": request.env.user.has_group(ADMIN),
            "speech": {
                "lang": (request.env.lang or "en_US").replace("_", "-"),
                "dir": lang.direction or "ltr",
            },
            "link": link,
            "error": "",
            "words": "",
            "store": "",
        }
        return request.render(
            f"amazon_punchin_sandbox.{template}", {**common, **values}, status=status
        )

    def _notice(self, title, text, advice, status=200, **values):
        """A page that says what happened and what to do."""
        return self._show(
            "shop_notice",
            request.env[CART],
            status=status,
            title=title,
            text=text,
            advice=advice,
            **values,
        )

    def _gone(self):
        return self._notice(
            request.env._("There is no such cart"),
            request.env._("It was deleted, or it belongs to somebody else."),
            request.env._("Start a new one in the shop."),
            status=404,
        )
