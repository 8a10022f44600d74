"""The sandbox's shop and its order desk, as people use them."""

import accessible
import pytest
from visit import DESK, PHONE

from amazon_punchin_tests.journeys import clock
from tools.play import CART, REQUEST, Purchase
from tools.play import DESK as ORDER_DESK

SHOP = "/amazon_punchin_sandbox/shop"


def search(visitor, words):
    box = visitor.page.get_by_role("searchbox")
    box.fill(words)
    box.press("Enter")
    visitor.settle()


def add(visitor, words):
    """Look for an item and put it into the cart."""
    search(visitor, words)
    visitor.page.get_by_role("button", name="Add to cart").first.click()
    visitor.page.wait_for_url("**/cart?cart=*")
    visitor.settle()


def check_out(visitor):
    visitor.page.get_by_role("link", name="Go to checkout").click()
    visitor.settle()


def submitted(visitor):
    """Submit at the checkout; where the browser is led to in the end."""
    visitor.page.get_by_role("button", name="Submit order for approval").click()
    visitor.page.wait_for_url(lambda url: "/amazon_punchin_sandbox/" not in url)
    return visitor.page.url


def look(visitor, name):
    """A screenshot, and what axe-core says of the page."""
    visitor.shoot(name)
    accessible.check(visitor.page)


def test_employee_shops_on_a_phone(visit, people):
    """Search, item, cart, checkout, the waiting page, and the request in Odoo."""
    employee = visit("employee", PHONE)
    employee.go(SHOP)
    employee.settle()
    look(employee, "catalogue")
    search(employee, "stapler")
    look(employee, "found")
    page = employee.page
    page.get_by_role("link", name="Desktop Stapler").click()
    employee.settle()
    look(employee, "item")
    page.get_by_label("Quantity").fill("3")
    page.get_by_role("button", name="Add to cart").click()
    page.wait_for_url("**/cart?cart=*")
    add(employee, "adjustable desk")
    add(employee, "wipes")
    look(employee, "cart")
    check_out(employee)
    page.get_by_label("Delivery speed").select_option("fast")
    employee.settle()
    look(employee, "checkout")
    url = submitted(employee)
    page.locator(".o_form_view").wait_for()
    employee.settle()
    employee.shoot("request")
    request = int(url.rpartition("/")[2].partition("?")[0])
    admin = people["admin"]
    seen = admin.read(REQUEST, request, "line_count", "payload_id")
    assert seen["line_count"] == 3
    [cart] = admin.find(CART, [("payload_id", "=", seen["payload_id"])], "state")
    assert cart["state"] == "accepted"


def test_employee_shops_at_a_desk(visit):
    """Stores, categories, pages, odd texts; the keyboard reaches the content."""
    employee = visit("employee")
    employee.go(SHOP)
    employee.settle()
    page = employee.page
    look(employee, "catalogue")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "sbx-skip"
    for store in ("Deutschland", "日本"):
        page.get_by_role("link", name=store).click()
        employee.settle()
        employee.shoot(store)
    page.get_by_role("link", name="United States").click()
    page.get_by_role("link", name="Cleaning &").click()
    employee.settle()
    employee.shoot("category")
    page.get_by_role("link", name="Extra Strong").click()
    employee.settle()
    look(employee, "item with markup")
    search(employee, "دفتر")
    page.get_by_role("link", name="A5").click()
    employee.settle()
    look(employee, "from right to left")
    search(employee, "nothing like that")
    look(employee, "nothing found")
    search(employee, "stapler")
    for target in ("Add to cart", "Go to checkout", "Submit order for approval"):
        tab_to(page, target)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        employee.settle()
    page.wait_for_url(lambda url: "/amazon_punchin_sandbox/" not in url)
    page.locator(".o_form_view").wait_for()


def tab_to(page, name):
    """To what begins with that name, by the keyboard alone."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText").startswith(name):
            return
    raise AssertionError(f"no Tab leads to {name}")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_from_the_home_menu_to_the_shop_and_back(visit, purchase, people, size):
    """The sandbox's own punchout, to an order that is released."""
    employee = visit("employee", size)
    employee.go("/odoo/amazon-business")
    employee.settle()
    with employee.page.expect_popup() as popup:
        employee.page.locator(".o_amazon_shop").click()
    page = popup.value
    page.get_by_text("You came from Odoo").wait_for()
    page.get_by_role("searchbox").fill("stapler")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("button", name="Add to cart: Desktop Stapler").click()
    page.get_by_role("link", name="Go to checkout").click()
    page.get_by_role("button", name="Return cart").wait_for()
    accessible.check(page)
    page.get_by_role("button", name="Return cart").click()
    page.wait_for_url("**/odoo/my-amazon-requests/*")
    page.get_by_role("button", name="Send for Approval").wait_for()
    purchase.request = int(page.url.rpartition("/")[2].partition("?")[0])
    purchase.ask()
    purchase.release()
    assert purchase.see("origin", "line_count")["line_count"] == 1
    assert purchase.at_the_desk()


def test_somebody_else_follows_the_link(visit, purchase, people):
    """The shop leads to Odoo; who is logged in there is not who shopped."""
    purchase.submit_cart()
    url = people["admin"].read(CART, purchase.cart, "start_page_url")
    manager = visit("manager", PHONE)
    manager.tolerates(r"403")
    manager.go(url["start_page_url"])
    manager.settle()
    manager.shoot("somebody elses cart")
    text = manager.page.locator("main, #wrapwrap").first.inner_text()
    assert "belongs to somebody else" in text
    assert "Pens" not in text


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_buyer_whom_odoo_does_not_know(visit, people, size):
    """An administrator tries an e-mail address of nobody."""
    admin = visit("admin", size)
    admin.go(SHOP)
    admin.settle()
    add(admin, "notes")
    check_out(admin)
    email = f"nobody.{size['width']}@example.com"
    admin.page.get_by_label("Buyer's e-mail").fill(email)
    admin.page.get_by_label("Buyer's e-mail").press("Enter")
    admin.settle()
    assert "/checkout" in admin.page.url, "Enter orders nothing"
    assert admin.page.get_by_label("Buyer's e-mail").input_value() == email
    admin.shoot("checkout")
    url = submitted(admin)
    admin.settle()
    admin.shoot("unknown buyer")
    accessible.check(admin.page)
    assert "/amazon_punchin/start/" in url
    [request] = people["admin"].find(REQUEST, [("user_email", "=", email)], "user_id")
    assert not request["user_id"]


def manager_looks(manager, purchase):
    """At the progress of a purchase under way."""
    manager.open_app()
    manager.menu("Requests", "All Requests")
    name = purchase.see("name")["name"]
    manager.page.get_by_role("cell", name=name).click()
    manager.settle()
    manager.page.get_by_role("tab", name="Progress").click()
    manager.settle()
    manager.shoot("the purchase")


def test_order_desk_to_the_bill(visit, purchase, people):
    """Every step at the desk by its button; the accountant finds the bill."""
    purchase.order()
    admin = visit("admin")
    admin.open_app()
    admin.menu("Sandbox", "Order Desk")
    admin.shoot("orders")
    name = purchase.see("purchase_id")["purchase_id"][1]
    admin.page.get_by_role("cell", name=name, exact=True).click()
    admin.settle()
    accessible.check(admin.page, ".o_action")
    for button, stage in (
        ("Backorder", None),
        ("Confirm", "order_confirmed"),
        ("Ship Part", "partly_shipped"),
        ("Ship the Rest", "shipped"),
        ("Invoice", "invoiced"),
    ):
        admin.press(button)
        admin.shoot(button)
        if stage:
            purchase.at_stage(stage)
        if stage == "partly_shipped":
            manager_looks(visit("manager"), purchase)
    admin.page.get_by_role("tab", name="Documents").click()
    admin.settle()
    admin.shoot("documents")
    admin.menu("Sandbox", "How the Sandbox Behaves")
    admin.shoot("behaviour")
    invoices = people["accountant"].find(
        "amazon.punchin.invoice",
        [("request_ids", "in", purchase.request)],
        "match_state",
        "move_id",
    )
    assert {one["match_state"] for one in invoices} == {"matched"}
    assert all(one["move_id"] for one in invoices)
    orders = people["admin"].read(ORDER_DESK, purchase.desk, "state")
    assert orders["state"] == "invoiced"


def answer(admin, question, name, **cells):
    """One of the desk's questions: what is typed into the first line, and sent."""
    admin.press(question)
    dialog = admin.page.locator(".modal")
    dialog.locator("footer, .modal-footer").first.wait_for()
    for cell, value in cells.items():
        dialog.locator(f".o_data_row [name={cell}]").first.click()
        dialog.locator(f".o_data_row [name={cell}] input").first.fill(value)
    admin.shoot(name)
    accessible.check(admin.page, ".modal-content")
    dialog.get_by_role("button", name="Send to Odoo").click()
    dialog.wait_for(state="detached")
    admin.settle()


def test_questions_of_the_order_desk(visit, server, people):
    """What the desk has to be told first, and one invoice over two orders."""
    first, second, third = [Purchase(server, people).order() for _order in range(3)]
    admin = visit("admin")
    admin.go(f"/odoo/sandbox-orders/{first.desk}")
    admin.settle()
    answer(admin, "Change or Reject Lines…", "change", price_unit="1.5", quantity="1")
    first.at_stage("order_confirmed")
    answer(admin, "Ship…", "ship")
    first.at_stage("shipped")
    admin.go(f"/odoo/sandbox-orders/{second.desk}")
    admin.settle()
    admin.press("Confirm as Two Orders")
    second.wait_for(
        lambda: second.see("order_ids")["order_ids"],
        lambda found: len(found) == 2,
        "both confirmations",
    )
    admin.press("Ship the Rest")
    second.at_stage("shipped")
    admin.menu("Sandbox", "Order Desk")
    for purchase in (first, second):
        name = purchase.see("purchase_id")["purchase_id"][1]
        row = admin.page.locator(".o_data_row", has_text=name)
        row.locator("input[type=checkbox]").check()
    admin.press("One Invoice for All")
    for purchase in (first, second):
        purchase.at_stage("invoiced")
    shared = second.see("invoice_ids")["invoice_ids"]
    assert first.see("invoice_ids")["invoice_ids"] == shared
    admin.go(f"/odoo/sandbox-orders/{second.desk}")
    admin.settle()
    answer(admin, "Credit…", "credit", quantity="1")
    second.wait_for(
        lambda: second.see("invoice_ids")["invoice_ids"],
        lambda found: len(found) == 2,
        "the credit memo",
    )
    admin.go(f"/odoo/sandbox-orders/{third.desk}")
    admin.settle()
    answer(admin, "Reject…", "reject")
    third.at_stage("cancelled")
    [price] = people["manager"].find(
        "amazon.punchin.exception",
        [("request_id", "=", first.request), ("order_id", "!=", False)],
        "code",
    )
    assert price["code"] == "price"


def behave(admin, choice):
    """What the sandbox does with orders, by the desk's list of groups."""
    admin.menu("Sandbox", "How the Sandbox Behaves")
    cell = admin.page.locator(".o_data_row [name=sandbox_answer]").first
    cell.click()
    cell.locator("input").click()
    admin.page.get_by_role("menuitem", name=choice, exact=True).click()
    admin.press("Save")
    assert cell.inner_text() == choice


def test_amazon_answers_500_or_nothing_or_late(visit, server, purchase):
    """Each is switched on at the desk. The order arrives once all the same, and a
    document that is held back comes when somebody sends it."""
    purchase.submit_cart()
    purchase.ask()
    admin, employee = visit("admin"), visit("employee")
    admin.open_app()
    behave(admin, "Fail (cXML 500)")
    purchase.release()
    for tries, choice, words in (
        (1, "Hang up without taking it", "500"),
        (2, "Take it", "hung up before its answer was complete"),
    ):
        message = order_message(purchase, tries)
        assert words in f"{message['status_code']} {message['error']}", message
        employee.go(f"/odoo/my-amazon-requests/{purchase.request}")
        employee.page.get_by_text("Amazon does not have this order yet").wait_for()
        employee.settle()
        employee.shoot(f"not sent {tries}")
        behave(admin, choice)
        admin.shoot(choice)
        clock.let_time_pass(server)
    purchase.order_taken()
    admin.go(f"/odoo/sandbox-orders/{purchase.desk}")
    admin.settle()
    admin.page.get_by_label("Send Later By").fill("30")
    admin.press("Confirm")
    admin.page.get_by_role("tab", name="Documents").click()
    admin.settle()
    admin.shoot("held back")
    held = admin.page.locator(".o_data_row", has_text="Queued")
    assert held.count() == 1
    assert purchase.see("stage")["stage"] == "order_sent"
    held.get_by_role("button", name="Send Again").click()
    purchase.at_stage("order_confirmed")


def order_message(purchase, tries):
    """The order on its way to Amazon, after so many attempts in vain."""
    [message] = purchase.wait_for(
        lambda: purchase.people["admin"].find(
            "amazon.punchin.message",
            [
                ("document_type", "=", "OrderRequest"),
                ("request_ids", "in", purchase.request),
                ("state", "=", "retrying"),
                ("attempts", "=", tries),
            ],
            "status_code",
            "error",
        ),
        bool,
        f"attempt {tries}",
    )
    return message


def test_an_order_at_the_desk_fits_a_phone(visit, purchase):
    purchase.order()
    admin = visit("admin", PHONE)
    admin.go(f"/odoo/sandbox-orders/{purchase.desk}")
    admin.settle()
    admin.shoot("order")
    accessible.check(admin.page, ".o_action")


def test_try_it(visit, people):
    """From the menu to a group and the shop in one click."""
    admin = visit("admin", PHONE)
    admin.go("/odoo/sandbox-try-it")
    admin.page.locator(".modal").wait_for()
    admin.page.get_by_label("Group").fill("Tried")
    admin.shoot("try it")
    admin.page.get_by_role("button", name="Set Up a Sandbox Group").click()
    admin.page.wait_for_url(f"**{SHOP}")
    admin.settle()
    domain = [("name", "=", "Tried")]
    [group] = people["admin"].find("amazon.punchin.group", domain, "mode")
    assert group["mode"] == "live"
    people["admin"].call(
        "amazon.punchin.group", "write", [group["id"]], {"active": False}
    )
