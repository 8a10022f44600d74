"""A place that Odoo does not know, on the screens of those who mend it."""

import pytest
from visit import DESK, PHONE

from tools.play import Purchase

SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
LOCATION = "amazon.punchin.location"
GROUP = "amazon.punchin.group"
STRANGE = """
UPDATE amazon_punchin_request
   SET address_matched = false,
       ship_to_text = %s,
       ship_to = %s
 WHERE id = %d
"""
TEXT = (
    "'Acme' || chr(10) || '5 Mill Lane' || chr(10) || 'Seattle WA 98109' || chr(10) ||"
)
TEXT += " 'United States'"
PARTS = """'{"name": "Acme", "address_id": null, "deliver_to": [],
 "street": ["5 Mill Lane"], "city": "Seattle", "state": "WA", "postal_code": "98109",
 "country_code": "US"}'"""


@SIZES
def test_an_unknown_address_is_linked(visit, server, people, size):
    purchase = Purchase(server, people)
    purchase.submit_cart()
    database = server.database
    database.machine.postgres.sql(
        STRANGE % (TEXT, PARTS, purchase.request), database.name
    )
    manager = visit("manager", size)
    manager.go(f"/odoo/my-amazon-requests/{purchase.request}")
    manager.page.get_by_text("Address in the cart", exact=True).wait_for()
    manager.settle()
    manager.shoot("unknown address")
    manager.press("Create Location…")
    manager.page.get_by_label("Phone").wait_for()
    manager.shoot("new location")
    manager.page.get_by_role("button", name="Back", exact=True).click()
    manager.press("Link This Address")
    manager.page.locator(".modal").get_by_role("button", name="Ok").click()
    manager.page.get_by_text("is linked to").first.wait_for()
    manager.settle()
    manager.shoot("linked")
    assert purchase.see("address_matched")["address_matched"]


@SIZES
def test_places_and_members(visit, people, size):
    boss = people["admin"]
    [place] = boss.find(LOCATION, [], "partner_id")[:1]
    partner = place["partner_id"][0]
    boss.call("res.partner", "write", [partner], {"street2": "Größe 7, Hof"})
    admin = visit("admin", size)
    admin.go("/odoo/action-amazon_punchin.location_action")
    admin.settle()
    admin.shoot("locations")
    admin.go(f"/odoo/action-amazon_punchin.location_action/{place['id']}")
    admin.page.get_by_text("Changed on the way").wait_for()
    admin.settle()
    admin.shoot("location")
    admin.page.locator(
        ".o_field_widget[name=order_preview]"
    ).scroll_into_view_if_needed()
    admin.shoot("location below")
    _archive(admin)
    admin.shoot("replace")
    admin.page.locator(".modal").get_by_role("button", name="Back").click()
    admin.go(f"/odoo/res.partner/{partner}")
    admin.page.get_by_role("tab", name="Amazon").click()
    admin.settle()
    admin.page.get_by_text("On orders", exact=True).scroll_into_view_if_needed()
    admin.shoot("contact")
    group = boss.find(GROUP, [], "name")[0]["id"]
    admin.go(f"/odoo/action-amazon_punchin.group_action/{group}")
    admin.page.get_by_role("tab", name="Buyers").click()
    admin.settle()
    admin.shoot("buyers")
    admin.page.get_by_role("tab", name="Locations").click()
    admin.settle()
    admin.shoot("group locations")
    admin.page.get_by_role("tab", name="Buyers").click()
    admin.press("Copy E-mails")
    admin.page.locator(".modal").get_by_role("button", name="Copy").wait_for()
    admin.shoot("e-mails")
    admin.page.locator(".modal").get_by_role("button", name="Close").last.click()
    admin.press("Members and Invitations")
    admin.shoot("members")


def _archive(admin):
    """A place in use: the question is what takes its part."""
    admin.page.locator(".o_cp_action_menus .dropdown-toggle").first.click()
    admin.page.get_by_text("Archive", exact=True).last.click()
    dialog = admin.page.locator(".modal")
    dialog.get_by_role("button", name="Archive", exact=True).click()
    dialog.get_by_text("is still in use on").wait_for()
    dialog.locator("[name=replacement_id] input").wait_for()
    admin.settle()
