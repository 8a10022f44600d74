from datetime import timedelta

from odoo import fields, models

from .. import cxml, transport
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
        group = self.group_id
        notes = []
        codes = {item.detail.unit_price.currency for item in cart.items}
        codes |= {money.currency for money in _monies(cart)}
        currencies = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", sorted(codes))])
        )
        currency = currencies[:1] or group.company_id.currency_id
        mixed = len(codes) > 1 or len(currencies) != 1
        if mixed:
            notes.append(
                self.env._(
                    "The cart has amounts in %(codes)s. It is kept but cannot be "
                    "released: one order has one currency.",
                    codes=", ".join(sorted(codes)),
                )
            )
        now = fields.Datetime.now()
        address = cxml.amazon.cart_ship_to(cart)
        location = group.sudo()._locations()._match(address)
        lines, unit_notes = self._prepare_lines(cart, currency)
        request = self._unguarded()
        request.write(
            {
                "currency_id": currency.id,
                "has_mixed_currency": mixed,
                "cart_date": now,
                "expires_on": now + CART_LIFE,
                "is_test": is_test or group.mode == "test",
                "came_as_test": is_test,
                "amount_goods": currency.round(
                    sum(one["price_subtotal"] for one in lines)
                ),
                "amount_shipping_estimate": float(cart.shipping.amount)
                if cart.shipping
                else 0.0,
                "amount_tax_estimate": float(cart.tax.money.amount)
                if cart.tax
                else 0.0,
                "location_id": location.id or group.sudo().default_location_id.id,
                "address_matched": bool(location) or address is None,
                "ship_to_text": _address_text(address),
                "line_ids": [fields.Command.create(one) for one in lines],
            }
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
        return notes + unit_notes

    def _prepare_lines(self, cart, currency):
        """Values of one request line per cart item, numbered in the cart's order.

        :return: `(list of values, sentences that need attention)`
        """
        amazon = cxml.amazon
        policy = self.group_id._transport_policy()
        units = find_units(
            self.env, {item.detail.unit_of_measure for item in cart.items}
        )
        values, notes = [], []
        for number, item in enumerate(cart.items, start=1):
            detail = item.detail
            unit, known = units[detail.unit_of_measure]
            if not known:
                notes.append(
                    self.env._(
                        "Line %(number)s: the unit %(code)s is unknown and counts as "
                        "Units.",
                        number=number,
                        code=detail.unit_of_measure,
                    )
                )
            price = float(detail.unit_price.amount)
            values.append(
                {
                    "line_number": number,
                    "currency_id": currency.id,
                    "supplier_part_id": item.supplier_part_id,
                    "supplier_part_auxiliary_id": item.supplier_part_auxiliary_id,
                    "name": detail.description or item.supplier_part_id,
                    "quantity": float(item.quantity),
                    "uom_code": detail.unit_of_measure,
                    "product_uom_id": unit.id,
                    "price_unit": price,
                    "price_subtotal": currency.round(
                        float(item.quantity * detail.unit_price.amount)
                    ),
                    "amount_shipping_estimate": float(item.shipping.amount)
                    if item.shipping
                    else 0.0,
                    "amount_tax_estimate": float(item.tax.money.amount)
                    if item.tax
                    else 0.0,
                    "unspsc": next(
                        (
                            one.code
                            for one in detail.classifications
                            if one.domain.upper() == "UNSPSC"
                        ),
                        False,
                    ),
                    "manufacturer_name": detail.manufacturer_name,
                    "manufacturer_part_id": detail.manufacturer_part_id,
                    "barcode": amazon.ean(detail) or amazon.upc(detail),
                    "sold_by": amazon.sold_by(detail),
                    "fulfilled_by": amazon.fulfilled_by(detail),
                    "condition": amazon.condition(detail),
                    "detail_url": _trusted_link(amazon.detail_url(detail), policy),
                }
            )
        return values, notes


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


def _address_text(address):
    """A ship-to as lines for people to compare."""
    if address is None:
        return False
    lines = [
        address.name,
        *address.deliver_to,
        *address.street,
        " ".join(filter(None, (address.city, address.state, address.postal_code))),
        address.country_name or address.country_code,
    ]
    return "\n".join(filter(None, lines))
