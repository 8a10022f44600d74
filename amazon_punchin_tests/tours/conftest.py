"""People before a screen: each with a browser of their own, on a desk or on a phone.

What the browser complains of fails the test, and so does a screen that is wider than
the phone. AMAZON_PUNCHIN_SCREENSHOTS names a folder for screenshots of every screen.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from visit import DESK, PHONE, Visit

from amazon_punchin_tests.journeys.clock import put_off_checks
from amazon_punchin_tests.journeys.shop import Shop
from tools import databases, machine
from tools.play import Purchase, log_in
from tools.server import OdooServer

ICON = "/web/static/img/favicon.ico"
"""What a window shows that stays open: next to nothing."""
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-gpu",
    "--disable-component-update",
    "--no-first-run",
    "--process-per-site",
    # To optimize scripts costs more than it saves on pages that live for seconds.
    "--js-flags=--no-opt --no-maglev",
)


@pytest.fixture(scope="session")
def ready():
    return machine.prepare("tests", with_browser=True)


@pytest.fixture(scope="session")
def chromium(ready):
    if not ready.chromium:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ready.chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def shop():
    """An Amazon on another site than Odoo, for what a browser does between them."""
    with Shop() as shop:
        yield shop


@pytest.fixture(scope="session")
def server(ready, chromium, shop):
    """One server for all tours: each makes a purchase of its own."""
    environment = {"AMAZON_PUNCHIN_INSECURE_HOSTS": shop.hosts}
    with databases.cloned(ready) as database:
        put_off_checks(database)
        with OdooServer(database, environment=environment) as server:
            Purchase(server).set_address()
            yield server
            complaints = "\n".join(map(str, server.complaints()))
    assert not complaints, complaints


@pytest.fixture(scope="session")
def people(server):
    """Sessions by log-in. Nobody is greeted by a chat window over the screen."""
    people = log_in(server)
    ids = [session.uid for session in people.values()]
    people["admin"].call("res.users", "write", ids, {"odoobot_state": "disabled"})
    return people


@pytest.fixture
def purchase(server, people):
    """A purchase of which nothing has happened yet."""
    return Purchase(server, people)


@pytest.fixture(scope="session")
def album():
    """Where to keep the screenshots that somebody wants, or ``None``."""
    kept = os.environ.get("AMAZON_PUNCHIN_SCREENSHOTS")
    if kept:
        Path(kept).mkdir(parents=True, exist_ok=True)
    return Path(kept) if kept else None


@pytest.fixture(scope="session")
def seats():
    """The windows that stay open, by person and size. Who sits down again is still
    logged in, and the process behind the window, which a new page shares, still has
    Odoo's scripts: to read and compile them takes longer than most tours."""
    return {}


@pytest.fixture
def visit(chromium, server, people, album, seats, request):
    """Somebody sits down: ``visit("employee")``, on a phone ``visit("employee",
    PHONE)``."""
    visits = []

    def begin(login, size=DESK):
        phone = size is PHONE
        if (login, phone) not in seats:
            seats[login, phone] = chromium.new_context(
                viewport=size, is_mobile=phone, has_touch=phone
            ).new_page()
            seats[login, phone].goto(server.url + ICON)
        title = f"{request.node.name.removeprefix('test_')} {login}".replace("_", " ")
        page = seats[login, phone].context.new_page()
        visits.append(Visit(page, server, album, title))
        return visits[-1].sit_down(login)

    yield begin
    for each in visits:
        for page in each.page.context.pages:
            if page not in seats.values():
                page.close()
    complaints = [text for each in visits for text in each.complaints]
    assert not complaints, "\n".join(complaints)
