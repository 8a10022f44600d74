"""What an approver does on a phone, and what each state of a request looks like."""

import pytest
from visit import DESK, PHONE

from tools.play import DESK as ORDER_DESK
from tools.play import REQUEST, Purchase

SANDBOX = [("marketplace", "=", "sandbox")]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
PATHS = (
    "amazon-requests",
    "amazon-requests-to-approve",
    "amazon-substitutes",
    "amazon-amounts-ordered",
)
VIEWPORT = '<meta name="viewport" content="width=device-width" />'
LATE = """
UPDATE amazon_punchin_request
   SET expires_on = now() AT TIME ZONE 'UTC' - interval '1 hour'
 WHERE id = %d
"""


TEST = "UPDATE amazon_punchin_request SET is_test = true WHERE id = %d"


@pytest.fixture(scope="module")
def gallery(server, people):
    """A purchase in each state, by name."""
    found = {}

    def play(name, *acts):
        purchase = found[name] = Purchase(server, people)
        purchase.submit_cart()
        for act in acts:
            act(purchase)

    manager = people["manager"]
    play("open")
    play("pending", Purchase.ask)
    play("sent", Purchase.ask, Purchase.release, Purchase.order_taken)
    play(
        "rejected",
        Purchase.ask,
        lambda one: manager.call(REQUEST, "reject", [one.request], "Too dear"),
    )
    play(
        "cancelled",
        Purchase.ask,
        Purchase.release,
        Purchase.order_taken,
        lambda one: manager.call(REQUEST, "cancel", [one.request], "Ordered twice"),
    )
    play(
        "late",
        Purchase.ask,
        Purchase.release,
        Purchase.order_taken,
        lambda one: manager.call(REQUEST, "cancel", [one.request], "Ordered twice"),
        lambda one: people["admin"].call(ORDER_DESK, "desk_ship", [one.desk]),
    )
    play("expired", Purchase.ask)
    play("test", Purchase.ask)
    database = server.database
    database.machine.postgres.sql(TEST % found["test"].request, database.name)
    database.machine.postgres.sql(LATE % found["expired"].request, database.name)
    admin = people["admin"]
    [cron] = admin.find("ir.cron", [("code", "=", "model._cron_clock()")], "id")
    admin.call("ir.cron", "method_direct_trigger", [cron["id"]])
    late = found["late"]
    late.wait_for(lambda: late.see("late_documents"), lambda one: one, "the alarm")
    return found


@SIZES
def test_every_state(visit, gallery, size):
    manager = visit("manager", size)
    for name, text in (
        ("open", "days left"),
        ("pending", "waits for the approval of"),
        ("sent", "Decided by"),
        ("rejected", "Too dear"),
        ("cancelled", "Still live at Amazon."),
        ("late", "Amazon goes on with a purchase"),
        ("expired", "The seven days of this cart are over."),
        ("test", "This is a test."),
    ):
        manager.go(f"/odoo/{REQUEST}/{gallery[name].request}")
        manager.settle()
        manager.shoot(name)
        assert manager.page.get_by_text(text).first.is_visible(), name
    order = gallery["sent"].see("purchase_id")["purchase_id"][0]
    manager.go(f"/odoo/purchase.order/{order}")
    manager.settle()
    manager.shoot("order")
    assert manager.page.get_by_text("Sent to Amazon on").is_visible()


@SIZES
def test_lists_and_cards(visit, gallery, size):
    manager = visit("manager", size)
    for path in PATHS:
        manager.go(f"/odoo/{path}")
        manager.settle()
        manager.shoot(path)
    if size is DESK:
        manager.go("/odoo/amazon-requests")
        manager.settle()
        manager.page.locator(".o_switch_view.o_kanban").click()
        manager.settle()
        manager.shoot("kanban")


@SIZES
def test_cancel_dialog(visit, gallery, size):
    """Nothing is cancelled until one has said what became of it at Amazon."""
    manager = visit("manager", size)
    manager.go(f"/odoo/{REQUEST}/{gallery['sent'].request}")
    manager.settle()
    manager.act("Cancel…")
    dialog = manager.page.locator(".modal")
    dialog.get_by_text("Amazon has this order already.").wait_for()
    dialog.locator("[name=reason] textarea").fill("Ordered twice")
    manager.shoot("dialog")
    dialog.get_by_role("button", name="Cancel the Request").click()
    manager.settle()
    assert gallery["sent"].see("state")["state"] == "released"


def _waiting_card(visit, purchase):
    """:return: the manager before his phone, and the card of a cart that waits"""
    purchase.submit_cart()
    purchase.ask()
    name = purchase.see("name")["name"]
    manager = visit("manager", PHONE)
    manager.go("/odoo/amazon-requests-to-approve")
    manager.settle()
    return manager, manager.page.locator(".o_kanban_record", has_text=name)


def test_manager_approves_on_a_phone(visit, purchase):
    """From the menu to the order, with a thumb."""
    manager, card = _waiting_card(visit, purchase)
    manager.shoot("to approve")
    button = card.get_by_role("button", name="Approve", exact=True)
    assert button.bounding_box()["height"] >= 32
    button.click()
    manager.page.locator(".modal").get_by_role("button", name="Ok").click()
    manager.settle()
    manager.shoot("approved")
    purchase.order_taken()
    assert purchase.see("approver_id")["approver_id"][1] == "Sam Rivera"


def test_manager_rejects_on_a_phone(visit, purchase):
    manager, card = _waiting_card(visit, purchase)
    card.get_by_role("button", name="Reject…").click()
    dialog = manager.page.locator(".modal")
    dialog.locator("[name=reason] textarea").fill("No budget this month")
    manager.shoot("reason")
    dialog.get_by_role("button", name="Reject", exact=True).click()
    manager.settle()
    seen = purchase.see("state", "reject_reason")
    assert (seen["state"], seen["reject_reason"]) == (
        "rejected",
        "No budget this month",
    )


def test_substitute_approves_on_a_phone(visit, server, purchase, people):
    """A colleague without any purchase right, while the manager is away."""
    model, admin = "amazon.punchin.substitute", people["admin"]
    buyer = admin.read("res.users", people["employee"].uid, "group_ids")
    colleague = admin.call(
        "res.users",
        "create",
        {
            "name": "Robin Lee",
            "login": "colleague",
            "password": "colleague",
            "odoobot_state": "disabled",
            "group_ids": [(6, 0, buyer["group_ids"])],
        },
    )
    today = people["manager"].call(model, "default_get", ["date_from"])["date_from"]
    absence = {"substitute_id": colleague, "date_from": today, "date_to": today}
    people["manager"].call(model, "create", absence)
    purchase.submit_cart()
    purchase.ask()
    name = purchase.see("name")["name"]
    person = visit("colleague", PHONE)
    person.go("/odoo/amazon-substitutes")
    person.settle()
    person.shoot("substitutes")
    person.go("/odoo/amazon-requests-to-approve")
    person.settle()
    person.page.locator(".o_kanban_record", has_text=name).click()
    person.settle()
    person.shoot("request")
    person.press("Approve and Release")
    person.shoot("released")
    purchase.order_taken()
    seen = purchase.see("approver_id", "approved_for_id")
    assert seen["approver_id"][1] == "Robin Lee"
    assert seen["approved_for_id"][1] == "Sam Rivera"


@SIZES
def test_mail_with_the_cart(visit, purchase, people, size):
    """As a mail program shows it; the layout is Odoo's."""
    purchase.submit_cart()
    purchase.ask()
    name = purchase.see("name")["name"]
    domain = [("subject", "like", name), ("body_html", "like", "approval")]
    [mail] = people["admin"].find("mail.mail", domain, "body_html")
    manager = visit("manager", size)
    manager.page.goto("about:blank")
    manager.page.set_content(VIEWPORT + mail["body_html"])
    manager.shoot("mail")
    assert manager.page.get_by_text("Total", exact=True).is_visible()


def test_many_are_approved_in_the_list(visit, server, people):
    """Two at once: one is ordered, the other cannot be, and it is said why."""
    good, bad = (Purchase(server, people) for _ in range(2))
    for each in good, bad:
        each.submit_cart()
        each.ask()
    database = server.database
    database.machine.postgres.sql(LATE % bad.request, database.name)
    manager = visit("manager")
    manager.go("/odoo/amazon-requests-to-approve")
    manager.settle()
    for each in good, bad:
        name = each.see("name")["name"]
        row = manager.page.locator(".o_data_row", has_text=name)
        row.locator(".o_list_record_selector input").check()
    manager.shoot("selected")
    manager.press("Approve and Release")
    manager.page.locator(".modal").get_by_role("button", name="Ok").click()
    told = manager.page.locator(".o_notification", has_text="1 approved and released.")
    told.wait_for()
    assert f"{bad.see('name')['name']} was left as it is" in told.inner_text()
    manager.settle()
    manager.shoot("told")
    good.order_taken()
    assert bad.see("state")["state"] == "pending"


@pytest.fixture
def payers(people):
    """Two analytic accounts of a plan."""
    admin = people["admin"]
    [role] = admin.find("res.groups", [("name", "=", "Analytic Accounting")], "name")
    admin.call("res.users", "write", [admin.uid], {"group_ids": [(4, role["id"])]})
    plan = admin.call("account.analytic.plan", "create", {"name": "Who Pays"})
    accounts = [{"name": name, "plan_id": plan} for name in ("Canteen", "Workshop")]
    return admin.call("account.analytic.account", "create", accounts)


def test_employee_codes_and_answers_what_the_manager_asks(
    visit, server, people, payers
):
    """The manager makes a rule and a policy on the screen; an employee without any
    right on purchases or accounts completes the cart; it is approved on a phone."""
    made = _make_rules(visit("manager"))
    purchase = Purchase(server, people, [("B0SBXCOF01", 2), ("B0SBXGLO01", 4)])
    purchase.submit_cart()
    _complete(visit("employee"), purchase)
    assert purchase.see("state")["state"] == "pending"
    _approve(visit("manager", PHONE), purchase)
    purchase.order_taken()
    for model, number in made:
        people["admin"].call(model, "unlink", [number])


def _make_rules(manager):
    """A coding rule and a policy for coffee.

    :return: list of `(model, id)`
    """
    made, page = [], manager.page
    for model, entry, fill in (
        (
            "coding.rule",
            "Coding Rules",
            lambda: _choose(
                manager, page.locator("[name=account_id]"), "Cost of Goods Sold"
            ),
        ),
        (
            "policy",
            "Policies",
            lambda: page.get_by_label("Ask for a reason").check(),
        ),
    ):
        manager.go("/odoo/amazon-requests")
        manager.settle()
        manager.menu("Configuration", entry)
        manager.press("New")
        page.locator("[name=name] input").fill(f"Coffee: {entry}")
        page.locator("[name=key_words] input").fill("coffee")
        fill()
        manager.press("Save manually")
        manager.shoot(entry)
        found = page.url.rpartition("/")[2]
        made.append((f"amazon.punchin.{model}", int(found)))
    return made


def _complete(employee, purchase):
    """Account and analytic for all lines, a reason for the finding, and off."""
    employee.go(f"/odoo/my-amazon-requests/{purchase.request}")
    employee.settle()
    page = employee.page
    lines = page.locator("[name=line_ids] .o_data_row")
    assert lines.nth(0).get_by_text("Coffee: Policies").is_visible()
    assert "Rule Coffee" in lines.nth(0).inner_text()
    coding = page.locator(".o_notebook .o_inner_group").filter(
        has=page.locator("[name=account_id]")
    )
    _choose(employee, coding.locator("[name=account_id]"), "Rent")
    coding.locator("[name=analytic_distribution]").click()
    popup = page.locator(".analytic_distribution_popup")
    popup.wait_for()
    employee.shoot("analytic")
    _choose(employee, popup.locator("[name^=x_plan]").last, "Canteen")
    popup.locator(".fa-close").click()
    employee.press("Apply to All Lines")
    assert "Canteen" in lines.nth(1).inner_text()
    assert "Rent" in lines.nth(1).inner_text()
    assert page.get_by_text("say why it is needed").is_visible()
    lines.nth(0).scroll_into_view_if_needed()
    employee.shoot("lines")
    finding = page.locator("[name=policy_result_ids] .o_data_row")
    finding.locator("[name=reason]").click()
    finding.locator("[name=reason] input").fill("For the open day")
    employee.act("Send for Approval")
    employee.shoot("sent")


def _approve(approver, purchase):
    """Reads what the buyer wrote, and approves on the page that the mail leads to."""
    approver.go(f"/odoo/amazon-requests-to-approve/{purchase.request}")
    approver.settle()
    page = approver.page
    approver.shoot("request")
    for text in ("For the open day", "Canteen"):
        shown = page.get_by_text(text).first
        shown.scroll_into_view_if_needed()
        approver.shoot(text)
    approver.act("Reply…")
    page.locator(".modal").get_by_label("Return the request").check()
    approver.shoot("reply")
    page.locator(".modal").get_by_role("button", name="Back").click()
    approver.go(f"/amazon_punchin/decide/{purchase.request}")
    approver.shoot("decide")
    assert page.get_by_text("For the open day").is_visible()
    page.get_by_role("button", name="Approve and Release").click()
    page.get_by_text("Released").wait_for()
    approver.shoot("decided")


def _choose(person, field, name):
    """One of the proposals of a field that leads to another record."""
    field.locator("input").first.fill(name)
    person.settle()
    options = person.page.locator(".o-autocomplete--dropdown-item")
    options.get_by_text(name, exact=True).first.click()
    person.settle()


@pytest.fixture
def by_hand(people):
    """A group without approval that orders step by step (Business Central)."""
    [group] = people["admin"].find("amazon.punchin.group", SANDBOX, "approval")
    write = ("amazon.punchin.group", "write", [group["id"]])
    people["admin"].call(*write, {"approval": "none", "auto_order": False})
    yield group["id"]
    people["admin"].call(*write, {"approval": "manager", "auto_order": True})


def test_employee_prepares_the_order_by_hand(visit, purchase, by_hand):
    """Release, purchase order, order to Amazon: by a buyer without purchase right."""
    purchase.submit_cart()
    employee = visit("employee")
    employee.go(f"/odoo/{REQUEST}/{purchase.request}")
    employee.settle()
    for button, after in (
        ("Release", "It is released, but has no purchase order yet."),
        ("Create Purchase Order", "is made, but nobody has sent it yet."),
        ("Send Order to Amazon", None),
    ):
        employee.press(button)
        employee.shoot(button)
        if after:
            employee.page.get_by_text(after).wait_for()
    purchase.order_taken()


def test_group_settings(visit, people):
    [group] = people["admin"].find("amazon.punchin.group", SANDBOX, "name")
    admin = visit("admin")
    admin.go(f"/odoo/amazon.punchin.group/{group['id']}")
    admin.settle()
    admin.page.get_by_role("tab", name="Approval").click()
    admin.settle()
    admin.shoot("approval")
    assert admin.page.locator("[name=second_approver_id]").is_visible()
