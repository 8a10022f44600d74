"""A server to kill, a desk that falters, and a clock that passes over the pauses."""

import contextlib
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from amazon_punchin_tests.faults import desk
from amazon_punchin_tests.faults.amazon import NO_ANSWER
from amazon_punchin_tests.faults.ledger import Ledger
from amazon_punchin_tests.faults.papers import Partner
from tools import databases
from tools.machine import Machine
from tools.play import Purchase, log_in
from tools.rpc import Session
from tools.server import OdooServer

GROUP = "amazon.punchin.group"
WORKERS = 2
TICK_SECONDS = 0.5

PAUSES_OVER = """
UPDATE amazon_punchin_message
   SET next_attempt_at = now() AT TIME ZONE 'UTC' - interval '1 second'
 WHERE state IN ('queued', 'retrying', 'failed')
   AND next_attempt_at > last_attempt_at + interval '45 seconds'
"""
"""Time travel for what pauses, which is 54 seconds or longer. What somebody works on
at this moment has a lease of 40 and is left alone: no clock makes that run out."""

LEASES_OVER = """
UPDATE amazon_punchin_message
   SET next_attempt_at = now() AT TIME ZONE 'UTC' - interval '1 second'
 WHERE next_attempt_at IS NOT NULL
"""
"""Time travel for all, while the server is dead and nobody works on anything."""

WAKE = """
INSERT INTO ir_cron_trigger (cron_id, call_at)
SELECT res_id, now() AT TIME ZONE 'UTC' FROM ir_model_data
 WHERE module = 'amazon_punchin' AND model = 'ir.cron'
   AND name IN ('cron_apply', 'cron_deliver', 'cron_deliver_2')
"""


@dataclass
class Bench:
    """What a run has. `partners` are the groups by their approval."""

    server: OdooServer
    desk: str
    ledger: Ledger
    people: dict[str, Session]
    partners: dict[str, Partner]
    kills: int = 0

    @property
    def admin(self) -> Session:
        return self.people["admin"]

    def poom_url(self, payload_id: str, lines: int) -> str:
        return f"http://{self.desk}/cart/{payload_id}?lines={lines}"

    def sql(self, statement: str) -> list[list[str]]:
        database = self.server.database
        return database.machine.postgres.sql(statement, database.name)

    def wake(self) -> None:
        """The crons look now; by itself, a server that has just started waits.

        Odoo listens in PostgreSQL's own database, whichever it serves."""
        self.sql(WAKE)
        database = self.server.database
        notify = f"SELECT pg_notify('cron_trigger', '{database.name}')"
        database.machine.postgres.sql(notify)

    def cut_power(self) -> None:
        """Kill the server with all its workers, and start it when leases are over."""
        self.server.kill()
        self.kills += 1
        self.sql(LEASES_OVER)
        self.server.start()
        self.wake()

    def unfinished(self) -> dict[str, int]:
        """How many messages somebody still has to work on, by state; also those that
        are done but not yet told to their request. A set-up request that failed for
        good is none: only Amazon can send it again.
        """
        rows = self.sql("""
            SELECT state, count(*) FROM amazon_punchin_message
             WHERE state IN ('received', 'queued', 'sending', 'retrying')
                OR effect IS NOT NULL
                OR state = 'failed' AND NOT (
                    document_type = 'PunchOutSetupRequest' AND next_attempt_at IS NULL)
             GROUP BY state
        """)
        return {state: int(count) for state, count in rows}

    def sent(self) -> int:
        """How many orders the desk has acknowledged, as Odoo knows it."""
        [[count]] = self.sql("""
            SELECT count(*) FROM amazon_punchin_message
             WHERE document_type = 'OrderRequest' AND state = 'done'
        """)
        return int(count)

    @contextlib.contextmanager
    def clock(self) -> Iterator[None]:
        """Pauses are over after a second, while this lasts."""
        with _meanwhile(self._tick):
            yield

    def _tick(self, stop: threading.Event) -> None:
        while not stop.wait(TICK_SECONDS):
            self.sql(PAUSES_OVER)
            self.wake()

    @contextlib.contextmanager
    def power_cuts(
        self, cuts: int, seed: int, progress: Callable[[], float]
    ) -> Iterator[None]:
        """Cut the power so many times meanwhile, spread over the work.

        :param progress: called for the part of the work that is done, 0 to 1
        """
        dice = random.Random(seed)

        def cut(stop: threading.Event) -> None:
            for number in range(1, cuts + 1):
                while progress() < number / (cuts + 1) and not stop.is_set():
                    stop.wait(0.2)
                time.sleep(dice.uniform(0, 1.5))
                self.cut_power()

        with _meanwhile(cut):
            yield

    def drain(self, seconds: float) -> dict[str, int]:
        """Wait until nothing is unfinished; what still is when the time is over."""
        until = time.monotonic() + seconds
        while (left := self.unfinished()) and time.monotonic() < until:
            if "failed" in left:
                with contextlib.suppress(*NO_ANSWER):
                    self._send_failed_again()
            time.sleep(0.5)
        return left

    def _send_failed_again(self) -> None:
        """What a person does with an order whose attempts are used up (wish 5)."""
        domain = [("direction", "=", "out"), ("state", "=", "failed")]
        for message in self.admin.find("amazon.punchin.message", domain, "state"):
            self.admin.call("amazon.punchin.message", "send_again", [message["id"]])


@contextlib.contextmanager
def _meanwhile(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Run `work` in a thread until it is told to stop; its error is raised then."""
    stop = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work, stop)
        try:
            yield
        finally:
            stop.set()
        working.result()


@contextlib.contextmanager
def opened(
    machine: Machine, *, seed: int = 1, slow: int = 0, **options: object
) -> Iterator[Bench]:
    """A bench on a fresh database: ``with opened(machine, slow=4) as bench: …``

    :param slow: how many of the desk's answers take longer than Odoo waits
    :param options: for :class:`OdooServer`
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ledger = Ledger(folder / "ledger")
        address = stack.enter_context(desk.running(folder / "ledger", seed, slow))
        database = stack.enter_context(databases.cloned(machine))
        server = OdooServer(
            database,
            workers=WORKERS,
            environment={"AMAZON_PUNCHIN_INSECURE_HOSTS": address},
            **options,
        )
        stack.enter_context(server)
        Purchase(server).set_address()
        people = log_in(server)
        partners = {
            approval: _open_account(people["admin"], address, approval)
            for approval in ("none", "manager")
        }
        yield Bench(server, address, ledger, people, partners)


def _open_account(admin: Session, address: str, approval: str) -> Partner:
    """A live group that orders at the desk, complete as the sandbox's one."""
    names = ("endpoint_id", "partner_id", "default_location_id", "payment_method_id")
    model = admin.find(GROUP, [("marketplace", "=", "sandbox")], *names)[0]
    values = {
        **{name: model[name][0] for name in names},
        "name": f"Faults, approval {approval}",
        "marketplace": "other",
        "approval": approval,
        "from_identity": f"Faults-{approval}",
        "shared_secret": f"the secret of {approval}",
        "order_url": f"http://{address}/order/{approval}",
        "status_url": f"http://{address}/status/{approval}",
    }
    group = admin.call(GROUP, "create", values)
    admin.call(GROUP, "go_live", [group], "A test")
    url = admin.read(GROUP, group, "endpoint_url")["endpoint_url"]
    return Partner(url, values["from_identity"], values["shared_secret"])
