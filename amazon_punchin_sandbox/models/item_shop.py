from odoo import api, models

STORES = {
    "USD": "United States",
    "EUR": "Deutschland",
    "JPY": "日本",
}
"""The stores by their currency, each under the name that it bears itself."""
PAGE_SIZE = 40
TINTS = 6
MOST_WORDS = 10


class Item(models.Model):
    """The catalogue as the shop shows it."""

    _inherit = "amazon.punchin.sandbox.item"

    @api.model
    def _stores(self):
        """:return: list of `(currency, name)` of what the catalogue is sold in"""
        found = self._read_group([], ["currency_id"], order="currency_id")
        currencies = [currency for (currency,) in found]
        rank = {name: number for number, name in enumerate(STORES)}
        currencies.sort(key=lambda one: (rank.get(one.name, len(rank)), one.name))
        return [(one, STORES.get(one.name, one.name)) for one in currencies]

    @api.model
    def _find(self, currency, words="", category="", page=1):
        """One page of what a store sells.

        :param words: each has to be in the name, the maker or the ASIN
        :param page: from 1
        :return: `(items, how many there are in all)`
        """
        domain = [("currency_id", "=", currency.id)]
        if category:
            domain.append(("category", "=", category))
        for word in words.split()[:MOST_WORDS]:
            word = _literal(word)
            domain += [
                "|",
                "|",
                ("name", "ilike", word),
                ("manufacturer_name", "ilike", word),
                ("asin", "=ilike", word),
            ]
        items = self.search(domain, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
        if page == 1 and len(items) < PAGE_SIZE:
            return items, len(items)
        return items, self.search_count(domain)

    @api.model
    def _categories(self, currency):
        """:return: list of `(name, number of items)` in a store"""
        return self._read_group(
            [("currency_id", "=", currency.id)], ["category"], ["__count"]
        )

    def _facts(self):
        """:return: list of `(label, text)` for the item's page"""
        names = (
            "condition",
            "sold_by",
            "fulfilled_by",
            "uom_code",
            "manufacturer_name",
            "manufacturer_part_id",
            "asin",
            "unspsc",
            "ean",
        )
        labels = self.fields_get(names, ["string"])
        return [(labels[name]["string"], self[name]) for name in names if self[name]]

    def _tint(self):
        """The number of the colour that the item is drawn in."""
        return sum(self.asin.encode()) % TINTS


def _literal(text):
    """`text` for a LIKE pattern that means nothing but itself."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
