"""From the Home menu to Amazon and back, in a real browser, between two sites."""

import pytest
from visit import DESK, PHONE

from tools.play import GROUP, REQUEST


@pytest.fixture(scope="module")
def group(people, shop):
    """A group that buys at the test's own shop; the only one that can be opened."""
    admin = people["admin"]
    names = ("endpoint_id", "partner_id", "default_location_id", "payment_method_id")
    others = admin.find(GROUP, [], "use_punchout", *names)
    for one in others:
        admin.call(GROUP, "write", [one["id"]], {"use_punchout": False})
    values = {
        **{name: others[0][name][0] for name in names},
        "name": "Across the Street",
        "marketplace": "us",
        "from_identity": "AcrossTheStreet",
        "shared_secret": "the secret of the tour",
        "order_url": f"http://{shop.address}/order",
        "punchout_url": f"http://{shop.address}/punchout",
        "location_ids": [(6, 0, [others[0]["default_location_id"][0]])],
    }
    group = admin.call(GROUP, "create", values)
    group = group[0] if isinstance(group, list) else group
    admin.call(GROUP, "go_live", [group], "A tour")
    yield group
    admin.call(GROUP, "write", [group], {"active": False})
    for one in others:
        vals = {"use_punchout": one["use_punchout"]}
        admin.call(GROUP, "write", [one["id"]], vals)


def shop_on_amazon(person, group, people):
    """The big button; the shop's window, and the request that waits for its cart."""
    person.go("/odoo/amazon-business")
    person.settle()
    with person.page.expect_popup() as popup:
        person.page.locator(".o_amazon_shop").click()
    shop = popup.value
    shop.get_by_role("heading", name="The shop is open").wait_for()
    [last] = people["employee"].call(
        REQUEST,
        "search_read",
        [("group_id", "=", group)],
        ["name", "stage", "cart_date"],
        limit=1,
    )
    assert (last["stage"], last["cart_date"]) == ("browsing", False)
    return shop, last


def look_again(person):
    """Comes back to a window; Chromium without a screen shows all of them always."""
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    person.settle()


def test_from_the_home_menu_to_a_released_order(visit, people, group, shop):
    employee = visit("employee")
    employee.open_app()
    page, request = shop_on_amazon(employee, group, people)
    assert page.evaluate("window.opener") is None
    employee.go(f"/odoo/my-amazon-requests/{request['id']}")
    employee.settle()
    items = employee.page.locator("[name=line_ids] .o_data_row")
    assert items.count() == 0
    page.get_by_role("button", name="Submit order for approval").click()
    page.wait_for_url(f"**/odoo/my-amazon-requests/{request['id']}")
    look_again(employee)
    items.first.wait_for()
    employee.shoot("the cart came in the other window")
    page.get_by_role("button", name="Send for Approval").click()
    page.locator("[name=state]", has_text="To approve").wait_for()
    page.go_back()
    page.go_back()
    manager = visit("manager")
    manager.go("/odoo/amazon-business")
    manager.page.locator("[data-tile=approve]").click()
    manager.page.get_by_role("cell", name=request["name"]).click()
    manager.settle()
    manager.press("Approve and Release")
    manager.page.locator("[name=state]", has_text="Released").wait_for()
    seen = people["manager"].read(REQUEST, request["id"], "state", "line_count")
    assert (seen["state"], seen["line_count"]) == ("released", 3)


def test_left_and_back_on_a_phone(visit, people, group):
    """Without a cart, then again under the same number, as somebody not logged in
    any more."""
    employee = visit("employee", PHONE)
    page, request = shop_on_amazon(employee, group, people)
    page.get_by_role("button", name="Leave without a cart").click()
    page.get_by_role("heading", name="You left Amazon without a cart").wait_for()
    page.reload()
    page.get_by_role("link", name="Go to my request").click()
    page.locator(".o_form_view").wait_for()
    assert request["name"] in page.inner_text(".o_form_view")
    page.close()
    again, same = shop_on_amazon(employee, group, people)
    assert same["id"] == request["id"]
    employee.page.context.clear_cookies()
    again.get_by_role("button", name="Submit order for approval").click()
    again.locator("input#login").fill("employee")
    again.fill("#password", "employee")
    again.click("button[type=submit]")
    again.wait_for_url(f"**/odoo/my-amazon-requests/{request['id']}")
    again.locator(".o_form_view").wait_for()


def test_blocked_window(visit, people, group):
    """A browser that opens no window leads there in the one that is open."""
    employee = visit("employee", DESK)
    employee.page.add_init_script("window.open = () => null")
    employee.go("/odoo/amazon-business")
    employee.settle()
    employee.page.locator(".o_amazon_shop").click()
    employee.page.get_by_role("heading", name="The shop is open").wait_for()


def test_from_a_draft_rfq(visit, people, group):
    """The draft is replaced once the cart is here."""
    vendor = people["admin"].read(GROUP, group, "partner_id")["partner_id"][0]
    rfq = people["manager"].call("purchase.order", "create", {"partner_id": vendor})
    rfq = rfq[0] if isinstance(rfq, list) else rfq
    manager = visit("manager")
    manager.go(f"/odoo/purchase/{rfq}")
    manager.page.locator(".o_form_view").wait_for()
    manager.settle()
    manager.shoot("draft rfq")
    with manager.page.expect_popup() as popup:
        manager.page.get_by_role("button", name="Browse Amazon").click()
    shop = popup.value
    shop.get_by_role("button", name="Submit order for approval").click()
    shop.wait_for_url("**/odoo/my-amazon-requests/*")
    shop.locator(".o_form_view").wait_for()
    state = people["manager"].read("purchase.order", rfq, "state")["state"]
    assert state == "cancel"
