"""``make demo``: purchases from cart to matched bill on a real Odoo, then yours.

Starts PostgreSQL and Odoo with the addon, its sandbox and demonstration data, plays
one purchase that starts at Amazon and one that starts in Odoo, and keeps serving. With
--once it ends after them, with 0 only if every step held and the server's log is clean.
"""

import argparse
import signal
import time

from . import databases, machine
from .play import PEOPLE, NotAsExpected, Purchase
from .play_punchout import PunchoutPurchase
from .progress import main, say, step
from .server import OdooServer
from .shopper import ROOT

DATABASE = "amazon_punchin_demo"


def demo() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--once", action="store_true", help="end after the purchases")
    options = parser.parse_args()
    ready = machine.prepare("demo")
    with step("A fresh demonstration database"):
        database = databases.clone(ready, DATABASE, with_demo=True)
    with step("Starting Odoo"):
        server = OdooServer(database).start()
    try:
        held = _play(server)
        complaints = server.complaints()
        for complaint in complaints:
            say(f"! {complaint}")
        if options.once:
            return 0 if held and not complaints else 1
        _serve(server)
        return 0
    finally:
        server.stop()


def _play(server: OdooServer) -> bool:
    """Print each step of both ways to buy; tell what did not hold and where to look."""
    began = time.monotonic()
    try:
        for title, purchase in (
            ("From Amazon's cart to the matched bill", Purchase),
            ("From Odoo to the shop and back, to the matched bill", PunchoutPurchase),
        ):
            say(f"\n{title}:")
            for number, done in enumerate(purchase(server).play(), 1):
                say(f"  {number}. {done.title}: {done.outcome}  [{done.seconds:.1f} s]")
    except NotAsExpected as error:
        say(f"  ✗ This did not hold: {error}")
        say(f"    Odoo's log is {server.log_path}")
        return False
    say(f"  ✓ Every step held, in {time.monotonic() - began:.1f} s.")
    return True


def _serve(server: OdooServer) -> None:
    """Serve until Ctrl-C."""
    say(f"\nOdoo is at {server.url}")
    say(f"The simulated Amazon is at {server.url}{ROOT}/shop")
    for login in PEOPLE:
        say(f"  log in as {login:10} with password {login}")
    say("Ctrl-C ends it.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while server.pid:
            time.sleep(1)
    except KeyboardInterrupt:
        say("\nGood-bye.")


if __name__ == "__main__":
    main(demo)
