"""What strangers and madmen post: answered, in time, and forgotten.

Every case of `data/hostile` goes to the inbox of a running server, the way that its
index says. The answer is the one that the index names; no socket is opened, no memory
stays, and the server goes on.
"""

import os
import socket
import time
from pathlib import Path

import pytest
from amazon import MESSAGE, cart, payload_id, punch_in, setup_request
from clock import wait_until
from wire import send

from amazon_punchin_tests.hostile import load, words
from amazon_punchin_tests.hostile.generated import GENERATED
from tools.play import Purchase

CASES = load()
EMAIL = "employee@example.com"
SECONDS, PATIENCE_SECONDS = 2, 10
MEGABYTES = 200


@pytest.fixture(scope="module")
def trap():
    """An address that must not see a connection; one would wait in its backlog."""
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.setblocking(False)
        yield trap


@pytest.fixture(scope="module")
def trap_address(trap):
    return "{}:{}".format(*trap.getsockname())


@pytest.fixture(autouse=True)
def untouched(trap):
    yield
    with pytest.raises(BlockingIOError):
        trap.accept()


class Footprint:
    """What the server takes: resident memory in megabytes, against what it was at
    first, and processor seconds, which other tests on the machine do not lengthen."""

    def __init__(self, pid):
        self._folder = Path("/proc", str(pid))
        self._before = self._read("VmRSS")

    def watch(self):
        """The peak begins anew."""
        (self._folder / "clear_refs").write_text("5")

    @property
    def seconds(self):
        """Processor seconds since it began, of all its threads."""
        numbers = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")

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


class Target:
    """The server under fire; started anew after a hit, so that each case has its own
    verdict and the next one does not pay for it."""

    def __init__(self, server, inbox):
        self._server = server
        self._inbox = inbox
        self.footprint = Footprint(server.pid)

    def strike(self, body, sent=None):
        """Post bytes; the answer, which must come in time and cost little memory."""
        self.footprint.watch()
        began, spent = time.monotonic(), self.footprint.seconds
        try:
            answer = send(self._inbox.url, body, sent or {})
        except TimeoutError:
            self._restart()
            pytest.fail(f"no answer in {time.monotonic() - began:.0f} s")
        took, peak = time.monotonic() - began, self.footprint.peak
        spent = self.footprint.seconds - spent
        if peak >= MEGABYTES:
            self._restart()
        assert peak < MEGABYTES, f"{peak:.0f} MB more than at first"
        assert spent < SECONDS, f"{spent:.1f} s of work for an answer"
        assert took < PATIENCE_SECONDS, f"{took:.1f} s for an answer"
        assert answer.headers["Content-Type"].startswith("text/xml")
        assert self._inbox.secret.encode() not in answer.body
        assert b"Traceback" not in answer.body
        return answer

    def _restart(self):
        self._server.kill()
        self._server.start()
        self.footprint = Footprint(self._server.pid)


@pytest.fixture(scope="module")
def target(server, shop_inbox):
    return Target(server, shop_inbox)


@pytest.fixture(scope="module")
def strike(target):
    return target.strike


@pytest.fixture(scope="module")
def purchases(server, people):
    """Two of the sandbox group: its own documents are about the first; the second is
    what everybody else tries to reach."""
    return Purchase(server, people).order(), Purchase(server, people).order()


@pytest.fixture
def spell(shop, shop_inbox, inbox, admin, trap_address, purchases):
    """The words of a case: credentials that hold, a cart that can be fetched."""

    def spell(case):
        mine, other, purchase = shop_inbox, inbox, purchases[1]
        if case.sent.get("group") == "sandbox":
            mine, other, purchase = inbox, shop_inbox, purchases[0]
        about = [("request_ids", "in", purchase.request)]
        about += [("document_type", "=", "OrderRequest")]
        [order] = admin.find(MESSAGE, about, "payload_id", "order_ref")
        number = payload_id()
        return words(
            trap_address,
            EMAIL=EMAIL,
            IDENTITY=mine.identity,
            SECRET=mine.secret,
            OTHER_IDENTITY=other.identity,
            OTHER_SECRET=other.secret,
            ORDER=order["order_ref"],
            ORDER_PAYLOAD=order["payload_id"],
            PAYLOAD=number,
            POOM_URL=shop.offer(cart(mine, number, "Pens")),
            BROKEN_URL=shop.offer(b"<html>"),
            REDIRECT_URL=shop.offer(b"", moved_to=f"http://{trap_address}/cart"),
        )

    return spell


@pytest.mark.parametrize("case", CASES, ids=str)
def test_hostile_case(strike, spell, case):
    """Strangers who fail often are told so by HTTP 429, with the same words."""
    said = spell(case)
    for body in case.before(said):
        strike(body)
    answer = strike(case.body(said), case.sent)
    allowed = {case.http, 429} if case.code in (401, 403) else {case.http}
    assert answer.code == case.code, case.why
    assert answer.http in allowed, case.why


def test_nobody_reached_another_groups_purchase(purchases, admin):
    """Also after the last document that named its order was worked on."""
    waiting = [("direction", "=", "in"), ("state", "=", "received")]
    wait_until(lambda: not admin.find(MESSAGE, waiting, "state"), "the last document")
    names = ("confirmation_ref", "order_ids", "shipment_ids", "invoice_ids")
    seen = purchases[1].see("state", "stage", *names)
    assert (seen["state"], seen["stage"]) == ("released", "order_sent")
    assert not any(seen[name] for name in names)


@pytest.mark.parametrize(
    "name", ["billion_laughs", "hundred_thousand_levels", "many_comments", "huge_text"]
)
def test_hostile_cart(strike, shop, shop_inbox, trap_address, name):
    """Amazon's own answer to our call is as little trusted."""
    url = shop.offer(GENERATED[name](words(trap_address)))
    setup = setup_request(shop_inbox, payload_id(), EMAIL, url)
    answer = strike(shop_inbox.sign(setup))
    assert (answer.http, answer.code) == (200, 400), answer.text


def test_hostile_cart_words(shop, shop_inbox, admin):
    """Words of a cart are words: they arrive as they were sent and do nothing."""
    said = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "{{ 7*7 }} ${7*7} %(x)s")
    assert punch_in(shop, shop_inbox, EMAIL, *said).code == 200
    domain = [("request_id.group_id.name", "=", "The Test's Own")]
    lines = admin.find("amazon.punchin.request.line", domain, "name")[-len(said) :]
    assert tuple(line["name"] for line in lines) == said


def test_strangers_fill_no_database(strike, admin):
    """At most 200 a day are kept, and no more than 8 kB of each (design §6)."""
    for _ in range(30):
        strike(b"<html>" + b"x" * 100_000)
    domain = [("group_id", "=", False), ("direction", "=", "in")]
    kept = admin.find(MESSAGE, domain, "body_text")
    assert 30 <= len(kept) <= 200
    assert max(len(one["body_text"]) for one in kept) <= 8192


def test_the_server_goes_on(buy, target):
    """After all of them, in the same process."""
    purchase = buy()
    assert purchase.see("stage")["stage"] == "order_sent"
    assert target.footprint.growth < MEGABYTES
