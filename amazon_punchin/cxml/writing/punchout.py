"""Sessions and carts (protocol §§1, 2)."""

from .parts import (
    add_address,
    add_contacts,
    add_extrinsics,
    add_item_in,
    add_money,
    add_shipping,
    add_tax,
)
from .tree import add, needed


def punch_out_setup_request(parent, document):
    """Both directions; the fields that travel as extrinsics come first."""
    element = add(parent, "PunchOutSetupRequest", operation=document.operation)
    add(element, "BuyerCookie", document.buyer_cookie)
    for name, value in (
        ("UserEmail", document.user_email),
        ("PoomUrl", document.poom_url),
    ):
        if value:
            add(element, "Extrinsic", value, name=name)
    add_extrinsics(element, document.extrinsics)
    _add_url(element, "BrowserFormPost", document.browser_form_post_url)
    add_contacts(element, document.contacts)
    _add_url(element, "SupplierSetup", document.supplier_setup_url)
    add_address(element, "ShipTo", document.ship_to)
    if document.selected_part_id:
        item = add(add(element, "SelectedItem"), "ItemID")
        add(item, "SupplierPartID", document.selected_part_id)


def punch_out_order_message(parent, document):
    """A cart, as the sandbox sends it.

    :raise UnwritableError: the cart has no total
    """
    element = add(parent, "PunchOutOrderMessage")
    add(element, "BuyerCookie", document.buyer_cookie)
    header = add(
        element,
        "PunchOutOrderMessageHeader",
        operationAllowed=document.operation_allowed,
    )
    add_money(header, "Total", needed(document.total, "a cart's total"))
    add_address(header, "ShipTo", document.ship_to)
    add_shipping(header, document.shipping)
    add_tax(header, document.tax)
    for item in document.items:
        add_item_in(element, item)


def _add_url(parent, name, url):
    if url:
        add(add(parent, name), "URL", url)
