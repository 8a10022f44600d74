"""Money by the cent: estimates, shares that add up, and cXML's amounts.

All arithmetic is Decimal, and every amount has exactly the decimals of its currency
(two for USD and EUR, none for JPY).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.amazon_punchin import cxml

ZERO = Decimal(0)


@dataclass(frozen=True)
class Rates:
    """What the sandbox adds to goods of one currency.

    :param tax: per cent on goods and shipping
    :param shipping: for a cart, in the currency
    :param free_from: goods from which shipping costs nothing
    :param is_vat: whether the tax is told with its rate, as in Europe and Japan
    """

    tax: Decimal
    shipping: Decimal
    free_from: Decimal
    is_vat: bool = False


RATES = {
    "USD": Rates(Decimal(8), Decimal("5.99"), Decimal(500)),
    "EUR": Rates(Decimal(19), Decimal("4.19"), Decimal(400), is_vat=True),
    "JPY": Rates(Decimal(10), Decimal(500), Decimal(50_000), is_vat=True),
}
SPEEDS = {"standard": 1, "fast": 2, "next": 3}
"""What a delivery speed costs, in multiples of the standard shipping."""
NO_RATES = Rates(ZERO, ZERO, ZERO)


def rates(currency):
    """:param currency: `res.currency` record"""
    return RATES.get(currency.name, NO_RATES)


def exact(amount, currency):
    """`amount` (float, int or Decimal) rounded to the decimals of its currency."""
    step = Decimal(1).scaleb(-currency.decimal_places)
    return Decimal(str(amount or 0)).quantize(step, ROUND_HALF_UP)


def number(quantity):
    """A quantity without needless decimals: `3`, not `3.0`."""
    value = Decimal(str(quantity)).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


def money(amount, currency):
    return cxml.Money(exact(amount, currency), currency.name)


def goods(price, quantity, currency):
    """Price times quantity, to the cent."""
    return exact(exact(price, currency) * number(quantity), currency)


def share(total, done, part, whole, currency):
    """What of `total` falls on the next `part` of `whole` units.

    Shares are differences of rounded running sums: those of one whole always add up
    to its total, however it is cut.

    :param done: units whose share has been told already
    """
    if not whole:
        return exact(0, currency)

    def upto(units):
        return exact(Decimal(str(total)) * number(units) / number(whole), currency)

    return upto(number(done) + number(part)) - upto(done)


def estimate(subtotals, currency, speed="standard"):
    """Shipping and tax of a cart, line by line.

    :param subtotals: goods of each line
    :param speed: key of :data:`SPEEDS`
    :return: list of `(shipping, tax)` Decimals in the same order
    """
    subtotals = [exact(amount, currency) for amount in subtotals]
    whole = sum(subtotals, ZERO)
    shipping = shipping_of(whole, currency, speed)
    result, done = [], ZERO
    for amount in subtotals:
        part = share(shipping, done, amount, whole, currency)
        done += amount
        result.append((part, tax_on(amount + part, currency)))
    return result


def shipping_of(goods, currency, speed="standard"):
    """Shipping of a whole cart; above a certain sum only haste costs something."""
    rate = rates(currency)
    factor = SPEEDS[speed or "standard"]
    if ZERO < goods < rate.free_from:
        return rate.shipping * factor
    return rate.shipping * (factor - 1) if goods else ZERO


def tax_on(amount, currency):
    return exact(amount * rates(currency).tax / 100, currency)


def tax(amount, currency, taxable=ZERO):
    """cXML's Tax; where the currency's tax is a VAT, with rate and basis."""
    rate = rates(currency)
    details = ()
    if rate.is_vat:
        details = (
            cxml.TaxDetail(
                category="vat",
                purpose="tax",
                percentage_rate=rate.tax,
                taxable_amount=money(taxable, currency),
                tax_amount=money(amount, currency),
            ),
        )
    return cxml.Tax(money(amount, currency), details)
