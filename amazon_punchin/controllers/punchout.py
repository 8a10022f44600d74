from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request

from .pages import shown, way_to


class Punchout(http.Controller):
    """The page on which a buyer waits until Amazon has opened its shop (E3).

    It asks nothing of anybody in a chain: the set-up request is a document of the
    outbox, sent by a cron, or from here where Amazon is somebody else's server. So one
    worker suffices, and a window that is closed loses nothing (design §8, R85)."""

    @http.route(
        "/amazon_punchin/go/<int:request_id>",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def wait(self, request_id, ask=None, **_query):
        """The shop as soon as it is open, for the first time; later a page that leads
        there again.

        :param ask: of a browser without scripts, which asks by loading the page
        """
        purchase, session = self._find(request_id)
        if ask:
            self._ask(session)
        if session.state == "open" and not session.visited and not session._is_over():
            session._unguarded().visited = True
            return self._lead(session)
        if session.state == "refused" or self._is_lost(session):
            return self._failed(purchase, session)
        if session.state == "returned" or purchase.cart_date:
            return request.redirect(way_to(purchase), code=303)
        return request.render(
            "amazon_punchin.go_page",
            {"purchase": purchase, "session": session, "is_over": session._is_over()},
            headers={"Cache-Control": "no-store"},
        )

    @http.route(
        "/amazon_punchin/go/<int:request_id>/state",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def state(self, request_id, **_query):
        """What the waiting page asks for: whether it has to wait longer."""
        _purchase, session = self._find(request_id)
        self._ask(session)
        waits = session.state == "asking" and not self._is_lost(session)
        return request.make_json_response({"waits": waits})

    @http.route(
        "/amazon_punchin/go/<int:request_id>/again",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def again(self, request_id, **_form):
        """A new visit for the same request (R86)."""
        purchase, session = self._find(request_id)
        try:
            action = purchase._open_amazon(session.supplier_part_id)
        except (AccessError, UserError) as error:
            return shown(
                request.env._("Amazon cannot be opened"),
                str(error),
                [],
                link=(way_to(purchase), request.env._("Go to my request")),
            )
        return request.redirect(action["url"], code=303)

    @http.route(
        "/amazon_punchin/go/<int:request_id>/shop",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def shop(self, request_id, **_query):
        """Amazon's shop once more, of the visit that is open."""
        _purchase, session = self._find(request_id)
        if session.state != "open" or session._is_over():
            return request.redirect(f"/amazon_punchin/go/{request_id}", code=303)
        return self._lead(session)

    def _find(self, request_id):
        """The buyer's own request, and its last visit at Amazon.

        :raise NotFound: somebody else's, or Amazon was never opened from it
        """
        purchase = request.env["amazon.punchin.request"].browse(request_id).exists()
        session = purchase.sudo().session_ids[:1]
        if not session or purchase.sudo().user_id != request.env.user:
            raise NotFound()
        return purchase, session

    def _ask(self, session):
        message = session._setup_message()
        if session.state == "asking" and message:
            message._ask_now()
            session.invalidate_recordset()

    def _is_lost(self, session):
        return session.state == "asking" and session._has_waited()

    def _lead(self, session):
        """To the shop; its address was checked when it came."""
        return request.redirect(session.start_page_url, code=303, local=False)

    def _failed(self, purchase, session):
        title, text, steps = purchase._advise(session)
        return request.render(
            "amazon_punchin.go_failed_page",
            {"title": title, "text": text, "steps": steps, "purchase": purchase},
            headers={"Cache-Control": "no-store"},
        )
