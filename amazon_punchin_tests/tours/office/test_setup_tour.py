"""A newcomer connects a sandbox group, from nothing to a green health check."""

import time

import pytest
from newcomer import empty
from playwright.sync_api import TimeoutError
from visit import DESK, PHONE, Visit

from tools import databases
from tools.play import Purchase
from tools.rpc import Session
from tools.server import OdooServer

CLICKS = 15
MINUTES = 5
COUNTER = """
addEventListener("click", (event) => {
    if (event.isTrusted) {
        sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
    }
}, true);
"""
GROUP = "amazon.punchin.group"
ILL = [("kind", "=", "health"), ("found_status", "!=", "ok")]


@pytest.fixture
def newcomer(ready, chromium, album):
    """The administrator of a database that has just been made, before Odoo."""
    with databases.cloned(ready) as database:
        server = OdooServer(database)
        empty(database, server.url)
        with server:
            context = chromium.new_context(viewport=DESK)
            visit = Visit(context.new_page(), server, album, "newcomer")
            yield visit.sit_down("admin")
            context.close()
            complaints = [*visit.complaints, *map(str, server.complaints())]
    assert not complaints, "\n".join(complaints)


def _connect(newcomer):
    """As the README says it, to the new group's form after its health check."""
    page = newcomer.page
    page.add_init_script(COUNTER)
    page.reload()
    page.wait_for_selector(".o_navbar_apps_menu button")
    newcomer.open_app()  # 2
    newcomer.menu("Configuration", "Groups")  # 4
    newcomer.shoot("no group yet")
    newcomer.press("Connect a Group")  # 5
    dialog = page.locator(".modal")
    dialog.locator("[name=name] input").fill("Head office")
    dialog.locator("[name=marketplace] input, [name=marketplace] select").first.click()
    page.locator(".o_select_menu_item", has_text="Sandbox (simulated").click()  # 7
    for name, text in (
        ("email", "robin@example.com"),
        ("street", "410 Terry Ave N"),
        ("zip", "98109"),
        ("city", "Seattle"),
        ("phone", "+1 206 555 0100"),
    ):
        dialog.locator(f"[name={name}] input").fill(text)
    dialog.locator("[name=state_id] input").fill("Washington (US)")
    page.locator(".o-autocomplete--dropdown-item", has_text="Washington").first.click()
    newcomer.shoot("connect a group")
    newcomer.press("Connect")  # 9
    page.locator(".o_form_view .o_field_widget[name=health]").wait_for()
    newcomer.press("Run Health Check")  # 10
    newcomer.shoot("health checked")
    _await_well(newcomer)


def _await_well(newcomer):
    """Until everything is found to be well, or what is not is known."""
    light = newcomer.page.locator(".o_field_widget[name=health]")
    try:
        light.filter(has_text="All well").wait_for(timeout=60_000)
    except TimeoutError:
        admin = Session(newcomer.url, newcomer.database, "admin", "admin")
        found = admin.find("amazon.punchin.check", ILL, "title", "detail", "facts")
        pytest.fail(f"{light.inner_text()}: {found}")


def test_newcomer_connects_a_sandbox_group(newcomer):
    """In an empty database, in fewer clicks and minutes than the bounds."""
    began = time.monotonic()
    robin = newcomer
    _connect(robin)
    clicks = int(robin.page.evaluate("sessionStorage.clicks"))
    assert clicks < CLICKS, clicks
    assert time.monotonic() - began < MINUTES * 60
    print(f"{clicks} clicks, {time.monotonic() - began:.0f} s")
    robin.shoot("all well")
    page = robin.page
    for tab in (
        "Checklist",
        "Test Order",
        "Credentials",
        "Purchases",
        "Approval",
        "Buyers",
        "Locations",
        "Invoices",
        "Health",
    ):
        page.get_by_role("tab", name=tab, exact=True).click()
        robin.settle()
        robin.shoot(f"tab {tab.lower()}")
    page.get_by_role("tab", name="Credentials", exact=True).click()
    assert page.locator("[name=secret_entry] input").input_value() == "••••••••"
    robin.press("Show Secret")
    robin.shoot("secret")
    secret = page.locator(".modal [name=secret]").inner_text().split()[0]
    robin.press("Close")
    page.get_by_text("looked at the shared secret").first.wait_for()
    assert secret not in page.locator(".o-mail-Chatter").inner_text()
    robin.press("Rotate Secret")
    robin.shoot("rotate")
    robin.press("Back")
    robin.press("Go Live")
    robin.shoot("go live")
    robin.press("Back")
    _mend(robin)


def _mend(robin):
    """Fix leads to the page where a default is missing."""
    admin = Session(robin.url, robin.database, "admin", "admin")
    [group] = admin.find(GROUP, [], "payment_method_id")
    admin.call(GROUP, "write", [group["id"]], {"payment_method_id": False})
    robin.press("Run Health Check")
    page = robin.page
    page.get_by_role("tab", name="Health", exact=True).click()
    page.locator(".o_data_row", has_text="Defaults are missing").wait_for()
    robin.shoot("a default is missing")
    row = page.locator(".o_data_row", has_text="Defaults are missing")
    row.get_by_role("button", name="Fix").click()
    page.locator(".nav-link.active", has_text="Purchases").wait_for()
    page.locator("[name=payment_method_id] input").wait_for()
    robin.settle()
    robin.shoot("fix")


PASTED = """From Identity
PunchIn1234567890
Shared Secret
•••••• Show
correct-horse-battery
Punchout URL
https://www.amazon.com/eprocurement/punchout
Purchase Order Request URL
https://https-ats.amazonsedi.com/0c4f3a5e-1234-4b6b-9c53-aaaabbbbcccc
"""


def test_settings_are_pasted(visit, people):
    """Amazon's page as it stands, masked secret and buttons and all (R19)."""
    admin = people["admin"]
    names = ("endpoint_id", "default_location_id")
    [model] = admin.find(GROUP, [("marketplace", "=", "sandbox")], *names)[:1]
    values = {name: model[name][0] for name in names}
    group = admin.call(GROUP, "create", {**values, "name": "Real", "marketplace": "us"})
    boss = visit("admin")
    page = boss.page
    boss.go(f"/odoo/amazon-groups/{group}")
    boss.settle()
    page.get_by_role("tab", name="Checklist", exact=True).click()
    boss.settle()
    boss.shoot("checklist")
    page.get_by_role("tab", name="Credentials", exact=True).click()
    boss.press("Paste Amazon's Settings")
    page.locator(".modal [name=text] textarea").fill(PASTED)
    page.locator(".modal .modal-title").click()
    page.locator(".modal [name=from_identity]", has_text="PunchIn1234567890").wait_for()
    for name, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        boss.settle()
        boss.shoot(f"pasted {name}")
    page.set_viewport_size(DESK)
    boss.press("Take Over")
    page.locator("[name=from_identity] input").wait_for()
    boss.shoot("taken over")
    kept = admin.read(GROUP, group, "from_identity", "order_url", "secret_entry")
    assert kept["from_identity"] == "PunchIn1234567890"
    assert kept["order_url"].endswith("aaaabbbbcccc")
    assert kept["secret_entry"] == "••••••••"
    admin.call(GROUP, "unlink", [group])


def test_a_test_is_ribboned(visit, server, people):
    """R155, R156: on the purchase order and on the request, wide and narrow."""
    admin = people["admin"]
    [group] = admin.find(GROUP, [("marketplace", "=", "sandbox")], "name")[:1]
    admin.call(GROUP, "back_to_test", [group["id"]])
    purchase = Purchase(server, people).order()
    admin.call(GROUP, "go_live", [group["id"]], "The test is over.")
    manager = visit("manager")
    order = purchase.see("purchase_id")["purchase_id"][0]
    for path in (
        f"/odoo/purchase/{order}",
        f"/odoo/my-amazon-requests/{purchase.request}",
    ):
        for name, size in (("desk", DESK), ("phone", PHONE)):
            manager.page.set_viewport_size(size)
            manager.go(path)
            manager.page.locator(".ribbon", has_text="TEST").wait_for()
            manager.settle()
            manager.shoot(name)


def test_group_fits_a_phone(visit, people):
    admin = people["admin"]
    [group, *_more] = admin.find(GROUP, [("marketplace", "=", "sandbox")], "name")
    admin.call(GROUP, "run_checks", [group["id"]])
    robin = visit("admin", PHONE)
    robin.go("/odoo/amazon-groups")
    robin.settle()
    robin.shoot("groups")
    robin.go(f"/odoo/amazon-groups/{group['id']}")
    robin.settle()
    robin.shoot("group")
    for tab in ("Health", "Checklist", "Test Order", "Credentials", "Buyers"):
        robin.page.get_by_role("tab", name=tab, exact=True).click()
        robin.settle()
        robin.shoot(tab.lower())
        robin.page.locator(".o_notebook").scroll_into_view_if_needed()
        robin.shoot(f"{tab.lower()} below")
    for tab in ("Purchases", "Approval", "Locations", "Invoices"):
        robin.page.get_by_role("tab", name=tab, exact=True).click()
        robin.settle()
        robin.page.locator(".o_notebook").scroll_into_view_if_needed()
        robin.shoot(tab.lower())
    for name in ("endpoint", "payment_method"):
        action = f"/odoo/action-amazon_punchin.{name}_action"
        robin.go(action)
        robin.settle()
        robin.shoot(f"{name} list")
        robin.page.locator(".o_kanban_record:not(.o_kanban_ghost)").first.click()
        robin.page.locator(".o_form_view").wait_for()
        robin.settle()
        robin.shoot(name)
