"""People who buy, and Amazon that follows, on a server that dies now and then."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from amazon_punchin_tests.faults import amazon, papers
from amazon_punchin_tests.faults.bench import Bench
from tools.play import REQUEST
from tools.rpc import RpcError, Session

CONCURRENCY = 8
LINK_SECONDS = 55
"""How long Amazon sends one cart again: its link lives a minute (protocol §1b)."""
PATIENCE_SECONDS = 180
CARTS = 5
"""How often a buyer submits at Amazon what Odoo did not take in its minute."""
EMAIL = "employee@example.com"
BUSY = "Somebody else is working"


@dataclass
class Purchase:
    """One purchase as those see it who are outside of Odoo."""

    number: int
    approval: str
    lines: int
    payload_id: str = ""
    posts: int = 0
    given_up: list[str] = field(default_factory=list)
    request: int = 0
    order_id: str = ""


@dataclass
class Player:
    """Plays purchases, several at a time; what was answered 200 is in `kept`."""

    bench: Bench
    purchases: list[Purchase]
    kept: list[str] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    total: int = 1

    @classmethod
    def of(cls, bench: Bench, count: int) -> "Player":
        """Every other purchase needs a manager, and they have one to five lines."""
        approvals = [*bench.partners]
        purchases = [
            Purchase(number, approvals[number % len(approvals)], number % 5 + 1)
            for number in range(count)
        ]
        return cls(bench, purchases)

    def progress(self) -> float:
        """The part that is done of what is being played."""
        return len(self.done) / self.total

    def buy(self) -> None:
        """Every cart reaches Odoo and is released."""
        self._at_once(self._buy, self.purchases)

    def follow(self, purchases: Iterable[Purchase]) -> None:
        """Amazon confirms and ships these; every document is posted twice."""
        self._at_once(self._follow, [*purchases])

    def _at_once(self, act: Callable, things: list) -> None:
        self.done, self.total = [], len(things)

        def one(thing: Purchase) -> None:
            act(thing)
            self.done.append(thing.number)

        with ThreadPoolExecutor(CONCURRENCY) as pool:
            for _ in pool.map(one, things):
                """Nothing but the errors is of interest."""
        self.done = []

    def _buy(self, purchase: Purchase) -> None:
        self._submit_cart(purchase)
        employee = self.bench.people["employee"]
        self._decide(employee, "submit", purchase, "open")
        if purchase.approval != "none":
            self._decide(self.bench.people["manager"], "release", purchase, "pending")

    def _submit_cart(self, purchase: Purchase) -> None:
        partner = self.bench.partners[purchase.approval]
        for _ in range(CARTS):
            payload_id = papers.new_payload_id()
            poom_url = self.bench.poom_url(payload_id, purchase.lines)
            body = papers.setup(partner, payload_id, EMAIL, poom_url)
            if posts := self._post(partner, body, LINK_SECONDS, payload_id):
                purchase.payload_id, purchase.posts = payload_id, posts
                return
            purchase.given_up.append(payload_id)
        raise AssertionError(f"purchase {purchase.number}: {CARTS} carts in vain")

    def _post(
        self, partner: papers.Partner, body: bytes, seconds: float, payload_id: str
    ) -> int:
        posts = amazon.insist(partner.url, body, seconds)
        if posts:
            self.kept.append(payload_id)
        return posts

    def _decide(
        self, person: Session, method: str, purchase: Purchase, state: str
    ) -> None:
        """Act while the request is in `state`: who got no answer looks first."""
        until = time.monotonic() + PATIENCE_SECONDS
        while self._state(purchase) == state:
            assert time.monotonic() < until, f"{method} of {purchase} in vain"
            try:
                person.call(REQUEST, method, [purchase.request])
            except amazon.NO_ANSWER:
                time.sleep(0.2)
            except RpcError as error:
                if BUSY not in str(error) and "any more" not in str(error):
                    raise
                time.sleep(0.2)

    def _state(self, purchase: Purchase) -> str:
        domain = [("payload_id", "=", purchase.payload_id)]
        names = ("state", "purchase_id")
        manager = self.bench.people["manager"]
        found = amazon.again(
            lambda: manager.find(REQUEST, domain, *names), PATIENCE_SECONDS
        )
        assert len(found) == 1, f"{len(found)} requests of {purchase}"
        purchase.request = found[0]["id"]
        purchase.order_id = found[0]["purchase_id"] and found[0]["purchase_id"][1]
        return found[0]["state"]

    def _follow(self, purchase: Purchase) -> None:
        partner = self.bench.partners[purchase.approval]
        for write in (papers.whole, papers.confirmation):
            payload_id = papers.new_payload_id()
            body = write(partner, payload_id, purchase.order_id, purchase.lines)
            for _ in range(2):
                posts = self._post(partner, body, PATIENCE_SECONDS, payload_id)
                assert posts, f"a document for {purchase} in vain"
