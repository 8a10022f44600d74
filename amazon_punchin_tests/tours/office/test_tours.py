"""What each person does with a purchase, by clicking."""

import base64

from visit import PHONE

from tools.play import DESK as ORDER_DESK
from tools.play import REQUEST


def test_app_has_its_own_icon(people):
    """The Home menu of a phone and of Enterprise shows it."""
    menus = people["employee"].call("ir.ui.menu", "load_menus", False)
    apps = [menus[str(one)] for one in menus["root"]["children"]]
    [app] = [one for one in apps if one["name"] == "Amazon Business"]
    assert app["web_icon"] == "amazon_punchin,static/description/icon.png"
    assert base64.b64decode(app["web_icon_data"]).startswith(b"\x89PNG")


def test_employee_sends_a_request(visit, purchase):
    """Home menu, own requests, a note, and off to the manager."""
    purchase.submit_cart()
    name = purchase.see("name")["name"]
    employee = visit("employee")
    employee.open_app()
    employee.menu("Requests", "My Requests")
    employee.shoot("my requests")
    employee.page.get_by_role("cell", name=name).click()
    employee.settle()
    employee.shoot("request")
    employee.page.get_by_role("tab", name="Notes").click()
    employee.page.locator("[name=note] textarea").fill("For the new colleagues")
    employee.press("Send for Approval")
    employee.page.locator("[name=state]", has_text="To approve").wait_for()
    employee.shoot("sent for approval")
    seen = purchase.see("state", "note")
    assert (seen["state"], seen["note"]) == ("pending", "For the new colleagues")


def test_manager_releases(visit, purchase):
    purchase.submit_cart()
    purchase.ask()
    name = purchase.see("name")["name"]
    manager = visit("manager")
    manager.open_app()
    manager.menu("To Approve")
    manager.shoot("to approve")
    manager.page.get_by_role("cell", name=name).click()
    manager.settle()
    manager.shoot("request")
    manager.press("Approve and Release")
    purchase.order_taken()
    manager.page.reload()
    manager.settle()
    manager.shoot("released")
    assert purchase.see("approver_id")["approver_id"][1] == "Sam Rivera"


def test_accountant_opens_the_bill(visit, purchase, people):
    purchase.order()
    for action in ("desk_confirm", "desk_ship"):
        people["admin"].call(ORDER_DESK, action, [purchase.desk])
    purchase.at_stage("shipped")
    purchase.invoice()
    accountant = visit("accountant")
    accountant.open_app()
    accountant.menu("Invoices", "Amazon Invoices")
    accountant.shoot("needs attention")
    accountant.page.locator(".o_searchview .o_facet_remove").first.click()
    accountant.settle()
    accountant.shoot("invoices")
    accountant.page.get_by_role("cell", name="Matched").first.click()
    accountant.settle()
    accountant.shoot("invoice")
    accountant.page.locator(".oe_stat_button", has_text="Bill").first.click()
    accountant.page.locator(".o_form_view [name=invoice_line_ids]").first.wait_for()
    accountant.settle()
    accountant.shoot("bill")
    assert "Draft" in accountant.page.locator(".o_statusbar_status").inner_text()


def test_admin_looks_around(visit, purchase):
    purchase.order()
    admin = visit("admin")
    admin.open_app()
    for entry, cell in (
        ("Groups", "Sandbox – Main office"),
        ("Endpoints", "Sandbox"),
        ("Messages", "Order"),
    ):
        admin.menu("Configuration", entry)
        admin.shoot(entry.lower())
        admin.page.get_by_role("cell", name=cell, exact=True).first.click()
        admin.page.locator(".o_form_view").wait_for()
        admin.settle()
        admin.shoot(f"one of {entry.lower()}")


def test_screens_fit_a_phone(visit, purchase):
    purchase.submit_cart()
    purchase.ask()
    manager = visit("manager", PHONE)
    for name, path in (
        ("my requests", "/odoo/my-amazon-requests"),
        ("to approve", "/odoo/amazon-requests-to-approve"),
        ("request", f"/odoo/{REQUEST}/{purchase.request}"),
        ("invoices", "/odoo/amazon-invoices"),
    ):
        manager.go(path)
        manager.settle()
        manager.shoot(name)
