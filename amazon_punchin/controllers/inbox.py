from werkzeug.exceptions import (
    BadRequest,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
)

from odoo import http
from odoo.http import request

from .. import cxml
from ..models.message_door import UNKNOWN
from ..models.settings import setting
from .dispatcher import reply

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def _limit(_controller=None):
    """Greatest size of a document in bytes, a setting (design §5)."""
    return setting(request.env, "max_document_bytes")


class Inbox(http.Controller):
    """The door for Amazon's servers: verify, keep, hand over, answer (design §5)."""

    @http.route(
        "/amazon_punchin/<string:key>/cxml",
        type="cxml",
        auth="public",
        methods=METHODS,
        csrf=False,
        save_session=False,
        max_content_length=_limit,
    )
    def inbox(self, key):
        if request.httprequest.method != "POST":
            raise MethodNotAllowed()
        endpoint = request.env["amazon.punchin.endpoint"].sudo()
        endpoint = endpoint.search_fetch([("key", "=", key)])
        if not endpoint:
            raise NotFound()
        messages = request.env["amazon.punchin.message"].sudo()
        facts = {"remote_address": request.httprequest.remote_addr}
        try:
            body = request.httprequest.get_data(cache=True)
            if request.httprequest.content_length is None and len(body) >= _limit():
                raise RequestEntityTooLarge()  # chunked, and cut by the server
        except RequestEntityTooLarge:
            error = cxml.TooLargeError(400, "The document is too large.")
            messages._store_stranger(endpoint, b"", error, **facts)
            raise
        except BadRequest:
            body = b""
        if not endpoint._check_http(request.httprequest.headers):
            error = cxml.CxmlError(401, UNKNOWN)
            answer, status = messages._turn_away(endpoint, body, error, facts)
            return reply(
                answer,
                status=401 if status == 200 else status,
                headers={"WWW-Authenticate": endpoint._challenge()},
            )
        return reply(*messages._receive(endpoint, body, **facts))
