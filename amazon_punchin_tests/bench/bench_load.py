"""1 000 ship notices, 8 at a time, on two workers: all taken, all applied.

Beside it a bare Odoo route that only inserts one row with the same bytes. Once the door
alone, on a server without crons; and once with the crons that apply the notices
meanwhile: on a machine with two cores these take theirs from the workers.
"""

import time

from load import send

from amazon_punchin_tests.faults import bench as benches
from amazon_punchin_tests.faults import desk, papers
from amazon_punchin_tests.faults.player import Player, Purchase

NOTICES = 1000
ORDERS = 50
LINES = 10
ROUNDS = 4
WARM_UP = 50
DRAIN_SECONDS = 900
TABLE = "CREATE TABLE amazon_punchin_bench (id serial PRIMARY KEY, body bytea)"


def test_the_door_alone(ready):
    """Nothing works on them: what one document costs while its sender waits."""
    with benches.opened(ready, max_cron_threads=0) as bench:
        partner = bench.partners["none"]
        bodies = notices(partner, [f"P{number:05}" for number in range(ORDERS)])
        rows = measure(bench, bodies, ROUNDS)
        received = bench.unfinished()
    print(table(f"Load: {NOTICES} ship notices, the door alone", rows))
    assert received == {"received": NOTICES}


def test_with_crons(ready):
    """Every unit of every notice arrives at its order."""
    with benches.opened(ready) as bench:
        desk.calm(bench.desk)
        player = Player(bench, [Purchase(n, "none", LINES) for n in range(ORDERS)])
        player.buy()
        assert not bench.drain(DRAIN_SECONDS)
        orders = [one.order_id for one in player.purchases]
        rows = measure(bench, notices(bench.partners["none"], orders), 1)
        began = time.perf_counter()
        left = bench.drain(DRAIN_SECONDS)
        waited = time.perf_counter() - began
        counts = applied(bench)
    print(table(f"Load: {NOTICES} ship notices, with crons", rows))
    print(f"  all applied {waited:.1f} s after the last answer")
    assert not left
    assert counts == (NOTICES, NOTICES)


def notices(partner, orders):
    """One unit each, of one order after the other, and none of them twice."""
    units = [n for n in range(1, LINES + 1) for _ in range(papers.quantity(n))]
    return [
        papers.ship_notice(
            partner, papers.new_payload_id(), f"S{number}", order, [(line, 1)]
        )
        for number, line in enumerate(units[: NOTICES // ORDERS])
        for order in orders
    ]


def measure(bench, bodies, rounds):
    """Documents per second, the bare route's and the door's, in turn."""
    bench.sql(TABLE)
    bare = f"{bench.server.url}/amazon_punchin_tests/bench/insert"
    door = bench.partners["none"].url
    send(bare, bodies[:WARM_UP], b"OK")
    size = len(bodies) // rounds
    rows = []
    for start in range(0, len(bodies), size):
        part = bodies[start : start + size]
        base = size / send(bare, part, b"OK")[0]
        rows.append((base, size / send(door, part, b'code="200"')[0]))
    return rows


def applied(bench):
    """Shipments, and the units that are counted as shipped."""
    [[shipments]] = bench.sql("SELECT count(*) FROM amazon_punchin_shipment")
    [[units]] = bench.sql("SELECT sum(qty_shipped) FROM amazon_punchin_request_line")
    return int(shipments), float(units)


def table(title, rows):
    lines = ["", title, "  bare route/s    door/s   ratio"]
    lines += [f"  {base:12.1f} {door:9.1f} {door / base:7.2f}" for base, door in rows]
    base, door = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    lines += [f"  {base:12.1f} {door:9.1f} {door / base:7.2f}  in the mean (aim 0.60)"]
    return "\n".join(lines)
