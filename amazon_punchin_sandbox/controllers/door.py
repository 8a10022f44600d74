from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import Response, request

from odoo.addons.amazon_punchin.controllers.dispatcher import reply

LIMIT = 5 * 1024 * 1024
PAGE = "<html><body><h1>Service Unavailable</h1></body></html>"


class Door(http.Controller):
    """Where a sandbox group's orders and decisions arrive (design §8, R21)."""

    @http.route(
        [
            "/amazon_punchin_sandbox/order/<string:key>",
            "/amazon_punchin_sandbox/punchout/<string:key>",
        ],
        type="cxml",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=LIMIT,
    )
    def receive(self, key):
        groups = request.env["amazon.punchin.group"].sudo()
        group = groups.search(
            [("sandbox_key", "=", key), ("marketplace", "=", "sandbox")], limit=1
        )
        if not group:
            raise NotFound()
        if group.sandbox_answer == "page":
            return Response(PAGE, status=500, content_type="text/html")
        if group.sandbox_answer == "silent":
            return _hang_up()
        body = request.httprequest.get_data(cache=False)
        answer = request.env["amazon.punchin.sandbox.desk"].sudo()._receive(group, body)
        return _hang_up() if group.sandbox_answer == "lost" else reply(answer)


def _hang_up():
    """An answer that ends before its first byte: to the sender, a lost connection."""
    answer = Response(content_type="text/xml; charset=UTF-8")
    answer.headers["Content-Length"] = "1"
    return answer
