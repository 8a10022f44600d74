"""Where Amazon leads the buyer's browser: the token leads, it never lets anybody in."""

import re
from urllib.parse import urlsplit

import pytest
import requests
from amazon import punch_in

from tools.play import CART, REQUEST

GOODS = ("Desktop Secret Shredder 9000", "Confidential Pens <b>& more</b>")
OWN = "/odoo/my-amazon-requests"
TIMEOUT_SECONDS = 30


@pytest.fixture(scope="module")
def landing(server, shop, inbox, shop_inbox):
    """Submit a cart for an e-mail address; the path that Amazon leads to."""

    def submit(email):
        answer = punch_in(shop, shop_inbox, email, *GOODS)
        assert (answer.http, answer.code) == (200, 200), answer
        url = answer.element("StartPage/URL")
        assert url.startswith(f"{server.url}/amazon_punchin/start/")
        return url, answer

    return submit


def shows_the_cart(page):
    return [word for word in ("Shredder", "Confidential", "B0JOURNEY") if word in page]


def browse(server, login=None):
    """A browser, logged in by Odoo's login page where a name is given."""
    browser = requests.Session()
    if login:
        log_in(browser, server.url + "/web/login", login)
    return browser


def log_in(browser, url, login):
    """Fill in the login page at `url`; the answer to which it leads."""
    page = browser.get(url, timeout=TIMEOUT_SECONDS)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    hidden = re.search(r'name="redirect" value="([^"]*)"', page.text)
    fields = {"csrf_token": token, "login": login, "password": login}
    fields["redirect"] = hidden[1] if hidden else ""
    return browser.post(page.url, data=fields, timeout=TIMEOUT_SECONDS)


def test_not_logged_in(server, landing, admin):
    """Login page, then the request; and the same link again, as browsers refresh."""
    url, _answer = landing("employee@example.com")
    browser = browse(server)
    page = browser.get(url, timeout=TIMEOUT_SECONDS)
    assert urlsplit(page.url).path == "/web/login"
    assert not shows_the_cart(page.text)
    inside = log_in(browser, url, "employee")
    assert inside.status_code == 200
    folder, _slash, request = urlsplit(inside.url).path.rpartition("/")
    assert folder == OWN
    request = admin.read(REQUEST, int(request), "user_email")
    assert request["user_email"] == "employee@example.com"
    assert browser.get(url, timeout=TIMEOUT_SECONDS).url == inside.url


@pytest.mark.parametrize("login", ["manager", "accountant"])
def test_somebody_else(server, landing, login):
    url, _answer = landing("employee@example.com")
    page = browse(server, login).get(url, timeout=TIMEOUT_SECONDS)
    assert page.status_code == 403
    assert "This cart belongs to somebody else" in page.text
    assert "Log out" in page.text
    assert not shows_the_cart(page.text)


@pytest.mark.parametrize("login", [None, "manager"])
def test_unknown_buyer(server, landing, login):
    """Nothing is lost, and the page names whom to ask (design §5)."""
    url, answer = landing("Nobody <nobody@example.com>")
    assert "buyerExists=0" in url
    page = browse(server, login).get(url, timeout=TIMEOUT_SECONDS)
    assert page.status_code == 200
    assert re.search(r"APR/\d{4}/\d+", page.text)
    assert not shows_the_cart(page.text)


@pytest.mark.parametrize("token", ["x", "A" * 32, "%00", "..%2f..%2fweb", "1' OR '1"])
def test_garbage(server, landing, token):
    landing("employee@example.com")
    url = f"{server.url}/amazon_punchin/start/{token}"
    page = browse(server).get(url, timeout=TIMEOUT_SECONDS)
    assert page.status_code == 404
    assert not shows_the_cart(page.text)


def test_the_link_of_a_sandbox_cart_works_for_its_buyer_alone(buy, server):
    """The whole link with its five flags, as the sandbox got it."""
    purchase = buy()
    url = purchase.people["admin"].read(CART, purchase.cart, "start_page_url")
    url = url["start_page_url"]
    flags = {pair.partition("=")[0] for pair in urlsplit(url).query.split("&")}
    assert flags == {
        "requiresAuthByCredentials",
        "requiresAuthBySSO",
        "buyerExists",
        "mobileSupported",
        "internetSupported",
    }
    page = browse(server, "employee").get(url, timeout=TIMEOUT_SECONDS)
    assert urlsplit(page.url).path == f"{OWN}/{purchase.request}"


def test_cart_that_was_decided_on(server, landing, admin, people):
    """The link still works; the page says that there is nothing left to do."""
    url, _answer = landing("employee@example.com")
    browser = browse(server, "employee")
    page = browser.get(url, timeout=TIMEOUT_SECONDS)
    request = int(urlsplit(page.url).path.rpartition("/")[2])
    people["manager"].call(REQUEST, "reject", [request], "not this year")
    page = browser.get(url, timeout=TIMEOUT_SECONDS)
    assert page.status_code == 200
    assert "This cart was decided on already" in page.text
    assert f"{OWN}/{request}" in page.text


def test_buyer_who_lost_the_right(server, landing, admin):
    url, _answer = landing("employee@example.com")
    [right] = admin.find(
        "ir.model.data",
        [("module", "=", "amazon_punchin"), ("name", "=", "group_user")],
        "res_id",
    )
    [user] = admin.find("res.users", [("login", "=", "employee")], "name")
    browser = browse(server, "employee")
    for command, status in ((3, 403), (4, 200)):
        groups = {"group_ids": [(command, right["res_id"])]}
        admin.call("res.users", "write", [user["id"]], groups)
        page = browser.get(url, timeout=TIMEOUT_SECONDS)
        assert page.status_code == status
        assert ("no right to buy" in page.text) is (status == 403)
