import logging

from werkzeug.exceptions import HTTPException

from odoo.http import Dispatcher, Response, request

_logger = logging.getLogger(__name__)

TEXTS = {
    404: "There is no such address.",
    405: "Documents are posted here.",
    413: "The document is too large.",
}


class CxmlDispatcher(Dispatcher):
    """Serves the routes of `type="cxml"`: the body is left unread, and whatever goes
    wrong leaves as a cXML Response (design §5)."""

    routing_type = "cxml"
    mimetypes = ("text/xml", "application/xml")

    @classmethod
    def is_compatible_with(cls, request):
        return True

    def dispatch(self, endpoint, args):
        self.request.params = dict(args)
        return self.request.registry["ir.http"]._dispatch(endpoint)

    def handle_error(self, exc):
        if isinstance(exc, HTTPException) and exc.code in TEXTS:
            status, code, text = exc.code, 400, TEXTS[exc.code]
        else:
            _logger.error("A cXML request could not be answered", exc_info=exc)
            status, code, text = 200, 500, "Temporary failure, please retry."
        return reply(_status(code, text), status)


def reply(body, status=200, headers=None):
    """The HTTP answer that carries a cXML document.

    :param body: bytes
    :param status: HTTP status; business errors are 200 (protocol §0)
    """
    return Response(
        body,
        status=status,
        content_type="text/xml; charset=UTF-8",
        headers=headers,
    )


def _status(code, text):
    """Without the database, which may be what failed."""
    messages = request.env["amazon.punchin.message"]
    return messages._status_answer(
        code, text, endpoint=request.env["amazon.punchin.endpoint"]
    )
