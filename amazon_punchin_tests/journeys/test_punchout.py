"""From Odoo to Amazon and back by the buyer's browser, with one worker.

The browser comes back by a cross-site form: mostly without the session's cookie,
sometimes with somebody else's.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests
from browsing import Visit
from test_landing import browse

from tools.play import CART, REQUEST

ITEM = "amazon.punchin.sandbox.item"

WORKERS = (1,)
TIMEOUT_SECONDS = 30
OWN = "/odoo/my-amazon-requests"


def lines(admin, visit):
    return admin.read(REQUEST, visit.request, "line_count")["line_count"]


def test_there_and_back_without_a_session(visit, alone, admin):
    way = visit()
    assert "The shop is open" in way.page.text
    assert way.page.url.endswith("?from=odoo&lang=en")
    assert way.setup.findtext(".//Extrinsic[@name='UserEmail']") == (
        "employee@example.com"
    )
    assert admin.read(REQUEST, way.request, "stage")["stage"] == "browsing"
    cart = way.cart(alone)
    for _again in range(3):  # back and refresh
        answer = way.bring(cart)
        assert answer.status_code == 303, answer.text
        assert urlsplit(answer.headers["Location"]).path == f"{OWN}/{way.request}"
        assert "session_id" not in answer.cookies
    assert lines(admin, way) == 2
    seen = admin.read(REQUEST, way.request, "stage", "origin", "state")
    assert seen == {
        "id": way.request,
        "stage": "cart_received",
        "origin": "punchout",
        "state": "open",
    }
    page = way.browser.get(way.server.url + way.path, timeout=TIMEOUT_SECONDS)
    assert urlsplit(page.url).path == f"{OWN}/{way.request}"


@pytest.mark.parametrize("login", ["employee", "manager"])
def test_whoever_is_logged_in_changes_nothing(visit, alone, admin, server, login):
    """…and is not logged out by the form."""
    way = visit()
    browser = browse(server, login)
    assert way.bring(way.cart(alone), browser).status_code == 303
    inside = browser.get(server.url + "/odoo", timeout=TIMEOUT_SECONDS)
    assert urlsplit(inside.url).path != "/web/login"
    seen = admin.read(REQUEST, way.request, "user_id", "line_count")
    assert (seen["user_id"][1], seen["line_count"]) == ("Jordan Miller", 2)


@pytest.mark.parametrize("field", ["cxml-urlencoded", "CXML-Base64"])
def test_five_hundred_lines(visit, alone, admin, field):
    way = visit()
    names = [f"Article {number} – 100 % & “more” <b>+" for number in range(500)]
    assert way.bring(way.cart(alone, *names), field=field).status_code == 303
    assert lines(admin, way) == 500


def test_two_clicks_at_once(visit, alone, admin):
    way = visit()
    cart = way.cart(alone)
    with ThreadPoolExecutor(4) as pool:
        answers = [*pool.map(lambda _each: way.bring(cart), range(4))]
    assert {answer.status_code for answer in answers} <= {200, 303}
    assert lines(admin, way) == 2


def test_window_closed_and_opened_again(visit, alone, admin):
    """The same number; the first window's cart still counts."""
    first = visit()
    again = visit(first.browser)
    assert again.request == first.request
    assert again.cookie != first.cookie
    assert first.bring(first.cart(alone)).status_code == 303
    assert lines(admin, first) == 2


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ("x" * 43, 403, "not from your visit"),
        ("", 403, "not from your visit"),
    ],
)
def test_mark_that_is_not_ours(visit, alone, admin, wrong, status, words):
    way = visit()
    answer = way.bring(way.cart(alone, cookie=wrong))
    assert answer.status_code == status
    assert words in answer.text
    assert lines(admin, way) == 0


def test_cart_for_another_request(visit, alone, admin):
    mine = visit()
    assert mine.bring(mine.cart(alone)).status_code == 303
    other = visit(mine.browser)
    answer = other.bring(other.cart(alone, cookie=mine.cookie))
    assert answer.status_code == 403
    assert "belongs to another request" in answer.text
    assert (lines(admin, mine), lines(admin, other)) == (2, 0)


def test_left_and_unreadable_and_nowhere(visit, alone, admin, server):
    way = visit()
    left = way.cart(alone, cookie=way.cookie)
    left = left[: left.index(b"<ItemIn")] + left[left.rindex(b"</ItemIn>") + 9 :]
    for _again in range(2):
        answer = way.bring(left)
        assert answer.status_code == 200
        assert "You left Amazon without a cart" in answer.text
    answer = way.bring(b"no cart at all")
    assert answer.status_code == 400
    assert "The cart cannot be read" in answer.text
    nowhere = f"{server.url}/amazon_punchin/cart/{'A' * 43}"
    assert way.bring(left, url=nowhere).status_code == 404
    assert lines(admin, way) == 0


def test_refusals_are_pages_with_a_way_on(visit, shop):
    for code, words in (
        (401, "does not accept the group&#39;s credentials"),
        (400, "Amazon did not open its shop"),
        (500, "Amazon has a problem at the moment"),
    ):
        shop.says = (
            b'<cXML payloadID="3@shop" timestamp="2026-11-20T10:00:00Z"><Response>'
            b'<Status code="%d" text="No">&lt;b&gt;Not you&lt;/b&gt;</Status>'
            b"</Response></cXML>" % code
        )
        way = visit()
        assert words in way.page.text.replace("&#x27;", "&#39;")
        assert "<b>Not you" not in way.page.text
        assert "Open Amazon again" in way.page.text
    shop.says = None


def test_somebody_elses_waiting_page(visit, server):
    way = visit()
    other = browse(server, "manager")
    for path in (way.path, way.path + "/state", way.path + "/shop"):
        page = other.get(server.url + path, timeout=TIMEOUT_SECONDS)
        assert page.status_code == 404
    page = requests.get(server.url + way.path, timeout=TIMEOUT_SECONDS)
    assert urlsplit(page.url).path == "/web/login"


def test_without_scripts_the_page_loads_itself(server, shop, alone, people):
    action = people["employee"].call(REQUEST, "action_browse", [])
    browser = browse(server, "employee")
    until = time.monotonic() + TIMEOUT_SECONDS
    page = browser.get(server.url + action["url"], timeout=TIMEOUT_SECONDS)
    while "The shop is open" not in page.text:
        assert time.monotonic() < until
        url = f"{server.url}{action['url']}?ask=1"
        page = browser.get(url, timeout=TIMEOUT_SECONDS)


def test_the_sandbox_behind_the_same_worker(server, people, admin, sandbox):
    """The shop is the same server, which has one worker: nobody waits for himself."""
    employee = people["employee"]
    request = employee.call(REQUEST, "create", {"group_id": sandbox})
    way = Visit(server, None, employee, request=request)
    assert "/amazon_punchin_sandbox/" in urlsplit(way.page.url).path
    [cart] = employee.find(CART, [("flow", "=", "punchout")], "state")
    items = admin.find(ITEM, [("currency_id.name", "=", "USD")], "asin")[:2]
    lines_of = [(0, 0, {"item_id": one["id"], "quantity": 2}) for one in items]
    employee.call(CART, "write", [cart["id"]], {"line_ids": lines_of})
    form = employee.call(CART, "return_cart", [cart["id"]])
    for _again in range(2):
        answer = requests.post(
            form["url"],
            data={form["name"]: form["value"]},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
        assert answer.status_code == 303
    assert lines(admin, way) == 2
