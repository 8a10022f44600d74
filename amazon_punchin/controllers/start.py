from odoo import http
from odoo.http import request
from odoo.tools import format_date

from .pages import page, way_home, way_to


class Start(http.Controller):
    """Where Amazon leads the buyer's browser after a punch-in (protocol §1c).

    The token leads to Odoo's login, whatever provider; it never lets anybody in, and
    nothing of the cart is shown before."""

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
            return page("start_unknown_link", status=404, link=way_home())
        if not purchase.user_id:
            return self._no_buyer(purchase)
        user = request.env.user
        if user._is_public():
            return request.redirect(
                f"/web/login?redirect=/amazon_punchin/start/{token}", code=303
            )
        facts = self._facts(purchase)
        if user != purchase.user_id:
            return page(
                "start_other_user",
                status=403,
                link=("/web/session/logout", request.env._("Log out")),
                number=purchase.name,
                user=user.name,
                buyer=purchase.user_id.name,
                **facts,
            )
        if not user.has_group("amazon_punchin.group_user"):
            return page("start_no_right", status=403, number=purchase.name, **facts)
        return self._welcome(purchase, facts)

    def _welcome(self, purchase, facts):
        """The buyer's own request; a page before it where there is nothing to do."""
        link = (way_to(purchase), request.env._("Go to my request"))
        if purchase.state in ("rejected", "cancelled", "expired"):
            states = dict(purchase._fields["state"]._description_selection(request.env))
            state = states[purchase.state]
            return page("start_closed", link=link, state=state, **facts)
        waits = purchase.is_running_out and not purchase.expired_override
        if waits and purchase.is_expired:
            return page("start_expired", link=link, **facts)
        return request.redirect(way_to(purchase), code=303)

    def _no_buyer(self, purchase):
        """Nothing is lost: whoever is responsible assigns it (design §5)."""
        _user, problem = purchase.group_id._find_buyer(purchase.user_email)
        link = None
        known = purchase.with_user(request.env.user)
        if not request.env.user._is_public() and known.has_access("read"):
            link = (way_to(purchase), request.env._("Go to the request"))
        return page(
            "start_no_buyer",
            number=purchase.name,
            link=link,
            problem=problem or "unknown",
            **self._facts(purchase),
        )

    def _facts(self, purchase):
        return {
            "request": purchase.name,
            "group": purchase.group_id.name,
            "responsible": purchase.group_id._helper(),
            "until": format_date(request.env, purchase.expires_on),
        }
