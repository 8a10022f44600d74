"""A release held against what bare Odoo does for the same lines: an order, confirmed.

Inside Odoo, in one database and run, by turns, each measurement undone by a savepoint;
the median of several, with the number of queries. What waits for the commit counts.
"""

import json

from tools import databases

SIZES = (10, 100, 500)
ROUNDS = {10: 21, 100: 7, 500: 3}
MORE = 25
"""Queries that a release costs more than bare Odoo's own."""

SLACK = 10
"""Queries that a longer cart may cost beside these."""

SCRIPT = '''
import copy, json, statistics, time
from odoo.addons.amazon_punchin.models.guarded import unguarded

requests = unguarded(env["amazon.punchin.request"])
group = env["amazon.punchin.group"].search([("marketplace", "=", "sandbox")], limit=1)
group.write({"max_order_lines": 0})
manager = env["res.users"].search([("login", "=", "manager")])
buyer = env["res.users"].search([("login", "=", "employee")])
dollar = env.ref("base.USD")
unit = env.ref("uom.product_uom_unit")

def new_request(size):
    """A request that waits for its approval."""
    return requests.create({
        "group_id": group.id, "origin": "punchin", "payload_id": f"bench-{size}",
        "state": "pending", "user_id": buyer.id, "user_email": buyer.email,
        "currency_id": dollar.id, "location_id": group.default_location_id.id,
        "address_matched": True, "cart_date": "2026-11-01", "expires_on": "2100-01-01",
        "amount_goods": 10.0 * size, "line_ids": [
            (0, 0, {
                "line_number": number, "currency_id": dollar.id,
                "supplier_part_id": f"B0{number:08}", "name": f"Article {number}",
                "supplier_part_auxiliary_id": f"147-29,{number}", "quantity": 1.0,
                "uom_code": "EA", "product_uom_id": unit.id, "price_unit": 10.0,
                "price_subtotal": 10.0, "unspsc": "44121700",
            }) for number in range(1, size + 1)
        ],
    })

def release(request):
    request.with_env(env(user=manager.id, su=False, context={})).release()

def bare(values):
    # a copy, because Odoo enters the order's number in it
    values = copy.deepcopy(values)
    order = env["purchase.order"].with_user(manager).sudo().create(values)
    order.button_confirm()

def bare_values(request):
    """The same order without anything of ours on it."""
    request.write({"state": "released", "approver_id": manager.id})
    request._choose_products(request.line_ids)
    values = request._prepare_purchase_vals(request.line_ids, with_shipping=True)
    values.pop("amazon_request_id")
    for _command, _id, line in values["order_line"]:
        line.pop("amazon_request_line_id")
        line.pop("amazon_line_number")
    request.write({"state": "pending", "approver_id": False})
    return values

def measured(act, given):
    env.flush_all()
    with env.cr.savepoint() as savepoint:
        env.invalidate_all()
        queries, began = env.cr.sql_log_count, time.perf_counter()
        act(given)
        env.cr.flush()
        took = time.perf_counter() - began
        count = env.cr.sql_log_count - queries
        env.invalidate_all(flush=False)
        savepoint.rollback()
    env.invalidate_all(flush=False)
    return took, count

def measure(size):
    request = new_request(size)
    values = bare_values(request)
    found = {"bare": [], "release": []}
    for _ in range(ROUNDS[size]):
        found["bare"].append(measured(bare, values))
        found["release"].append(measured(release, request))
    return {
        name: (statistics.median(each[0] for each in rounds), rounds[-1][1])
        for name, rounds in found.items()
    }

ROUNDS[2] = 2
measure(2)
result = {size: measure(size) for size in SIZES}
env.cr.rollback()
open(PATH, "w").write(json.dumps(result))
'''


def test_a_release_against_bare_odoo(ready, tmp_path):
    path = tmp_path / "result"
    head = f"PATH, SIZES, ROUNDS = {str(path)!r}, {SIZES!r}, {ROUNDS!r}\n"
    with databases.cloned(ready) as database:
        database.odoo("shell", "--no-http", stdin=head + SCRIPT)
    result = json.loads(path.read_text())
    print(table(result))
    assert [*map(int, result)] == [*SIZES]
    more = [one["release"][1] - one["bare"][1] for one in result.values()]
    assert more[0] <= MORE, more
    assert max(more) <= more[0] + SLACK, more


def table(result):
    lines = ["", "Release: purchase order made and confirmed, medians"]
    lines += ["  lines   bare Odoo (queries)     release (queries)   ratio"]
    for size, found in result.items():
        (base, few), (took, many) = found["bare"], found["release"]
        lines.append(
            f"  {size:>5} {base * 1000:8.0f} ms  ({few:6}) {took * 1000:8.0f} ms "
            f"({many:6}) {took / base:8.2f}"
        )
    return "\n".join([*lines, "  (aim: 1.40)"])
