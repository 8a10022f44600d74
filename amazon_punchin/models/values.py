"""Between Odoo's values and those of a document: numbers, amounts, moments."""

from datetime import UTC
from decimal import Decimal

from odoo.tools import formatLang

from .. import cxml


def decimal_of(value):
    """A stored float as the shortest decimal that means it: 14.99, 3, 0.125."""
    exact = Decimal(repr(float(value)))
    whole = exact.to_integral_value()
    return whole if exact == whole else exact


def money(value, currency):
    """An amount rounded to its currency.

    :param value: float or Decimal
    :param currency: `res.currency` record
    :return: `cxml.Money`
    """
    exact = value if isinstance(value, Decimal) else decimal_of(value)
    step = Decimal(1).scaleb(-currency.decimal_places)
    return cxml.Money(exact.quantize(step), currency.name)


def price_text(price, currency):
    """A price per unit as people write it, in as many digits as prices have where the
    currency's do not do: $14.99, $0.0125.

    :param currency: `res.currency` record, in the language of the reader
    """
    if currency.round(price) == price:
        return currency.format(price)
    return formatLang(currency.env, price, dp="Product Price", currency_obj=currency)


def plain_number(value):
    """A quantity as people write it: 3, 0.5."""
    return format(decimal_of(round(value, 6)), "f")


def naive(moment):
    """An aware moment as Odoo stores it, in UTC without a zone; None stays None."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None
