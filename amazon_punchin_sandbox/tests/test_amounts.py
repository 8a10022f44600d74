from decimal import Decimal
from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from .. import amounts

USD = SimpleNamespace(name="USD", decimal_places=2)
EUR = SimpleNamespace(name="EUR", decimal_places=2)
JPY = SimpleNamespace(name="JPY", decimal_places=0)
CHF = SimpleNamespace(name="CHF", decimal_places=2)


@tagged("at_install", "-post_install")
class TestAmounts(BaseCase):
    def test_shares_add_up_however_a_whole_is_cut(self):
        for currency in (USD, JPY):
            for cuts in ([1] * 7, [3, 4], [2, 2, 3], [6, 1]):
                with self.subTest(currency=currency.name, cuts=cuts):
                    told, parts = 0, []
                    for cut in cuts:
                        parts.append(amounts.share("10.00", told, cut, 7, currency))
                        told += cut
                    self.assertEqual(sum(parts), Decimal(10))

    def test_a_share_of_nothing_is_nothing(self):
        self.assertEqual(amounts.share(5, 0, 0, 0, USD), Decimal("0.00"))

    def test_shipping_of_a_cart_is_spread_over_its_lines(self):
        told = amounts.estimate([44.97, 64.90, 29.98], USD)
        self.assertEqual(sum(shipping for shipping, _tax in told), Decimal("5.99"))
        for (shipping, tax), goods in zip(told, (44.97, 64.90, 29.98), strict=True):
            expected = (Decimal(str(goods)) + shipping) * Decimal("0.08")
            self.assertEqual(tax, amounts.exact(expected, USD))

    def test_large_carts_ship_for_nothing(self):
        self.assertEqual(amounts.estimate([600], USD), [(0, Decimal("48.00"))])

    def test_yen_have_no_decimals(self):
        ((shipping, tax),) = amounts.estimate([2360], JPY)
        self.assertEqual((str(shipping), str(tax)), ("500", "286"))
        self.assertEqual(str(amounts.money(1180.4, JPY).amount), "1180")

    def test_vat_is_told_with_rate_and_basis(self):
        tax = amounts.tax(Decimal("15.96"), EUR, Decimal("84.02"))
        (detail,) = tax.details
        self.assertEqual(detail.percentage_rate, Decimal(19))
        self.assertEqual(detail.taxable_amount.amount, Decimal("84.02"))
        self.assertFalse(amounts.tax(1, USD).details)

    def test_other_currencies_have_neither_tax_nor_shipping(self):
        self.assertEqual(amounts.estimate([10], CHF), [(0, 0)])

    def test_numbers_are_written_without_needless_decimals(self):
        for value, text in ((3.0, "3"), (10, "10"), (0.5, "0.5"), (0, "0")):
            self.assertEqual(str(amounts.number(value)), text)
