from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .group import MARKETPLACES

BOUGHT = SQL(
    """
      FROM amazon_punchin_request_line line
      JOIN amazon_punchin_request request ON request.id = line.request_id
     WHERE request.state = 'released'
       AND request.is_test IS NOT TRUE
       AND line.quantity > COALESCE(line.qty_rejected, 0)
       AND line.supplier_part_id IS NOT NULL
    """
)
"""What was ordered and not refused; test purchases are none."""


class Item(models.Model):
    """An article that the company has bought, with what was paid last (E9).

    Who bought it, and why, stays with the requests: a colleague sees the article, its
    price and how often the company bought it, nothing more."""

    _name = "amazon.punchin.item"
    _description = "Item Bought Before"
    _auto = False
    _order = "last_date desc, id desc"

    name = fields.Text(string="Item", readonly=True)
    title = fields.Text(
        string="Item (Short)", compute="_compute_title", help="As long as fits."
    )
    supplier_part_id = fields.Char(string="ASIN", readonly=True)
    marketplace = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    last_price = fields.Float(digits="Product Price", readonly=True, aggregator=None)
    last_date = fields.Date(string="Last Bought", readonly=True)
    times_bought = fields.Integer(string="Times", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    detail_url = fields.Char(readonly=True)
    sold_by = fields.Char(readonly=True)
    my_times = fields.Integer(
        string="By Me", compute="_compute_my_times", search="_search_my_times"
    )
    is_favourite = fields.Boolean(
        string="Favourite",
        compute="_compute_is_favourite",
        search="_search_is_favourite",
    )

    @property
    def _table_query(self):
        """One row per company, marketplace and ASIN; its words are those of the last
        purchase."""
        return SQL(
            """
            WITH bought AS (
                SELECT line.id, line.name, line.supplier_part_id, line.price_unit,
                       line.currency_id, line.detail_url, line.sold_by,
                       line.quantity - COALESCE(line.qty_rejected, 0) AS quantity,
                       request.id AS request_id, request.company_id,
                       COALESCE(request.marketplace, '') AS marketplace,
                       request.decided_on
                       %(bought)s
            ), last AS (
                SELECT DISTINCT ON (company_id, marketplace, supplier_part_id) *
                  FROM bought
              ORDER BY company_id, marketplace, supplier_part_id,
                       decided_on DESC NULLS LAST, id DESC
            )
            SELECT MIN(bought.id) AS id, last.name, last.supplier_part_id,
                   last.marketplace, last.company_id, last.currency_id,
                   last.price_unit AS last_price, last.decided_on::date AS last_date,
                   last.detail_url, last.sold_by,
                   COUNT(DISTINCT bought.request_id) AS times_bought,
                   SUM(bought.quantity) AS quantity
              FROM bought
              JOIN last USING (company_id, marketplace, supplier_part_id)
          GROUP BY last.id, last.name, last.supplier_part_id, last.marketplace,
                   last.company_id, last.currency_id, last.price_unit,
                   last.decided_on, last.detail_url, last.sold_by
            """,
            bought=BOUGHT,
        )

    @api.depends("name")
    def _compute_title(self):
        for item in self:
            text = item.name or item.supplier_part_id or ""
            item.title = text if len(text) <= 100 else f"{text[:99].rstrip()}…"

    @api.depends_context("uid")
    def _compute_my_times(self):
        mine = self._count_mine(self.mapped("supplier_part_id"))
        for item in self:
            key = (item.company_id.id, item.marketplace, item.supplier_part_id)
            item.my_times = mine.get(key, 0)

    @api.model
    def _search_my_times(self, operator, value):
        if operator not in (">", ">=") or value not in (0, 1):
            return NotImplemented
        mine = self._count_mine(None)
        return [("supplier_part_id", "in", list({asin for *_key, asin in mine}))]

    @api.model
    def _count_mine(self, asins):
        """In how many requests the user bought what, by company, marketplace, ASIN.

        :param asins: of which items, or None for all
        """
        domain = [
            ("request_id.user_id", "=", self.env.uid),
            ("request_id.state", "=", "released"),
            ("request_id.is_test", "=", False),
        ]
        if asins is not None:
            domain.append(("supplier_part_id", "in", asins))
        rows = self.env["amazon.punchin.request.line"]._read_group(
            domain, ["request_id", "supplier_part_id"]
        )
        counts = {}
        for request, asin in rows:
            key = (request.company_id.id, request.marketplace or "", asin)
            counts[key] = counts.get(key, 0) + 1
        return counts

    @api.depends_context("uid")
    def _compute_is_favourite(self):
        known = {
            (one.company_id, one.marketplace, one.supplier_part_id)
            for one in self.env["amazon.punchin.favourite"].search([])
        }
        for item in self:
            key = (item.company_id, item.marketplace, item.supplier_part_id)
            item.is_favourite = key in known

    @api.model
    def _search_is_favourite(self, operator, _value):
        if operator != "in":
            return NotImplemented
        favourites = self.env["amazon.punchin.favourite"].search([])
        return [("supplier_part_id", "in", favourites.mapped("supplier_part_id"))]

    def action_toggle_favourite(self):
        """Puts the item among the user's favourites, or takes it from them."""
        self.ensure_one()
        self.check_access("read")
        favourites = self.env["amazon.punchin.favourite"]
        key = {
            "company_id": self.company_id.id,
            "marketplace": self.marketplace,
            "supplier_part_id": self.supplier_part_id,
        }
        found = favourites.search([(name, "=", value) for name, value in key.items()])
        if found:
            found.unlink()
        else:
            favourites.create(key)
        self.invalidate_recordset(["is_favourite"])
        return True

    def action_open_at_amazon(self):
        """The item's own page at Amazon; what is put into the cart there comes back as
        a request.

        :raise UserError: nobody knows where the page is
        """
        self.ensure_one()
        host, _country = MARKETPLACES.get(self.marketplace, ("", ""))
        url = self.detail_url or (
            host and f"https://www.{host}/dp/{self.supplier_part_id}"
        )
        if not url:
            raise UserError(
                self.env._(
                    "The page of %(item)s is not known. Shop on Amazon and search for "
                    "%(asin)s.",
                    item=self.title,
                    asin=self.supplier_part_id,
                )
            )
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def action_price_history(self):
        """What the company paid for it, and when."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_punchin.price_action"
        )
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("marketplace", "=", self.marketplace),
            ("supplier_part_id", "=", self.supplier_part_id),
        ]
        title = self.env._("Prices of %s", self.title)
        return {**action, "name": title, "display_name": title}


class Favourite(models.Model):
    """An item that somebody wants to find again."""

    _name = "amazon.punchin.favourite"
    _description = "Favourite Item"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.uid,
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    marketplace = fields.Char()
    supplier_part_id = fields.Char(string="ASIN", required=True)

    _once = models.UniqueIndex(
        "(user_id, company_id, marketplace, supplier_part_id)",
        "This item is among your favourites already.",
    )


class Price(models.Model):
    """What was paid for an article and when; not by whom."""

    _name = "amazon.punchin.price"
    _description = "Price Paid at Amazon"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "supplier_part_id"

    date = fields.Date(readonly=True)
    supplier_part_id = fields.Char(string="ASIN", readonly=True)
    marketplace = fields.Char(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    price_unit = fields.Float(
        string="Price", digits="Product Price", readonly=True, aggregator="avg"
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    sold_by = fields.Char(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, request.decided_on::date AS date, line.supplier_part_id,
                   COALESCE(request.marketplace, '') AS marketplace,
                   request.company_id, line.currency_id, line.price_unit,
                   line.quantity - COALESCE(line.qty_rejected, 0) AS quantity,
                   line.sold_by
                   %s
            """,
            BOUGHT,
        )
