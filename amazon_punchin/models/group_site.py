from urllib.parse import quote

from odoo import models

from .group import MARKETPLACES


class Group(models.Model):
    """Amazon's own pages, where a person settles what no document can."""

    _inherit = "amazon.punchin.group"

    def _site_url(self):
        """The shop of this group's marketplace; False where it is not known."""
        host, _country = MARKETPLACES.get(self.marketplace, (None, None))
        return f"https://www.{host}" if host else False

    def _business_url(self):
        """Amazon Business's own pages, where the steps at Amazon are done; False where
        they are not known."""
        host, _country = MARKETPLACES.get(self.marketplace, (None, None))
        return f"https://business.{host}" if host else False

    def _order_page_url(self, number):
        """An order at Amazon, where it can be cancelled; else the list of orders."""
        site = self._site_url()
        if not site:
            return False
        if not number:
            return f"{site}/gp/css/order-history"
        return f"{site}/gp/your-account/order-details?orderID={quote(number, safe='')}"

    def _item_url(self, asin):
        site = self._site_url()
        return f"{site}/dp/{quote(asin or '', safe='')}" if site else False
