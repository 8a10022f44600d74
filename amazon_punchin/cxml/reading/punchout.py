"""The documents that open a session and bring a cart home (protocol §§1, 2)."""

from ..documents import PunchOutOrderMessage, PunchOutSetupRequest
from .parts import address, contacts, extrinsics, status
from .scalars import child, children, every, optional, text

USER_EMAIL = "UserEmail"
POOM_URL = "PoomUrl"


def punch_out_setup_request(parts, element, common):
    """Both directions: with Amazon's ``PoomUrl`` or with our form's address. The two
    named extrinsics become fields, in any spelling of their case; the rest stays."""
    inside = element[:]
    found = children(inside).get
    named, rest = {}, []
    for extrinsic in extrinsics(every(inside, "Extrinsic")):
        name = extrinsic.name.lower()
        if name in (USER_EMAIL.lower(), POOM_URL.lower()) and name not in named:
            named[name] = extrinsic.value or None
        else:
            rest.append(extrinsic)
    return PunchOutSetupRequest(
        **common,
        operation=optional(element, "operation") or "create",
        buyer_cookie=text(found("BuyerCookie")),
        user_email=named.get(USER_EMAIL.lower()),
        poom_url=named.get(POOM_URL.lower()),
        extrinsics=tuple(rest),
        browser_form_post_url=_url(found("BrowserFormPost")),
        contacts=contacts(every(inside, "Contact")),
        supplier_setup_url=_url(found("SupplierSetup")),
        ship_to=address(found("ShipTo")),
        selected_part_id=_part_id(found("SelectedItem")),
    )


def punch_out_order_message(parts, element, common):
    """A cart, also one that the buyer left behind: then even its header may lack."""
    header = cookie = None
    lines = []
    for each in element[::-1]:
        match each.tag:
            case "ItemIn":
                lines.append(each)
            case "BuyerCookie":
                cookie = each
            case "PunchOutOrderMessageHeader":
                header = each
    sums = children(header).get if header is not None else {}.get
    operation = header is not None and optional(header, "operationAllowed")
    message = element.getparent()
    return PunchOutOrderMessage(
        **common,
        status=status(message) if child(message, "Status") is not None else None,
        buyer_cookie=text(cookie),
        operation_allowed=operation or "create",
        total=parts.money(sums("Total")),
        ship_to=address(sums("ShipTo")),
        shipping=parts.money(sums("Shipping")),
        tax=parts.tax(sums("Tax")),
        items=tuple([parts.item_in(each) for each in lines[::-1]]),
    )


def _part_id(selected):
    item = child(selected, "ItemID") if selected is not None else None
    return text(child(item, "SupplierPartID")) or None if item is not None else None


def _url(holder):
    return text(children(holder).get("URL")) or None if holder is not None else None
