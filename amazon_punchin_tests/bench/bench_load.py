"""1 000 ship notices, 8 at a time, on two workers: all taken, all applied.

Beside it a bare Odoo route that only inserts one row with the same bytes. Once the door
alone, and once with the crons that apply the notices meanwhile: on a machine with two
cores these take theirs from the workers.
"""

import time

import pytest
from load import send

from amazon_punchin_tests.faults import bench as benches
from amazon_punchin_tests.faults import desk, papers
from amazon_punchin_tests.faults.player import Player, Purchase

NOTICES = 1000
ORDERS = 50
LINES = 10
ROUNDS = 4
DRAIN_SECONDS = 900
TABLE = "CREATE TABLE amazon_punchin_bench (id serial PRIMARY KEY, body bytea)"
CRONS = """
UPDATE ir_cron SET active = {active} WHERE id IN (
    SELECT res_id FROM ir_model_data
     WHERE module LIKE 'amazon_punchin%' AND model = 'ir.cron')
"""


@pytest.fixture(scope="module")
def bench(ready):
    with benches.opened(ready) as bench:
        desk.calm(bench.desk)
        bench.sql(TABLE)
        yield bench


@pytest.fixture(scope="module")
def notices(bench):
    """Twice as many as one run sends: each of one unit, and none of it twice."""
    player = Player(bench, [Purchase(n, "none", LINES) for n in range(ORDERS)])
    player.buy()
    assert not bench.drain(DRAIN_SECONDS)
    units = [n for n in range(1, LINES + 1) for _ in range(papers.quantity(n))]
    partner = bench.partners["none"]
    made = []
    for number, line in enumerate(units):
        for one in player.purchases:
            words = (papers.new_payload_id(), f"S{number}", one.order_id, [(line, 1)])
            made.append(papers.ship_notice(partner, *words))
    return iter(made)


@pytest.mark.parametrize("crons", [False, True], ids=["door alone", "with crons"])
def test_a_thousand_ship_notices(bench, notices, crons):
    before = applied(bench)
    bodies = [next(notices) for _ in range(NOTICES)]
    bench.sql(CRONS.format(active=crons))
    rows = measure(bench, bodies, 1 if crons else ROUNDS)
    began = time.perf_counter()
    bench.sql(CRONS.format(active=True))
    bench.wake()
    assert not bench.drain(DRAIN_SECONDS)
    waited = time.perf_counter() - began
    title = f"Load: {NOTICES} ship notices, " + ("with crons" if crons else "door alone")
    print(table(title, rows, waited))
    assert applied(bench) - before == NOTICES


def measure(bench, bodies, rounds):
    """Documents per second, the bare route's and the door's, in turn."""
    bare = f"{bench.server.url}/amazon_punchin_tests/bench/insert"
    door = bench.partners["none"].url
    send(bare, bodies[:50], b"OK")
    size = len(bodies) // rounds
    rows = []
    for start in range(0, len(bodies), size):
        part = bodies[start : start + size]
        rows.append(
            (
                size / send(bare, part, b"OK")[0],
                size / send(door, part, b'code="200"')[0],
            )
        )
    return rows


def applied(bench):
    """Shipments whose lines are counted, each of them once."""
    shipped = "SELECT coalesce(sum(qty_shipped), 0) FROM amazon_punchin_request_line"
    shipments = "SELECT count(*) FROM amazon_punchin_shipment"
    counts = [float(bench.sql(one)[0][0]) for one in (shipped, shipments)]
    assert counts[0] == counts[1], counts
    return counts[0]


def table(title, rows, waited):
    lines = ["", title, "  bare route/s    door/s   ratio"]
    lines += [f"  {base:12.1f} {door:9.1f} {door / base:7.2f}" for base, door in rows]
    base, door = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    lines += [f"  {base:12.1f} {door:9.1f} {door / base:7.2f}  in the mean (aim 0.60)"]
    return "\n".join([*lines, f"  all applied {waited:.1f} s after the last answer"])
