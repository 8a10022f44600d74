"""What strangers and madmen post: answered, in time, and forgotten.

Every document goes to the inbox of a running server. The answer is the one that
design §5 names; no socket is opened, no memory stays, and the server goes on.
"""

import socket
import time
from pathlib import Path

import pytest
from amazon import MESSAGE, cart, payload_id, post, setup_request
from hostile import CASES

SECONDS = 2
MEGABYTES = 200


@pytest.fixture(scope="module")
def trap():
    """An address that must not see a connection; one would wait in its backlog."""
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.setblocking(False)
        yield trap


@pytest.fixture(autouse=True)
def untouched(trap):
    yield
    with pytest.raises(BlockingIOError):
        trap.accept()


class Memory:
    """Resident memory of a process in megabytes, against what it was at first."""

    def __init__(self, pid):
        self._folder = Path("/proc", str(pid))
        self._before = self._read("VmRSS")

    def watch(self):
        """The peak begins anew."""
        (self._folder / "clear_refs").write_text("5")

    @property
    def peak(self):
        return self._read("VmHWM") - self._before

    @property
    def growth(self):
        return self._read("VmRSS") - self._before

    def _read(self, name):
        status = (self._folder / "status").read_text()
        line = next(one for one in status.splitlines() if one.startswith(name))
        return int(line.split()[1]) / 1024


@pytest.fixture(scope="module")
def memory(server):
    return Memory(server.pid)


@pytest.fixture(scope="module")
def strike(shop_inbox, memory):
    """Post bytes; the answer, which must come in time and cost little memory."""

    def strike(body):
        memory.watch()
        began = time.monotonic()
        answer = post(shop_inbox.url, body)
        took = time.monotonic() - began
        assert memory.peak < MEGABYTES, f"{memory.peak:.0f} MB more than at first"
        assert took < SECONDS, f"{took:.1f} s for an answer"
        assert answer.headers["Content-Type"].startswith("text/xml")
        assert shop_inbox.secret.encode() not in answer.body
        assert b"Traceback" not in answer.body
        return answer

    return strike


@pytest.mark.parametrize("name", CASES)
def test_hostile_document(strike, shop_inbox, trap, name):
    make, http, code = CASES[name]
    answer = strike(make(shop_inbox, "{}:{}".format(*trap.getsockname())))
    assert (answer.http, answer.code) == (http, code), answer.text


@pytest.mark.parametrize(
    "name", ["billion_laughs", "hundred_thousand_levels", "html_page", "many_elements"]
)
def test_hostile_cart(strike, shop, shop_inbox, trap, name):
    """Amazon's own answer to our call is as little trusted."""
    setup = setup_request(
        shop_inbox, "employee@example.com", shop.poom_url(payload_id())
    )
    body = CASES[name][0](shop_inbox, "{}:{}".format(*trap.getsockname()))
    shop.offer(setup, body)
    answer = strike(shop_inbox.sign(setup))
    assert (answer.http, answer.code) == (200, 400), answer.text


def test_hostile_cart_words(strike, shop, shop_inbox, admin):
    """Words of a cart are words: they arrive as they were sent and do nothing."""
    setup = setup_request(
        shop_inbox, "employee@example.com", shop.poom_url(payload_id())
    )
    words = (
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "{{ 7*7 }} ${7*7} %(x)s",
    )
    shop.offer(setup, cart(setup, *words))
    assert strike(shop_inbox.sign(setup)).code == 200
    domain = [("request_id.payload_id", "=", setup.get("payloadID"))]
    lines = admin.find(
        "amazon.punchin.request.line", domain, "name", order="line_number"
    )
    assert tuple(line["name"] for line in lines) == words


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_other_methods(shop_inbox, method):
    assert post(shop_inbox.url, b"", method).http == 405


def test_unknown_address(shop_inbox):
    url = shop_inbox.url.replace("/cxml", "x/cxml")
    assert post(url, b"<cXML/>").http == 404


def test_strangers_fill_no_database(strike, shop_inbox, admin, server):
    """At most 200 a day are kept, and no more than 8 kB of each (design §6)."""
    for _ in range(30):
        strike(b"<html>" + b"x" * 100_000)
    kept = admin.find(
        MESSAGE, [("group_id", "=", False), ("direction", "=", "in")], "body_text"
    )
    assert 30 <= len(kept) <= 200
    assert max(len(one["body_text"]) for one in kept) <= 8192


def test_the_server_goes_on(buy, memory):
    """After all of them, in the same process."""
    purchase = buy()
    assert purchase.see("stage")["stage"] == "order_sent"
    assert memory.growth < MEGABYTES
