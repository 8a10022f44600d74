"""The pages of our own: by keyboard, for people who do not see, and on a phone."""

from contextlib import contextmanager

import accessible
import pytest
from visit import DESK, SIZES

from amazon_punchin_tests.journeys import clock
from tools.play import CART, GROUP, REQUEST, Purchase
from tools.play import DESK as ORDER_DESK

ITEM = "amazon.punchin.sandbox.item"

SCREEN = ".o_action"
"""A screen of Odoo below its menu."""


@pytest.fixture(scope="module")
def punchout(people):
    """The sandbox's group may be opened from Odoo."""
    admin = people["admin"]
    ids = [one["id"] for one in admin.find(GROUP, [], "name")]
    admin.call(GROUP, "write", ids, {"use_punchout": True})


def look(visit, path, name, selector="body"):
    """A screen that is made for the width which it finds, unlike a plain page: see
    :meth:`Visit.look`."""
    for device, size in SIZES.items():
        visit.page.set_viewport_size(size)
        visit.go(path)
        visit.page.locator(selector).first.wait_for()
        visit.settle()
        visit.shoot(f"{name} {device}")
        accessible.check(visit.page, selector)


def test_axe_is_here():
    """Without npm, none of the tours looks at accessibility."""
    if not accessible.is_here():
        pytest.skip("axe-core needs node and npm (Debian: apt-get install npm)")


@pytest.mark.parametrize("login", ["employee", "manager", "accountant", "admin"])
def test_home(visit, purchase, punchout, login):
    if login == "employee":
        purchase.submit_cart()
    home = ".o_amazon_home"
    look(visit(login), "/odoo/amazon-business", "home", home)


def test_home_by_keyboard(visit, purchase, punchout):
    purchase.submit_cart()
    employee = visit("employee")
    employee.go("/odoo/amazon-business")
    tile = employee.page.locator("[data-tile=carts]")
    tile.wait_for()
    employee.page.locator(".o_amazon_shop").focus()
    employee.page.keyboard.press("Tab")
    assert tile.evaluate("(one) => one === document.activeElement")
    employee.page.keyboard.press("Enter")
    employee.page.locator(".o_list_view").wait_for()
    employee.settle()
    name = purchase.see("name")["name"]
    employee.page.get_by_role("cell", name=name).wait_for()
    employee.shoot("my open carts")


def test_lists(visit, purchase, people, punchout):
    purchase.order()
    for act in ("desk_confirm", "desk_ship"):
        people["admin"].call(ORDER_DESK, act, [purchase.desk])
    purchase.at_stage("shipped")
    employee = visit("employee")
    for name in ("arriving", "buy-again"):
        look(employee, f"/odoo/amazon-{name}", name, SCREEN)
    for device, size in SIZES.items():
        employee.page.set_viewport_size(size)
        employee.go("/odoo/amazon-arriving")
        report(employee, f"problem {device}")
    look(employee, "/odoo/amazon-returns", "returns", SCREEN)
    employee.page.set_viewport_size(DESK)
    employee.go("/odoo/amazon-buy-again")
    star = employee.page.locator("button[name=action_toggle_favourite]").first
    star.click()
    employee.page.locator(".o_list_view .fa-star").first.wait_for()
    employee.page.get_by_text("Prices", exact=True).first.click()
    employee.page.locator(".o_breadcrumb", has_text="Prices").wait_for()
    employee.settle()
    employee.shoot("prices")
    recommend(employee, visit("manager"))
    open_item(employee)


def recommend(employee, colleague):
    """An item to the whole company, where a colleague finds it."""
    employee.go("/odoo/amazon-buy-again")
    employee.settle()
    row = employee.page.locator(".o_data_row").first
    row.get_by_role("button", name="Recommend to colleagues").click()
    employee.settle()
    employee.page.get_by_label("The whole company").check()
    employee.shoot("recommend")
    accessible.check(employee.page, ".modal-content")
    employee.press("Save")
    colleague.go("/odoo/amazon-buy-again")
    colleague.settle()
    colleague.page.locator(".o_searchview .o_facet_remove").first.click()
    colleague.page.get_by_role("cell", name="Jordan Miller").wait_for()
    colleague.shoot("recommended")


def open_item(employee):
    """At Amazon, in a visit whose cart comes back."""
    employee.go("/odoo/amazon-buy-again")
    employee.settle()
    row = employee.page.locator(".o_data_row").first
    name = row.locator("[name=title]").inner_text()
    with employee.page.expect_popup() as popup:
        row.get_by_role("button", name="Open at Amazon").click()
    page = popup.value
    page.get_by_text("You came from Odoo").wait_for()
    assert page.inner_text("h1") == name


def test_help_and_why(visit, punchout, purchase):
    purchase.submit_cart()
    employee = visit("employee")
    for name in ("why", "help"):
        look(employee, f"/amazon_punchin/{name}", name)
    employee.go("/amazon_punchin/why")
    number = purchase.see("name")["name"]
    told = employee.page.locator("li", has_text="not sent it for approval")
    told.get_by_role("link", name=number).click()
    employee.page.locator(".o_form_view").wait_for()
    employee.settle()
    accountant = visit("accountant")
    look(accountant, "/amazon_punchin/why", "why not")
    assert "Amazon Business / User" in accountant.page.inner_text("body")


@pytest.fixture
def asleep(people):
    """Nothing leaves meanwhile: the scheduled actions that send are off."""
    admin = people["admin"]
    names = [("cron_name", "ilike", "Amazon Business: send documents")]
    ids = [one["id"] for one in admin.find("ir.cron", names, "cron_name")]
    assert len(ids) == 2
    admin.call("ir.cron", "write", ids, {"active": False})
    yield
    admin.call("ir.cron", "write", ids, {"active": True})


def test_waiting_page(visit, people, punchout, asleep):
    """It waits for Amazon; the request says how to go on."""
    admin = people["admin"]
    group = admin.find(GROUP, [("marketplace", "=", "sandbox")], "name")[0]["id"]
    made = people["employee"].call(REQUEST, "create", {"group_id": group})
    request = made[0] if isinstance(made, list) else made
    employee = visit("employee")
    employee.page.route("**/go.js", lambda route: route.fulfill(body=""))
    action = people["employee"].call(REQUEST, "action_browse", [request])
    look(employee, action["url"], "on the way to amazon")
    assert "Opening Amazon" in employee.page.inner_text("h1")
    form = f"/odoo/my-amazon-requests/{request}"
    look(employee, form, "request that waits for its cart", SCREEN)


def report(employee, name):
    """What is wrong with the first package, on the list of those that arrive."""
    employee.page.get_by_role("button", name="Report a Problem").first.click()
    dialog = employee.page.locator(".modal")
    dialog.locator("[name=note] textarea").fill("The box was open.")
    employee.shoot(name)
    accessible.check(employee.page, ".modal-content")
    dialog.get_by_role("button", name="Report", exact=True).click()
    dialog.wait_for(state="detached")


@contextmanager
def without_right(admin, login):
    """Whoever has just lost the right to buy."""
    [right] = admin.find(
        "ir.model.data",
        [("module", "=", "amazon_punchin"), ("name", "=", "group_user")],
        "res_id",
    )
    [user] = admin.find("res.users", [("login", "=", login)], "name")
    for command in (3, 4):
        groups = {"group_ids": [(command, right["res_id"])]}
        admin.call("res.users", "write", [user["id"]], groups)
        if command == 3:
            yield


def test_landing_pages(visit, server, purchase, people):
    """Each says whose cart it is, or what became of it, and what to do."""
    purchase.submit_cart()
    url = people["admin"].read(CART, purchase.cart, "start_page_url")
    url = url["start_page_url"]
    manager, employee = visit("manager"), visit("employee")
    manager.tolerates(r"40[34] \((FORBIDDEN|NOT FOUND)\)")
    employee.tolerates(r"403 \(FORBIDDEN\)")
    for person, path, name, words in (
        (manager, url, "somebody else", "This cart belongs to somebody else"),
        (manager, url.partition("?")[0] + "x", "nowhere", "This link leads nowhere"),
    ):
        person.go(path)
        person.look(name)
        assert words in person.page.inner_text("h1")
    clock.run_out(server, purchase.request)
    with without_right(people["admin"], "employee"):
        employee.go(url)
        employee.look("no right")
    employee.go(url)
    employee.look("expired")
    assert "too old" in employee.page.inner_text("body")
    people["manager"].call(REQUEST, "reject", [purchase.request], "Not this year")
    employee.go(url)
    employee.look("decided on")
    assert "decided on already" in employee.page.inner_text("h1")


def test_question_before_amazon_opens(visit, people, punchout):
    admin = people["admin"]
    place = admin.find("amazon.punchin.location", [], "partner_id")[0]
    vals = {"name": "Branch", "partner_id": place["partner_id"][0]}
    branch = admin.call("amazon.punchin.location", "create", vals)
    employee = visit("employee")
    for device, size in SIZES.items():
        employee.page.set_viewport_size(size)
        employee.go("/odoo/amazon-business")
        employee.page.locator(".o_amazon_shop").click()
        employee.page.locator(".modal-content .o_form_view").wait_for()
        employee.settle()
        employee.shoot(f"question {device}")
        accessible.check(employee.page, ".modal-content")
    with employee.page.expect_popup() as shop:
        employee.page.get_by_role("button", name="Open Amazon").click()
    shop.value.wait_for_load_state()
    assert "/amazon_punchin" in shop.value.url
    admin.call("amazon.punchin.location", "write", [branch], {"active": False})


HOSTILE = (
    "<b>Bold</b><img src=x onerror=alert(1)> \u202eעברית ארוכה\u202c 🧨🧯 "
    + "Donaudampfschifffahrtsgesellschaftskapitän" * 4
    + " ']]>&amp;{{7*7}}<t t-out='x'/> العربية"
)


def test_what_amazon_sends_is_text(visit, server, people):
    """Markup, other scripts, emoji and endless words break no page."""
    item = {"name": HOSTILE, "asin": "B0HOSTILE1", "price": 3, "category": "Odd"}
    admin = people["admin"]
    [dollar] = admin.find("res.currency", [("name", "=", "USD")], "name")
    admin.call(ITEM, "create", {**item, "currency_id": dollar["id"]})
    purchase = Purchase(server, people, items=[("B0HOSTILE1", 1)]).order()
    for act in ("desk_confirm", "desk_ship"):
        admin.call(ORDER_DESK, act, [purchase.desk])
    purchase.at_stage("shipped")
    person = visit("employee")
    person.page.on("dialog", lambda dialog: person.complaints.append(dialog.message))
    for name, path in (
        ("request", f"/odoo/my-amazon-requests/{purchase.request}"),
        ("requests", "/odoo/my-amazon-requests"),
        ("home", "/odoo/amazon-business"),
        ("buy again", "/odoo/amazon-buy-again"),
        ("arriving", "/odoo/amazon-arriving"),
    ):
        look(person, path, f"hostile {name}", SCREEN)
        assert not person.page.locator("b", has_text="Bold").count()
        assert not person.page.locator("img[src=x]").count()
