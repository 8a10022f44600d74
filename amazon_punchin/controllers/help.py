from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.advice import guidance
from ..models.advice_buying import ARTICLES


class Help(http.Controller):
    """The guide, and the question why something does not work (R161, R172)."""

    @http.route(
        "/amazon_punchin/why",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def why(self, **_query):
        _check_internal()
        why = request.env["amazon.punchin.why"]
        conditions = why._conditions()
        values = {
            "conditions": conditions,
            "troubles": why._troubles(),
            "in_the_way": [one for one in conditions if one["met"] is False],
        }
        return request.render("amazon_punchin.why_page", values)

    @http.route(
        "/amazon_punchin/help",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def help(self, **_query):
        _check_internal()
        articles = [(code, *guidance(request.env, code)) for code in ARTICLES]
        return request.render("amazon_punchin.help_page", {"articles": articles})


def _check_internal():
    """Who buys and approves is told to colleagues, not to customers of a portal.

    :raise NotFound: the user is not an internal one
    """
    if not request.env.user._is_internal():
        raise NotFound
