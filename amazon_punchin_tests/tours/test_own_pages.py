"""The pages of our own: by keyboard, for people who do not see, and on a phone."""

import accessible
import pytest
from visit import DESK, PHONE

from tools.play import CART, GROUP, REQUEST, Purchase
from tools.play import DESK as ORDER_DESK

ITEM = "amazon.punchin.sandbox.item"

SIZES = {"desk": DESK, "phone": PHONE}


@pytest.fixture(scope="module")
def punchout(people):
    """The sandbox's group may be opened from Odoo."""
    admin = people["admin"]
    ids = [one["id"] for one in admin.find(GROUP, [], "name")]
    admin.call(GROUP, "write", ids, {"use_punchout": True})


def look(visit, path, name, selector="body", ready=None):
    """A page of ours on a desk and on a phone, and what axe-core says of it."""
    for device, size in SIZES.items():
        visit.page.set_viewport_size(size)
        visit.go(path)
        if ready:
            visit.page.locator(ready).first.wait_for()
        visit.settle()
        visit.shoot(f"{name} {device}")
        if selector:
            accessible.check(visit.page, selector)


@pytest.mark.parametrize("login", ["employee", "manager", "accountant", "admin"])
def test_home(visit, purchase, punchout, login):
    if login == "employee":
        purchase.submit_cart()
    home = ".o_amazon_home"
    look(visit(login), "/odoo/amazon-business", "home", home, home)


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


def test_lists(visit, purchase, people):
    purchase.order()
    for act in ("desk_confirm", "desk_ship"):
        people["admin"].call(ORDER_DESK, act, [purchase.desk])
    purchase.at_stage("shipped")
    employee = visit("employee")
    for name in ("arriving", "buy-again"):
        look(employee, f"/odoo/amazon-{name}", name, None, ".o_view_controller")
    for device, size in SIZES.items():
        employee.page.set_viewport_size(size)
        employee.go("/odoo/amazon-arriving")
        report(employee, f"problem {device}")
    employee.page.set_viewport_size(DESK)
    employee.go("/odoo/amazon-buy-again")
    star = employee.page.locator("button[name=action_toggle_favourite]").first
    star.click()
    employee.page.locator(".o_list_view .fa-star").first.wait_for()
    employee.page.get_by_text("Prices", exact=True).first.click()
    employee.page.locator(".o_breadcrumb", has_text="Prices").wait_for()
    employee.settle()
    employee.shoot("prices")


def test_help_and_why(visit, punchout):
    employee = visit("employee")
    for name in ("why", "help"):
        look(employee, f"/amazon_punchin/{name}", name)
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
    look(employee, form, "request that waits for its cart", None, ".o_form_view")


def report(employee, name):
    """What is wrong with the first package, on the list of those that arrive."""
    employee.page.get_by_role("button", name="Report a Problem").first.click()
    dialog = employee.page.locator(".modal")
    dialog.locator("[name=note] textarea").fill("The box was open.")
    employee.shoot(name)
    dialog.get_by_role("button", name="Report", exact=True).click()
    dialog.wait_for(state="detached")


def test_landing_pages(visit, purchase, people):
    purchase.submit_cart()
    url = people["admin"].read(CART, purchase.cart, "start_page_url")
    url = url["start_page_url"]
    manager = visit("manager")
    look(manager, url, "cart of somebody else")
    look(manager, url.partition("?")[0] + "x", "nowhere")
    expected = ("403 (FORBIDDEN)", "404 (NOT FOUND)")
    assert all(one.endswith(expected) for one in manager.complaints)
    manager.complaints.clear()


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
        look(person, path, f"hostile {name}", None, ".o_action")
        assert not person.page.locator("b", has_text="Bold").count()
        assert not person.page.locator("img[src=x]").count()
