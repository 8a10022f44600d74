"""Servers of their own for the journeys: a clone of the template, a real Odoo.

All that want as many workers share one server, as starting it takes longer than most
tests; each test plays a purchase of its own. Whatever a server logs above INFO fails
the test that ran meanwhile, unless its ``complains`` marker names it.
"""

import contextlib
import re

import pytest
from amazon import Desk, Inbox
from browsing import Visit
from clock import put_off_checks
from shop import Shop

from tools import databases, log, machine
from tools.play import GROUP, Purchase, log_in
from tools.server import OdooServer

LINE = "amazon.punchin.request.line"
FACTS = ("stage", "confirmation_ref", "shipment_ids", "invoice_ids", "purchase_ids")
QUANTITIES = ("qty_confirmed", "qty_rejected", "qty_shipped", "qty_invoiced")


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "complains(pattern): the server must log a warning or an error like this",
    )


def pytest_generate_tests(metafunc):
    """A module's ``WORKERS`` says how many workers its servers have, 0 if it is silent;
    pytest plays in a row what shares a server."""
    if "server" in metafunc.fixturenames:
        metafunc.parametrize(
            "server",
            getattr(metafunc.module, "WORKERS", (0,)),
            ids="workers={}".format,
            indirect=True,
            scope="session",
        )


@pytest.fixture(scope="session")
def ready():
    return machine.prepare("tests", with_browser=True)


@pytest.fixture
def serve(ready):
    """Start a server on a fresh database: ``server = serve(workers=2)``.

    At the end of the test its log must not hold a warning or an error."""
    with contextlib.ExitStack() as stack:
        servers = []

        def start(**options):
            database = stack.enter_context(databases.cloned(ready))
            server = stack.enter_context(OdooServer(database, **options))
            servers.append(server)
            return server

        yield start
        complaints = [str(one) for server in servers for one in server.complaints()]
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def shop():
    """An Amazon of the test's own, which the server's guard lets through."""
    with Shop() as shop:
        yield shop


@pytest.fixture(scope="session")
def server(ready, shop, request):
    """A server with so many workers."""
    with databases.cloned(ready) as database:
        put_off_checks(database)
        environment = {"AMAZON_PUNCHIN_INSECURE_HOSTS": shop.hosts}
        server = OdooServer(database, workers=request.param, environment=environment)
        with server:
            Purchase(server).set_address()
            yield server


@pytest.fixture(scope="session")
def people(server):
    """A session of each person, by log-in."""
    return log_in(server)


@pytest.fixture(scope="session")
def admin(people):
    return people["admin"]


@pytest.fixture
def buy(server, people):
    """A purchase whose order lies at the desk: ``buy(items=[(asin, 2)])``."""

    def play(**options):
        return Purchase(server, people, **options).order()

    return play


@pytest.fixture
def desk(admin):
    return Desk(admin)


@pytest.fixture
def lines(admin):
    """Quantities of a purchase's lines, in the cart's order."""

    def read(purchase, *names):
        domain = [("request_id", "=", purchase.request)]
        found = admin.find(LINE, domain, *(names or QUANTITIES), order="line_number")
        return [{name: one[name] for name in names or QUANTITIES} for one in found]

    return read


@pytest.fixture
def state(lines):
    """All that a document could have changed about a purchase."""
    return lambda purchase: (purchase.see(*FACTS), lines(purchase))


@pytest.fixture(scope="session")
def inbox(admin):
    """The sandbox group's way into Odoo, past the sandbox."""
    return Inbox.of_sandbox(admin)


@pytest.fixture(scope="session")
def shop_inbox(shop, server, admin):
    """The way in of a group that buys at the test's own shop, live and complete."""
    names = ("endpoint_id", "partner_id", "default_location_id", "payment_method_id")
    domain = [("marketplace", "=", "sandbox")]
    model = admin.find(GROUP, domain, *names)[0]
    values = {
        **{name: model[name][0] for name in names},
        "name": "The Test's Own",
        "marketplace": "us",
        "from_identity": "TestsOwn",
        "shared_secret": "the secret of the test",
        "order_url": f"http://{shop.address}/order",
        "punchout_url": f"http://{shop.address}/punchout",
    }
    group = admin.call(GROUP, "create", values)
    admin.call(GROUP, "go_live", [group], "A test")
    return Inbox.of(admin, group)


@contextlib.contextmanager
def only_open(admin, group):
    """Nobody is asked for the group: only this one is open from Odoo meanwhile."""
    found = [
        one["id"] for one in admin.find(GROUP, [("use_punchout", "=", True)], "id")
    ]
    admin.call(GROUP, "write", found, {"use_punchout": False})
    admin.call(GROUP, "write", [group], {"use_punchout": True})
    yield
    admin.call(GROUP, "write", [group], {"use_punchout": False})
    admin.call(GROUP, "write", found, {"use_punchout": True})


@pytest.fixture
def alone(admin, shop_inbox):
    """The way in of the test's own shop, which is the only one to go to."""
    with only_open(admin, shop_inbox.group):
        yield shop_inbox


@pytest.fixture
def sandbox(admin, inbox):
    """The sandbox's group, the only one to buy with from Odoo."""
    with only_open(admin, inbox.group):
        yield inbox.group


@pytest.fixture
def visit(server, shop, alone, people):
    """The employee opens Amazon: ``visit()`` gives a :class:`Visit`."""
    shop.says = None

    def begin(browser=None):
        return Visit(server, shop, people["employee"], browser)

    return begin


@pytest.fixture(autouse=True)
def quiet_log(request):
    """The shared server's log holds what the test names, and nothing else."""
    if "server" not in request.fixturenames:
        yield
        return
    server = request.getfixturevalue("server")
    before = len(server.log_text())
    yield
    said = [str(one) for one in log.complaints(server.log_text()[before:])]
    for marker in request.node.iter_markers("complains"):
        pattern = re.compile(marker.args[0], re.DOTALL)
        expected = [one for one in said if pattern.search(one)]
        assert expected, f"nothing like {marker.args[0]} was logged"
        said = [one for one in said if one not in expected]
    assert not said, "\n".join(said)
