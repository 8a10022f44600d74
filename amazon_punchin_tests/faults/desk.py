"""An order desk that falters: a process of its own, so that no kill reaches it.

``python -m amazon_punchin_tests.faults.desk <ledger> <seed> <slow>`` prints its
address, serves carts, takes orders, and misbehaves by a seeded plan until it is told to
be calm. It ends when its standard input does, thus with whoever started it.
"""

import contextlib
import hashlib
import random
import socket
import struct
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.request import Request, urlopen

from amazon_punchin_tests.faults import papers
from amazon_punchin_tests.faults.ledger import Entry, Ledger

MODULE = "amazon_punchin_tests.faults.desk"

CLIENT_SECONDS = 20
"""How long Odoo waits for an answer (design §6); the slow ones take longer."""

ORDERS = {
    "ok": 8,  # takes it and says so
    "error": 3,  # refuses it for now: HTTP 500 with a cXML Status
    "page": 2,  # does not get it: a page from something in between
    "unread": 2,  # hangs up before it has read anything
    "lost": 3,  # takes it, hangs up without a word
    "torn": 2,  # takes it, hangs up in the middle of the answer
    "gateway": 2,  # takes it, and something in between answers with a page
}
"""How often it does what, and what: weights."""

SLOW = ("late", "hang")
"""Takes it and answers too late; does not take it and never answers."""

OTHERS = {"ok": 8, "error": 1, "page": 1, "unread": 1}
"""The same for carts, and for decisions that it is told."""

TAKEN = {"ok", "lost", "torn", "gateway", "late"}
PAGE = b"<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>"


class Plan:
    """What the desk does next: by chance, but by the same chance for the same seed.

    Few are slow, as each costs its sender the whole time limit.
    """

    def __init__(self, seed: int, slow: int) -> None:
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._slow = slow
        self.calm = False

    def draw(self, weights: dict[str, int]) -> str:
        with self._lock:
            if self.calm:
                return "ok"
            if weights is ORDERS and self._slow and self._dice.random() < 0.1:
                self._slow -= 1
                return SLOW[self._slow % 2]
            return self._dice.choices([*weights], [*weights.values()])[0]


class Desk(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, ledger: Ledger, plan: Plan) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ledger = ledger
        self.plan = plan

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed hangs up: that is what this is for."""


class Handler(BaseHTTPRequestHandler):
    server: Desk

    def do_GET(self) -> None:
        """A cart; its payloadID is in the address, as the one of its set-up request."""
        parts = urlsplit(self.path)
        lines = int(parse_qs(parts.query)["lines"][0])
        body = papers.cart(unquote(parts.path.rpartition("/")[2]), lines)
        self.behave(self.server.plan.draw(OTHERS), body)

    def do_POST(self) -> None:
        if self.path == "/calm":
            self.server.plan.calm = True
            self.answer(200, b"")
            return
        weights = ORDERS if self.path.startswith("/order") else OTHERS
        behaviour = self.server.plan.draw(weights)
        if behaviour != "unread":
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.server.ledger.add(entry(body, behaviour))
        self.behave(behaviour, papers.answer(200, "OK"))

    def behave(self, behaviour: str, body: bytes) -> None:
        if behaviour in SLOW:
            time.sleep(CLIENT_SECONDS + 1)
        if behaviour in ("ok", "late"):
            self.answer(200, body)
        elif behaviour == "error":
            self.answer(500, papers.answer(500, "Internal Server Error"))
        elif behaviour in ("page", "gateway"):
            self.answer(502, PAGE, "text/html")
        elif behaviour == "torn":
            self.answer(200, body, cut=len(body) // 2)
            self.hang_up()
        else:
            self.hang_up()

    def answer(
        self, status: int, body: bytes, content_type: str = "text/xml", cut: int = 0
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:cut] if cut else body)

    def hang_up(self) -> None:
        """With a reset, as a machine does that has just died."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.rfile.close()
        self.connection.close()

    def log_message(self, *_words: object) -> None:
        """Nothing: the ledger says what came."""


def entry(body: bytes, behaviour: str) -> Entry:
    root = ET.fromstring(body)
    request = root.find("Request")
    header = root.find(".//OrderRequestHeader")
    return Entry(
        document_type=request[0].tag,
        payload_id=root.get("payloadID"),
        timestamp=root.get("timestamp"),
        order_id="" if header is None else header.get("orderID"),
        sha256=hashlib.sha256(body).hexdigest(),
        behaviour=behaviour,
        taken=behaviour in TAKEN,
    )


@contextlib.contextmanager
def running(ledger: Path, seed: int, slow: int) -> Iterator[str]:
    """The address, ``host:port``, of a desk in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", MODULE, str(ledger), str(seed), str(slow)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(10)


def calm(address: str) -> None:
    """From now on the desk takes everything."""
    urlopen(Request(f"http://{address}/calm", b"", method="POST"), timeout=10).close()


def main(ledger: str, seed: str, slow: str) -> None:
    desk = Desk(Ledger(Path(ledger)), Plan(int(seed), int(slow)))
    threading.Thread(target=desk.serve_forever, daemon=True).start()
    sys.stdout.write(f"127.0.0.1:{desk.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
