from datetime import timedelta

from odoo import fields, models

from .. import cxml, transport
from . import postal
from .unit_codes import find_units

CART_LIFE = timedelta(days=7)
"""How long Amazon keeps prices and stock of a cart (protocol §1e)."""


class Request(models.Model):
    """A cart, from either side, becomes the lines of the request."""

    _inherit = "amazon.punchin.request"

    def _take_cart(self, cart, is_test=False):
        """Writes a cart onto this request, line by line, in the cart's order.

        :param cart: `cxml.PunchOutOrderMessage`
        :param is_test: whether one of its documents said so
        :return: sentences that need a person's attention
        """
        self.ensure_one()
        currency, mixed = self._find_currency(cart)
        lines, notes = self._prepare_lines(cart, currency)
        request = self._unguarded()
        request.write(
            {
                **self._prepare_cart_vals(cart),
                "currency_id": currency.id,
                "has_mixed_currency": mixed,
                "is_test": is_test or self.group_id.mode == "test",
                "came_as_test": is_test,
                "amount_goods": currency.round(
                    sum(one["price_subtotal"] for one in lines)
                ),
                "line_ids": [fields.Command.create(one) for one in lines],
            }
        )
        if mixed:
            notes.insert(
                0,
                self.env._(
                    "The cart has amounts in %(codes)s. It is kept but cannot be "
                    "released: one order has one currency that Odoo knows.",
                    codes=", ".join(sorted(_codes(cart))),
                ),
            )
        if cart.total and currency.compare_amounts(
            float(cart.total.amount), request.amount_goods
        ):
            notes.append(
                self.env._(
                    "The cart's total is %(total)s, but its lines add up to %(sum)s.",
                    total=cart.total.amount,
                    sum=request.amount_goods,
                )
            )
        return notes + self._payment_notes()

    def _find_currency(self, cart):
        """:return: `(currency, mixed)`; where a cart has several currencies, or one
        that Odoo does not know, it is kept under one that is known"""
        codes = _codes(cart)
        currencies = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", sorted(codes))])
        )
        mixed = len(codes) > 1 or len(currencies) != 1
        return currencies[:1] or self.company_id.currency_id, mixed

    def _prepare_cart_vals(self, cart):
        """What the head of a cart says. Where it names no place that is known, the one
        stays that the buyer chose before he went to Amazon."""
        group = self.group_id.sudo()
        now = fields.Datetime.now()
        address = cxml.amazon.cart_ship_to(cart)
        location = group._locations()._match(address)
        if not location and address:
            location = group._take_new_address(_address_vals(address), address.phone)
        return {
            "cart_date": now,
            "expires_on": now + CART_LIFE,
            "amount_shipping_estimate": _amount(cart.shipping),
            "amount_tax_estimate": _amount(cart.tax and cart.tax.money),
            "location_id": (
                location or self.location_id or group.default_location_id
            ).id,
            "address_matched": bool(location) or address is None,
            "ship_to_text": postal.text(address),
            "ship_to": address and _address_vals(address),
            "payment_text": cxml.amazon.payment_method(cart) or False,
        }

    def _prepare_lines(self, cart, currency):
        """Values of one request line per cart item, numbered in the cart's order.

        :return: `(list of values, sentences that need attention)`
        """
        policy = self.group_id._transport_policy()
        units = find_units(
            self.env, {item.detail.unit_of_measure for item in cart.items}
        )
        values, notes = [], []
        for number, item in enumerate(cart.items, start=1):
            code = item.detail.unit_of_measure
            unit, known = units[code]
            if not known:
                notes.append(
                    self.env._(
                        "Line %(number)s: the unit %(code)s is unknown and counts as "
                        "Units.",
                        number=number,
                        code=code,
                    )
                )
            values.append(
                {
                    **_prepare_item_vals(item, policy),
                    "line_number": number,
                    "currency_id": currency.id,
                    "product_uom_id": unit.id,
                    "price_subtotal": currency.round(
                        float(item.quantity * item.detail.unit_price.amount)
                    ),
                }
            )
        return values, notes


def _prepare_item_vals(item, policy):
    """What a cart's item says of itself.

    :param policy: `transport.Policy` by which links are trusted
    """
    amazon, detail = cxml.amazon, item.detail
    codes = [
        one.code for one in detail.classifications if one.domain.upper() == "UNSPSC"
    ]
    return {
        "supplier_part_id": item.supplier_part_id,
        "supplier_part_auxiliary_id": item.supplier_part_auxiliary_id,
        "name": detail.description or item.supplier_part_id,
        "quantity": float(item.quantity),
        "uom_code": detail.unit_of_measure,
        "price_unit": float(detail.unit_price.amount),
        "amount_shipping_estimate": _amount(item.shipping),
        "amount_tax_estimate": _amount(item.tax and item.tax.money),
        "unspsc": next(iter(codes), False),
        "manufacturer_name": detail.manufacturer_name,
        "manufacturer_part_id": detail.manufacturer_part_id,
        "barcode": amazon.ean(detail) or amazon.upc(detail),
        "sold_by": amazon.sold_by(detail),
        "fulfilled_by": amazon.fulfilled_by(detail),
        "condition": amazon.condition(detail),
        "detail_url": _trusted_link(amazon.detail_url(detail), policy),
    }


def _amount(money):
    """An amount as Odoo stores it; 0.0 where there is none."""
    return float(money.amount) if money else 0.0


def _codes(cart):
    """The currencies of a cart, of its prices and of all its other amounts."""
    prices = {item.detail.unit_price.currency for item in cart.items}
    return prices | {money.currency for money in _monies(cart)}


def _trusted_link(url, policy):
    """`url` where it leads to the group's Amazon and nowhere else: a cart is a
    stranger's text, and people click on it (protocol §5.7).

    :return: the URL, or False
    """
    try:
        transport.check_url(url or "", policy)
    except transport.GuardError:
        return False
    return url


def _monies(cart):
    """The amounts of a cart beside its prices."""
    taxes = [cart.tax, *(item.tax for item in cart.items)]
    found = [cart.total, cart.shipping, *(item.shipping for item in cart.items)]
    found += [tax.money for tax in taxes if tax]
    return [money for money in found if money]


def _address_vals(address):
    """A ship-to as it is kept, so that a place can be learned from it later.

    :return: JSON object by the names of `cxml.Address`
    """
    return {
        "name": address.name,
        "address_id": address.address_id,
        "deliver_to": list(address.deliver_to),
        "street": list(address.street),
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "country_code": address.country_code,
    }
