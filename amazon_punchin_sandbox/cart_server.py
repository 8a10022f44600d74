"""The page that a PoomUrl leads to, for as long as one set-up request takes.

It runs in the process that posts the request, on a loopback port of its own: an Odoo
with a single HTTP worker is busy answering that request and could not serve the cart
as well (design §8). The thread knows bytes only: no database, no Odoo.
"""

import hmac
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOST = "127.0.0.1"
FOLDER = "/cart/"
READ_SECONDS = 10


class CartServer:
    """Serves `body` under one unguessable path, and 404 under every other.

    ``with CartServer(body) as server: …server.url…``; `fetched` counts the answers.
    A repeated request gives `port` and `token` of the first one, so that the link it
    bears still leads to the cart; a port taken meanwhile gives a new link. `status` is
    that of HTTP: Amazon answers 500 once a link has lapsed.
    """

    def __init__(self, body, port=0, token=None, status=200):
        self.token = token or secrets.token_urlsafe(24)
        self.fetched = 0
        self.status = status
        self._body = body
        try:
            self._server = _Server((HOST, port), _Handler)
        except OSError:
            if not port:
                raise
            self._server = _Server((HOST, 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="amazon_punchin_sandbox.cart",
            daemon=True,
        )

    @property
    def port(self):
        return self._server.server_address[1]

    @property
    def path(self):
        return FOLDER + self.token

    @property
    def url(self):
        return f"http://{HOST}:{self.port}{self.path}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(READ_SECONDS)

    def body_for(self, path):
        """The cart, for the one path that it has, else None."""
        if not hmac.compare_digest(path.encode(), self.path.encode()):
            return None
        self.fetched += 1
        return self._body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request, client_address):
        """Nothing: a client that hangs up is the client's affair."""


class _Handler(BaseHTTPRequestHandler):
    server_version = "AmazonPunchinSandbox"
    sys_version = ""
    timeout = READ_SECONDS

    def do_GET(self):
        body = self.server.owner.body_for(self.path)
        self.send_response(404 if body is None else self.server.owner.status)
        self.send_header("Content-Type", "text/xml; charset=UTF-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format, *args):
        """Nothing: the path is a token and stays out of logs."""
