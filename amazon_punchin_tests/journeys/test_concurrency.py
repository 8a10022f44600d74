"""Two clients at once, a power cut at the worst moment, and an Amazon that falters:
each purchase is ordered once and each document counts once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from amazon import MESSAGE, Desk, cart, payload_id, punch_in, setup_request
from clock import let_time_pass, wait_until, wake

from tools.play import DESK, GROUP, REQUEST, Purchase
from tools.rpc import RpcError, Session

WORKERS = (2,)


def at_once(*acts):
    """What each of these returns or raises, all begun at the same moment."""
    gate = threading.Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            return act()
        except RpcError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def asked(server, people):
    """A purchase that waits for its approval."""

    def play():
        purchase = Purchase(server, people)
        purchase.submit_cart()
        purchase.ask()
        return purchase

    return play


@pytest.fixture
def orders(admin):
    """The OrderRequests of a purchase, as messages."""

    def find(request):
        domain = [
            ("request_ids", "in", request),
            ("document_type", "=", "OrderRequest"),
        ]
        names = ("state", "attempts", "ambiguous", "payload_id", "body", "status_code")
        return admin.find(MESSAGE, domain, *names)

    return find


@pytest.fixture(scope="module")
def second_manager(server, people):
    """Both managers are logged in, so that nothing keeps one of them back."""
    admin = people["admin"]
    groups = admin.find("res.users", [("login", "=", "manager")], "group_ids")
    values = {
        "name": "Robin Lee",
        "login": "manager2",
        "password": "manager2",
        "group_ids": [(6, 0, groups[0]["group_ids"])],
    }
    admin.call("res.users", "create", values)
    second = Session(server.url, server.database.name, "manager2", "manager2")
    assert second.uid != people["manager"].uid
    return second


# Two at once -------------------------------------------------------------------------


@pytest.mark.complains("odoo.http: .*APR/.*(repeat what is still|any more)")
def test_two_managers_release_at_the_same_moment(asked, people, second_manager, orders):
    """One order; the slower one reads a sentence, no traceback."""
    for _ in range(4):
        purchase = asked()
        release = (REQUEST, "release", [purchase.request])
        said = at_once(
            partial(people["manager"].call, *release),
            partial(second_manager.call, *release),
        )
        refused = [one for one in said if isinstance(one, RpcError)]
        assert (said.count(True), len(refused)) == (1, 1), said
        assert refused[0].name == "odoo.exceptions.UserError"
        assert "APR/" in str(refused[0])
        purchase.order_taken()
        assert len(purchase.see("purchase_ids")["purchase_ids"]) == 1
        assert len(orders(purchase.request)) == 1


@pytest.mark.complains("odoo.http: .*APR/.*(repeat what is still|any more)")
def test_release_and_reject_at_the_same_moment(asked, people, second_manager, orders):
    """Whoever was first decides, and nothing of the other one is left."""
    purchase = asked()
    said = at_once(
        lambda: people["manager"].call(REQUEST, "release", [purchase.request]),
        lambda: second_manager.call(REQUEST, "reject", [purchase.request], "No"),
    )
    assert said.count(True) == 1, said
    seen = purchase.see("state", "purchase_ids")
    released = said[0] is True
    assert seen["state"] == ("released" if released else "rejected")
    assert len(seen["purchase_ids"]) == len(orders(purchase.request)) == released


def test_the_same_cart_twice_at_once(shop, shop_inbox, admin):
    """Amazon repeats what is still being answered: one request, one fetch."""
    number = payload_id()
    url = shop.offer(cart(shop_inbox, number, "Pens", "Paper"))
    setup = setup_request(shop_inbox, number, "employee@example.com", url)
    fetched = len(shop.fetched)
    shop.open.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shop_inbox.send, setup)
        try:
            wait_until(lambda: len(shop.fetched) > fetched, "the first fetch")
            early = shop_inbox.send(setup)
        finally:
            shop.open.set()
        first = first.result()
    late = shop_inbox.send(setup)
    assert (first.code, early.code, late.code) == (200, 500, 200)
    assert late.body == first.body
    assert len(shop.fetched) == fetched + 1
    [request] = admin.find(REQUEST, [("payload_id", "=", number)], "line_count")
    assert request["line_count"] == 2


def test_one_notice_from_many_hands(buy, inbox, admin):
    """Repeats that come at the same moment are one document."""
    purchase = buy()
    [notice] = Desk(admin).write(purchase.desk, "ship")
    answers = at_once(*[partial(inbox.send, notice)] * 6)
    assert {(one.http, one.code) for one in answers} == {(200, 200)}
    assert len({one.body for one in answers}) == 1
    purchase.at_stage("shipped")
    kept = inbox.kept(notice.get("payloadID"))
    assert sorted(one["state"] for one in kept) == ["done"] + ["duplicate"] * 5
    assert len(purchase.see("shipment_ids")["shipment_ids"]) == 1


def test_a_notice_meets_a_purchase_that_somebody_holds(buy, inbox, admin, server):
    """It comes again as soon as it said, not with the next minute of the cron."""
    purchase = buy()
    [notice] = Desk(admin).write(purchase.desk, "ship")
    postgres, name = server.database.machine.postgres, server.database.name
    row = f"SELECT FROM amazon_punchin_request WHERE id = {purchase.request} FOR UPDATE"
    sleeping = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(postgres.sql, f"{row}; SELECT pg_sleep(1.5)", name)
        wait_until(lambda: postgres.sql(sleeping), "the lock")
        assert inbox.send(notice).code == 200
        held.result()
    assert inbox.settle(notice, seconds=8)["state"] == "done"


def test_to_process_again_what_is_being_worked_on(buy, inbox, admin, server):
    """The administrator is told, and the work is not lost."""
    purchase = buy()
    [notice] = Desk(admin).write(purchase.desk, "ship")
    postgres, name = server.database.machine.postgres, server.database.name
    table = "amazon_punchin_shipment"
    waiting = (
        "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = "
        f"(SELECT oid FROM pg_class WHERE relname = '{table}')"
    )
    hold = f"LOCK TABLE {table} IN EXCLUSIVE MODE; SELECT pg_sleep(3)"
    sleeping = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(postgres.sql, hold, name)
        wait_until(lambda: postgres.sql(sleeping), "the lock")
        assert inbox.send(notice).code == 200
        wait_until(lambda: postgres.sql(waiting, name), "the cron at work")
        [message] = inbox.kept(notice.get("payloadID"))
        said = admin.call(MESSAGE, "replay", [message["id"]])
        held.result()
    assert said is not True
    assert "somebody works on them" in said["params"]["message"]
    assert inbox.settle(notice, seconds=8)["state"] == "done"
    assert len(purchase.see("shipment_ids")["shipment_ids"]) == 1


# Power cuts --------------------------------------------------------------------------


def test_killed_right_after_the_release(asked, server, orders, admin):
    purchase = asked()
    purchase.release()
    server.kill()
    server.start()
    let_time_pass(server)
    purchase.at_stage("order_sent")
    name = purchase.see("purchase_id")["purchase_id"][1]
    taken = admin.find(DESK, [("order_ref", "=", name)], "payload_id")
    [message] = orders(purchase.request)
    assert [one["payload_id"] for one in taken] == [message["payload_id"]]
    assert message["state"] == "done"


def test_killed_while_the_order_is_on_its_way(shop, shop_inbox, server, people, orders):
    """Nobody knows whether Amazon has it: sent again as it was, and marked so."""
    punch_in(shop, shop_inbox, "employee@example.com", "Pens")
    mine = [("group_id.name", "=", "The Test's Own"), ("state", "=", "open")]
    request = people["employee"].find(REQUEST, mine, "name")[-1]["id"]
    people["employee"].call(REQUEST, "submit", [request])
    before = len(shop.orders)
    shop.open.clear()
    people["manager"].call(REQUEST, "release", [request])

    def sent():
        found = [paper.find(".//OrderRequest") for paper in shop.orders[before:]]
        papers = zip(shop.orders[before:], found, strict=True)
        return [paper for paper, inside in papers if inside is not None]

    wait_until(sent, "the order at the shop")
    server.kill()
    shop.open.set()
    server.start()
    let_time_pass(server)
    wait_until(lambda: orders(request)[0]["state"] == "done", "the second attempt")
    [message] = orders(request)
    assert (message["ambiguous"], message["attempts"]) == (True, 2)
    first, second = sent()
    for name in ("payloadID", "timestamp"):
        assert first.get(name) == second.get(name)
    number = "Request/OrderRequest/OrderRequestHeader"
    assert first.find(number).attrib == second.find(number).attrib


def test_killed_while_documents_are_applied(buy, server, inbox, admin):
    """Answered 200 means kept: each counts once, whenever the power went."""
    purchases = [buy() for _ in range(2)]
    desk = Desk(admin)
    papers = [
        paper
        for purchase in purchases
        for paper in (
            *desk.write(purchase.desk, "confirm"),
            *desk.write(purchase.desk, "ship", {"2": 1}),
            *desk.write(purchase.desk, "ship"),
            *desk.write(purchase.desk, "invoice"),
        )
    ]
    for paper in papers:
        assert inbox.send(paper).code == 200
    server.kill()
    server.start()
    let_time_pass(server)
    for paper in papers:
        assert inbox.settle(paper)["state"] == "done"
    for purchase in purchases:
        purchase.at_stage("invoiced")
        names = ("quantity", "qty_confirmed", "qty_shipped", "qty_invoiced")
        domain = [("request_id", "=", purchase.request)]
        for line in admin.find("amazon.punchin.request.line", domain, *names):
            assert {line[name] for name in names} == {line["quantity"]}
        found = purchase.see("order_ids", "shipment_ids", "invoice_ids")
        assert [len(found[name]) for name in sorted(found) if name != "id"] == [2, 1, 2]


# An Amazon that falters --------------------------------------------------------------


@pytest.fixture
def behaviour(admin):
    """How the order desk behaves: ``behaviour("error")``."""
    [group] = admin.find(GROUP, [("marketplace", "=", "sandbox")], "name")

    def set_to(answer):
        admin.call(GROUP, "write", [group["id"]], {"sandbox_answer": answer})

    yield set_to
    set_to("ok")


@pytest.mark.parametrize(
    ("answer", "ambiguous"),
    [("error", False), ("page", True), ("silent", True), ("lost", True)],
)
def test_the_desk_falters(asked, behaviour, orders, admin, server, answer, ambiguous):
    """The same order is sent again, and there is one order in the end."""
    purchase = asked()
    behaviour(answer)
    purchase.release()

    def all_tried():
        states = {one["state"] for one in admin.find(MESSAGE, domain, "state")}
        if "sending" not in states and "queued" in states:
            wake(server)  # a host that failed is left alone for the rest of the minute
        return states == {"retrying"}

    domain = [("request_ids", "in", purchase.request), ("direction", "=", "out")]
    wait_until(all_tried, "the first attempt")
    [first] = orders(purchase.request)
    assert first["ambiguous"] == ambiguous
    seen = purchase.see("stage", "not_sent_reason")
    assert seen["stage"] == "order_created"
    assert "Odoo tries again at" in seen["not_sent_reason"]
    behaviour("ok")
    admin.call(MESSAGE, "send_again", [first["id"]])
    purchase.at_stage("order_sent")
    [second] = orders(purchase.request)
    assert (second["id"], second["state"]) == (first["id"], "done")
    for name in ("payload_id", "body", "ambiguous"):
        assert second[name] == first[name]
    name = purchase.see("purchase_id")["purchase_id"][1]
    [order] = admin.find(DESK, [("order_ref", "=", name)], "times_received")
    assert (order["times_received"] > 1) == (answer == "lost")


def test_the_desk_refuses(asked, behaviour, orders, admin):
    """A 4xx is final: not sent again by itself, and a person is asked (design §6)."""
    purchase = asked()
    behaviour("refuse")
    purchase.release()
    wait_until(lambda: orders(purchase.request)[0]["state"] == "refused", "the refusal")
    domain = [("res_model", "=", REQUEST), ("res_id", "=", purchase.request)]
    wait_until(lambda: admin.find("mail.activity", domain, "summary"), "the alert")
    assert purchase.see("stage")["stage"] == "order_created"


def test_a_returned_cart_that_comes_twice_at_once(visit, alone, admin):
    """Two workers, and a browser that posts the form four times."""
    way = visit()
    body = way.cart(alone)
    answers = at_once(*[partial(way.bring, body)] * 4)
    assert {answer.status_code for answer in answers} <= {200, 303}
    [lines] = admin.find(REQUEST, [("id", "=", way.request)], "line_count")
    assert lines["line_count"] == 2
    assert way.bring(body).status_code == 303
