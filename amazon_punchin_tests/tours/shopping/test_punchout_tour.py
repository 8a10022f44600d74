"""From the Home menu to Amazon and back, in a real browser, between two sites."""

import pytest
from visit import DESK, PHONE

from amazon_punchin_tests.journeys import clock
from tools.play import GROUP, REQUEST

REFUSAL = (
    b'<cXML payloadID="3@shop" timestamp="2026-11-20T10:00:00Z"><Response>'
    b'<Status code="401" text="No">Not you</Status></Response></cXML>'
)


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
    last = last_request(people, group)
    assert (last["stage"], last["cart_date"]) == ("browsing", False)
    return shop, last


def last_request(people, group):
    [last] = people["employee"].call(
        REQUEST,
        "search_read",
        [("group_id", "=", group)],
        ["name", "stage", "cart_date"],
        limit=1,
    )
    return last


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


def test_the_shop_never_steers_the_window_of_odoo(visit, people, group, shop):
    """…however soon it is open: then no page of ours comes first, as here, where that
    page does nothing but wait."""
    employee = visit("employee")
    script, context = "**/pages/go.js", employee.page.context
    body = "setTimeout(() => location.reload(), 300)"
    context.route(script, lambda each: each.fulfill(body=body))
    page, _request = shop_on_amazon(employee, group, people)
    context.unroute(script)
    assert page.evaluate("window.opener") is None
    page.get_by_role("button", name="Leave without a cart").click()
    page.get_by_role("heading", name="You left Amazon without a cart").wait_for()


def test_left_and_back_on_a_phone(visit, people, group):
    """Without a cart, then again under the same number, as somebody not logged in
    any more."""
    employee = visit("employee", PHONE)
    page, request = shop_on_amazon(employee, group, people)
    page.get_by_role("button", name="Leave without a cart").click()
    page.get_by_role("heading", name="You left Amazon without a cart").wait_for()
    employee.look("left", page=page)
    page.set_viewport_size(PHONE)
    page.reload()
    page.get_by_role("link", name="Go to my request").click()
    page.locator(".o_form_view").wait_for()
    assert request["name"] in page.inner_text(".o_form_view")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Open Amazon").click()
    again = popup.value
    again.get_by_role("heading", name="The shop is open").wait_for()
    assert last_request(people, group)["id"] == request["id"], "the number stays"
    employee.page.context.clear_cookies()
    again.get_by_role("button", name="Submit order for approval").click()
    again.locator("input#login").fill("employee")
    again.fill("#password", "employee")
    again.click("button[type=submit]")
    again.wait_for_url(f"**/odoo/my-amazon-requests/{request['id']}")
    again.locator(".o_form_view").wait_for()


def test_blocked_window(visit, server, people, group):
    """A browser that opens no window leads there in the one that is open. The waiting
    page leads there again, as long as the visit lasts."""
    employee = visit("employee", DESK)
    employee.page.add_init_script("window.open = () => null")
    employee.go("/odoo/amazon-business")
    employee.settle()
    employee.page.locator(".o_amazon_shop").click()
    employee.page.get_by_role("heading", name="The shop is open").wait_for()
    request = last_request(people, group)["id"]
    employee.go(f"/amazon_punchin/go/{request}")
    employee.look("amazon is open")
    employee.page.get_by_role("link", name="Continue at Amazon").wait_for()
    clock.run_out(server, request, "session")
    employee.page.reload()
    employee.look("visit is over")
    assert employee.page.inner_text("h1") == "Your visit at Amazon is over"


def bring(page, pattern="", text=""):
    """The shop's cart, as if somebody had changed it on the way."""
    page.evaluate(
        """([pattern, text]) => {
            const cart = document.querySelector("input[name=cxml-base64]");
            cart.value = btoa(atob(cart.value).replace(new RegExp(pattern), text));
        }""",
        [pattern, text],
    )
    page.get_by_role("button", name="Submit order for approval").click()


def test_carts_that_cannot_be_taken(visit, server, people, group, shop):
    """Each has a page of its own, which says what became of the cart."""
    employee = visit("employee")
    employee.tolerates(r"4\d\d \(")
    page, request = shop_on_amazon(employee, group, people)
    bring(page, "<BuyerCookie>[^<]*", "<BuyerCookie>" + "x" * 43)
    employee.look("tampered", page=page)
    assert page.inner_text("h1") == "This cart is not from your visit at Amazon"
    page.go_back()
    bring(page)
    page.wait_for_url(f"**/odoo/my-amazon-requests/{request['id']}")
    page.go_back()
    bring(page, 'payloadID="[^"]*', 'payloadID="another@amazon.com')
    employee.look("cart is there already", page=page)
    assert page.inner_text("h1") == "The request has its cart already"
    page.close()
    page, request = shop_on_amazon(employee, group, people)
    clock.run_out(server, request["id"], "session")
    bring(page)
    employee.look("too late", page=page)
    assert page.inner_text("h1") == "This visit at Amazon is over"


def test_amazon_does_not_open(visit, people, group, shop):
    """The reason, and the way to try again."""
    employee = visit("employee")
    shop.says = REFUSAL
    with employee.page.expect_popup() as popup:
        employee.go("/odoo/amazon-business")
        employee.settle()
        employee.page.locator(".o_amazon_shop").click()
    page = popup.value
    page.get_by_role("button", name="Open Amazon again").wait_for()
    employee.look("amazon did not open", page=page)
    shop.says = None
    page.get_by_role("button", name="Open Amazon again").click()
    page.get_by_role("heading", name="The shop is open").wait_for()


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
