"""Punch-in: the set-up request and the cart behind its PoomUrl (protocol §§1a, 1b)."""

from decimal import Decimal

from odoo.addons.amazon_punchin import cxml

from .. import amazon_side, amounts

NEW_ADDRESS = cxml.Address(
    name="Temporary Site Office",
    address_id="SANDBOX-NEW",
    deliver_to=("Temporary Site Office",),
    street=("99 Unlisted Road",),
    city="Spokane",
    state="WA",
    postal_code="99201",
    country_code="US",
    country_name="United States",
)
"""An address that was added at Amazon and that Odoo has never heard of (R50)."""


def setup(document, poom_url):
    """The set-up request exactly as Amazon sends it.

    :param poom_url: where the cart lies
    """
    cart = document.cart_id
    group = cart.group_id.sudo()
    return cxml.PunchOutSetupRequest(
        payload_id=document.payload_id,
        timestamp=document._moment(),
        language=amazon_side.LANGUAGE,
        header=amazon_side.punchin_header(group.from_identity or ""),
        deployment_mode="test" if group.mode == "test" else "production",
        operation="create",
        buyer_cookie="",
        user_email=cart.email,
        poom_url=poom_url,
    )


def cart(cart):
    """The cart; it bears the payloadID of the set-up request, and an empty cookie."""
    moment = cart.sudo().setup_id._moment()
    return message(cart, cart.payload_id, moment, buyer_cookie="")


def message(cart, payload_id, moment, buyer_cookie):
    """A cart as both flows carry it.

    :param moment: aware datetime that the document bears
    """
    group = cart.group_id.sudo()
    currency = cart.currency_id
    taxable = Decimal(str(cart.amount_goods)) + Decimal(str(cart.amount_shipping))
    return cxml.PunchOutOrderMessage(
        payload_id=payload_id,
        timestamp=moment,
        header=amazon_side.cart_header(group.from_identity or ""),
        buyer_cookie=buyer_cookie,
        operation_allowed="create",
        total=amounts.money(cart.amount_goods, currency),
        ship_to=_ship_to(cart),
        shipping=amounts.money(cart.amount_shipping, currency),
        tax=amounts.tax(cart.amount_tax, currency, taxable),
        items=tuple(line._item_in() for line in cart.line_ids.sorted("id")),
    )


def _ship_to(cart):
    """The chosen location, an address that only Amazon knows, or none."""
    if cart.is_new_address:
        return NEW_ADDRESS
    return address(cart.location_id, cart.email) if cart.location_id else None


def address(location, email):
    """The ship-to as Amazon knows it: address ID, and the partner's address."""
    partner = location.partner_id
    streets = (partner.street, partner.street2)
    return cxml.Address(
        name=partner.name or "",
        address_id=location.address_code or None,
        deliver_to=(partner.name or location.name,),
        street=tuple(street for street in streets if street),
        city=partner.city or "",
        state=partner.state_id.code or None,
        postal_code=partner.zip or None,
        country_code=partner.country_id.code or "",
        country_name=partner.country_id.name or "",
        email=email or None,
    )
