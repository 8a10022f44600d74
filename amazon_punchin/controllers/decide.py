from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .pages import shown

SHOWN_LINES = 30


class Decide(http.Controller):
    """Where the two buttons of the mail with the cart lead: one page on which an
    approver confirms (wish 12).

    A link decides nothing, so that no mail filter that follows it does. The decision
    is the request's own method, with the rights of whoever is logged in, and works
    once: after it the request waits for nobody."""

    @http.route(
        "/amazon_punchin/decide/<int:number>",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def ask(self, number, answer=None, **_query):
        purchase = self._find(number)
        return self._page(purchase, answer) if purchase else self._unknown()

    @http.route(
        "/amazon_punchin/decide/<int:number>",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def decide(self, number, answer=None, reason=None, **_form):
        purchase = self._find(number)
        if not purchase:
            return self._unknown()
        act = {
            "approve": purchase.release,
            "consent": purchase.consent,
            "reject": lambda: purchase.reject(reason),
        }.get(answer)
        if not act:
            return self._page(purchase)
        try:
            with request.env.cr.savepoint():
                act()
        except (AccessError, UserError) as error:
            purchase.invalidate_recordset()
            return self._page(purchase, answer, str(error), reason)
        return self._page(purchase)

    def _find(self, number):
        purchase = request.env["amazon.punchin.request"].browse(number).exists()
        return purchase if purchase and purchase.has_access("read") else False

    def _page(self, purchase, answer=None, error=None, reason=None):
        """The cart with what may be answered, or what became of it meanwhile."""
        lines = purchase.line_ids.sorted("line_number")
        states = dict(purchase._fields["state"]._description_selection(request.env))
        values = {
            "purchase": purchase,
            "lines": lines[:SHOWN_LINES],
            "shown": SHOWN_LINES,
            "more": max(0, len(lines) - SHOWN_LINES),
            "state_text": states[purchase.state],
            "answer": answer,
            "error": error,
            "reason": reason,
        }
        return request.render("amazon_punchin.decide_page", values)

    def _unknown(self):
        """One answer for what is not there and for what is not for this user."""
        return shown(
            request.env._("There is nothing for you to decide here"),
            request.env._(
                "The link leads to a request that you may not see, or that does not "
                "exist."
            ),
            [request.env._("Log in as the person whom the mail was sent to.")],
            status=404,
            link=("/odoo/amazon-requests-to-approve", request.env._("To Approve")),
        )
