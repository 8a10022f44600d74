"""A set-up request with a cart of 50 lines: how long the buyer's browser waits.

Beside it a bare route of the same server that only creates a request with the same
lines. In turn, two at a time on two workers; the 95th percentile of 200 calls each.
"""

import json
import statistics

from load import send

from amazon_punchin_tests.faults import bench as benches
from amazon_punchin_tests.faults import desk, papers
from amazon_punchin_tests.faults.player import EMAIL

CALLS = 200
LINES = 50
HANDS = 2
ROUNDS = 4
WARM_UP = 10
AIM = 3.0


def test_a_cart_of_fifty_lines(ready):
    with benches.opened(ready) as bench:
        desk.calm(bench.desk)
        door = bench.partners["none"].url
        bare = f"{bench.server.url}/amazon_punchin_tests/bench/create"
        values = json.dumps(bare_values(bench)).encode()
        send(door, setups(bench, WARM_UP), b"StartPage", 1)
        send(bare, [values] * WARM_UP, b"OK", 1)
        base, took = [], []
        for _ in range(ROUNDS):
            base += send(bare, [values] * (CALLS // ROUNDS), b"OK", HANDS)[1]
            carts = setups(bench, CALLS // ROUNDS)
            took += send(door, carts, b"StartPage", HANDS)[1]
        counted = "SELECT count(*) FROM amazon_punchin_request_line"
        [[lines]] = bench.sql(counted)
    print(table(base, took))
    assert int(lines) == 2 * (CALLS + WARM_UP) * LINES
    assert percentile(took, 0.95) <= AIM * percentile(base, 0.95)


def setups(bench, count):
    made = []
    for _ in range(count):
        payload_id = papers.new_payload_id()
        poom_url = bench.poom_url(payload_id, LINES)
        made.append(papers.setup(bench.partners["none"], payload_id, EMAIL, poom_url))
    return made


def bare_values(bench):
    """What the cart says, ready to be written."""
    admin = bench.admin
    names = ("company_id", "default_location_id")
    group = admin.find("amazon.punchin.group", [("approval", "=", "none")], *names)[0]
    [dollar] = admin.find("res.currency", [("name", "=", "USD")], "name")
    [buyer] = admin.find("res.users", [("login", "=", "employee")], "name")
    units = admin.find("uom.uom", [], "name")
    lines = [
        {
            "line_number": number,
            "currency_id": dollar["id"],
            "supplier_part_id": f"B0FAULT{number:03}",
            "supplier_part_auxiliary_id": f"147-29,{number}",
            "name": f"Article {number}",
            "quantity": papers.quantity(number),
            "uom_code": "EA",
            "product_uom_id": units[0]["id"],
            "price_unit": papers.PRICE,
            "price_subtotal": papers.PRICE * papers.quantity(number),
            "unspsc": "44121700",
        }
        for number in range(1, LINES + 1)
    ]
    return {
        "group_id": group["id"],
        "origin": "punchin",
        "user_id": buyer["id"],
        "user_email": EMAIL,
        "currency_id": dollar["id"],
        "location_id": group["default_location_id"][0],
        "lines": lines,
    }


def table(base, took):
    rows = ["", f"Start: {CALLS} set-up requests of {LINES} lines, {HANDS} at a time"]
    rows += ["                 bare create  set-up  ratio"]
    for name, part in (("median", 0.5), ("95th percentile", 0.95)):
        one, other = (percentile(times, part) * 1000 for times in (base, took))
        rows.append(f"  {name:15} {one:8.0f} ms {other:4.0f} ms {other / one:6.2f}")
    return "\n".join([*rows, f"  (aim: {AIM:.2f} at the 95th percentile)"])


def percentile(times, part):
    return statistics.quantiles(times, n=100, method="inclusive")[round(part * 100) - 1]
