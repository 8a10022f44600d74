"""An Amazon of the test's own: it serves carts, takes orders, and stops on demand.

The sandbox lives in the server that a journey kills; this one outlives it. A server
reaches it by AMAZON_PUNCHIN_INSECURE_HOSTS, as a test bench (design §6).
"""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lxml import etree

from amazon_punchin_tests.journeys import storefront

OK = b'<cXML payloadID="1@shop" timestamp="2026-11-20T10:00:00Z"><Response>'
OK += b'<Status code="200" text="OK"/></Response></cXML>'
OPENED = b'<cXML payloadID="2@shop" timestamp="2026-11-20T10:00:00Z"><Response>'
OPENED += b'<Status code="200" text="OK"/><PunchOutSetupResponse><StartPage>'
OPENED += b"<URL>URL?</URL></StartPage></PunchOutSetupResponse></Response></cXML>"
PATIENCE_SECONDS = 60


class Shop:
    """`carts` by path, `fetched` paths, `orders` and `setups` in the order of their
    arrival. `start_page` makes the address of its shop from the number of the visit;
    `says` is what it answers instead of opening it.

    While `open` is cleared, whoever comes waits at the door.
    """

    def __init__(self):
        self.carts = {}
        self.fetched = []
        self.orders = []
        self.setups = []
        self.says = None
        self.open = threading.Event()
        self.open.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.shop = self
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def address(self):
        return f"127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self.open.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def hosts(self):
        """Its two names, as the server's guard lets them through. To a browser at
        Odoo's 127.0.0.1, `localhost` is another site, as Amazon is."""
        port = self.address.rpartition(":")[2]
        return f"{self.address},localhost:{port}"

    def start_page(self, visit):
        other_site = self.hosts.partition(",")[2]
        return f"http://{other_site}/shop/{visit}?from=odoo&amp;lang=en"

    def open_for(self, setup):
        """The answer to a set-up request (protocol §2a)."""
        self.setups.append(setup)
        url = self.start_page(len(self.setups))
        return self.says or OPENED.replace(b"URL?", url.encode())

    def offer(self, body, moved_to=None):
        """Serve `body` as a cart, or say that it is elsewhere.

        :return: its address, for a set-up request
        """
        path = f"/cart/{len(self.carts) + 1}"
        self.carts[path] = (body, moved_to)
        return f"http://{self.address}{path}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        shop = self.server.shop
        shop.fetched.append(self.path)
        shop.open.wait(PATIENCE_SECONDS)
        if self.path.startswith("/shop/"):
            number = int(self.path.partition("?")[0].rpartition("/")[2])
            return self._page(storefront.page(shop.setups[number - 1]))
        body, moved_to = shop.carts[self.path]
        return self._answer(302 if moved_to else 200, body, moved_to)

    def do_POST(self):
        shop = self.server.shop
        body = self.rfile.read(int(self.headers["Content-Length"]))
        paper, answer = etree.fromstring(body), OK
        if paper.find("Request/PunchOutSetupRequest") is not None:
            answer = shop.open_for(paper)
        else:
            shop.orders.append(paper)
        shop.open.wait(PATIENCE_SECONDS)
        self._answer(200, answer)

    def _page(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, status, body, moved_to=None):
        try:
            self.send_response(status)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(body)))
            if moved_to:
                self.send_header("Location", moved_to)
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            """Whoever asked was killed meanwhile: that is what some journeys do."""

    def log_message(self, format, *args):
        """Nothing."""
