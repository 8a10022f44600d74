from odoo import http
from odoo.http import request

from ..models.settings import setting
from .pages import page, way_home, way_to

FORM_FACTOR = 3
"""How much larger a document may be in a form: each sign as three."""

STATUSES = {
    "cart_unreadable": 400,
    "cart_other_request": 403,
    "cart_tampered": 403,
    "cart_taken": 409,
    "cart_closed": 409,
    "cart_session_over": 410,
}
"""HTTP status by the code of the advice; 200 for the others."""


def _limit(_controller=None):
    return FORM_FACTOR * setting(request.env, "max_document_bytes")


class Cart(http.Controller):
    """Where the buyer's browser brings the cart of a punchout (protocol §2b).

    A cross-site POST, mostly without the session's cookie, sometimes with another
    user's: the two random values alone decide, who is logged in changes nothing."""

    @http.route(
        "/amazon_punchin/cart/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=_limit,
        sitemap=False,
    )
    def cart(self, token, **_query):
        session = request.env["amazon.punchin.session"]._find_by_return_token(token)
        if not session:
            return page("cart_unknown_link", status=404, link=way_home())
        session = session.with_context(lang=request.env.lang)
        purchase = session.request_id
        facts = {"remote_address": request.httprequest.remote_addr}
        form = {
            name: value
            for name, value in request.httprequest.form.items()
            if isinstance(value, str)
        }
        messages = request.env["amazon.punchin.message"].sudo()
        code, said = messages._receive_cart(session, form, **facts)
        if code == "cart_ok":
            return request.redirect(way_to(purchase), code=303)
        group = purchase.group_id
        return page(
            code,
            status=STATUSES.get(code, 200),
            link=(way_to(purchase), request.env._("Go to my request")),
            said=said,
            request=purchase.name,
            hours=session._life_hours(),
            responsible=group._helper(),
        )

    @http.route(
        "/amazon_punchin/cart/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def look(self, token, **_query):
        """The address without a form: somebody went back, or typed it."""
        session = request.env["amazon.punchin.session"]._find_by_return_token(token)
        if not session:
            return page("cart_unknown_link", status=404, link=way_home())
        return request.redirect(way_to(session.request_id), code=303)
