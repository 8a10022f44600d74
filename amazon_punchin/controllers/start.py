from odoo import http
from odoo.http import request


class Start(http.Controller):
    """Where Amazon leads the buyer's browser after a punch-in (protocol §1c)."""

    @http.route(
        "/amazon_punchin/start/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def start(self, token, **_flags):
        purchase = request.env["amazon.punchin.request"]._find_by_start_token(token)
        if not purchase:
            return self._page(
                request.env._("This link leads nowhere"),
                request.env._("It is incomplete, or the purchase is gone."),
                [request.env._("Submit the cart again from Amazon.")],
                status=404,
            )
        if not purchase.user_id:
            return self._page(
                request.env._("Your cart has arrived, but nobody knows you here"),
                request.env._(
                    "Amazon named an e-mail address that belongs to no buyer in Odoo."
                ),
                [
                    request.env._(
                        "Tell %(name)s the number %(number)s; your cart is kept.",
                        name=purchase.group_id.responsible_id.name,
                        number=purchase.name,
                    ),
                    request.env._("Use the same e-mail address at Amazon and in Odoo."),
                ],
            )
        if request.env.user._is_public():
            return request.redirect(
                f"/web/login?redirect=/amazon_punchin/start/{token}", code=303
            )
        if request.env.user != purchase.user_id:
            return self._page(
                request.env._("This cart belongs to somebody else"),
                request.env._("You are logged in as %s.", request.env.user.name),
                [
                    request.env._(
                        "Log out and log in as the person who shopped on Amazon."
                    )
                ],
                link=("/web/session/logout", request.env._("Log out")),
                status=403,
            )
        return request.redirect(f"/odoo/my-amazon-requests/{purchase.id}", code=303)

    def _page(self, title, text, steps, link=None, status=200):
        """A page that says what is missing and what to do.

        :param steps: sentences
        :param link: `(url, label)`
        """
        url, label = link or (False, False)
        return request.render(
            "amazon_punchin.start_page",
            {
                "title": title,
                "text": text,
                "steps": steps,
                "link_url": url,
                "link_label": label,
            },
            status=status,
        )
