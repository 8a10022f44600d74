from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import Response, request

from odoo.addons.amazon_punchin.controllers.dispatcher import reply

from ..models.desk import FAULTS

LIMIT = 5 * 1024 * 1024
_DOOR = {
    "type": "cxml",
    "auth": "public",
    "methods": ["POST"],
    "csrf": False,
    "save_session": False,
    "max_content_length": LIMIT,
}
PAGE = "<html><body><h1>Service Unavailable</h1></body></html>"


class Door(http.Controller):
    """Where what a sandbox group sends arrives (design §8, R21)."""

    @http.route("/amazon_punchin_sandbox/order/<string:key>", **_DOOR)
    def receive(self, key):
        """Orders and decisions."""
        return self._serve(key, "order")

    @http.route("/amazon_punchin_sandbox/punchout/<string:key>", **_DOOR)
    def open_shop(self, key):
        """Set-up requests: a buyer comes from Odoo to shop."""
        return self._serve(key, "punchout")

    def _serve(self, key, door):
        """Answers as the sandbox, or as a server that is out of order."""
        groups = request.env["amazon.punchin.group"].sudo()
        group = groups.search(
            [("sandbox_key", "=", key), ("marketplace", "=", "sandbox")], limit=1
        )
        if not group:
            raise NotFound()
        # Read in any case: the server waits for the rest of what was not read.
        body = request.httprequest.get_data(cache=False)
        fault = group[FAULTS[door]]
        if fault == "page":
            return Response(PAGE, status=500, content_type="text/html")
        if fault == "silent":
            return _hang_up()
        desk = request.env["amazon.punchin.sandbox.desk"].sudo()
        answer = desk._receive(group, body, door)
        return _hang_up() if fault == "lost" else reply(answer)


def _hang_up():
    """An answer that ends before its first byte: to the sender, a lost connection."""
    answer = Response(content_type="text/xml; charset=UTF-8")
    answer.headers["Content-Length"] = "1"
    return answer
