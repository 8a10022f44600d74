from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
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
    department_times = fields.Integer(
        string="By My Department",
        compute="_compute_department_times",
        search="_search_department_times",
        help="Purchases booked on the analytic accounts that you buy for.",
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

    @property
    def _key(self):
        """What an article is known by: company, marketplace, ASIN."""
        return self.company_id.id, self.marketplace or "", self.supplier_part_id

    @api.model
    def _among(self, keys):
        """The domain of the articles with these keys."""
        asins = {}
        for company, marketplace, asin in keys:
            asins.setdefault((company, marketplace), []).append(asin)
        return Domain.OR(
            Domain("company_id", "=", company)
            & Domain("marketplace", "=", marketplace)
            & Domain("supplier_part_id", "in", some)
            for (company, marketplace), some in asins.items()
        )

    @api.depends_context("uid")
    def _compute_my_times(self):
        times = self._count_bought(self._by_me(), self.mapped("supplier_part_id"))
        for item in self:
            item.my_times = times.get(item._key, 0)

    @api.model
    def _search_my_times(self, operator, value):
        if operator not in (">", ">=") or value not in (0, 1):
            return NotImplemented
        return self._among(self._count_bought(self._by_me()))

    @api.depends_context("uid")
    def _compute_department_times(self):
        asins = self.mapped("supplier_part_id")
        times = self._count_bought(self._by_department(), asins)
        for item in self:
            item.department_times = times.get(item._key, 0)

    @api.model
    def _search_department_times(self, operator, value):
        if operator not in (">", ">=") or value not in (0, 1):
            return NotImplemented
        return self._among(self._count_bought(self._by_department()))

    @api.model
    def _by_me(self):
        return Domain("request_id.user_id", "=", self.env.uid)

    @api.model
    def _by_department(self):
        accounts = self.env["account.analytic.account"]._of_buyer()
        return Domain("analytic_distribution", "in", accounts.ids)

    @api.model
    def _count_bought(self, domain, asins=None):
        """In how many purchases what was bought and not refused as a whole; of those
        of colleagues, nothing else is told.

        :param domain: of the lines that count
        :param asins: of which items, or None for all
        :return: dict of :attr:`_key` to the number of requests
        """
        domain &= Domain("request_id.state", "=", "released")
        domain &= Domain("request_id.is_test", "=", False)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        if asins is not None:
            domain &= Domain("supplier_part_id", "in", asins)
        lines = self.env["amazon.punchin.request.line"].sudo()
        counts = {}
        for request, asin, ordered, refused in lines._read_group(
            domain,
            ["request_id", "supplier_part_id"],
            ["quantity:sum", "qty_rejected:sum"],
        ):
            key = (request.company_id.id, request.marketplace or "", asin)
            if ordered > (refused or 0):
                counts[key] = counts.get(key, 0) + 1
        return counts

    def action_open_at_amazon(self):
        """The item's page at Amazon: in a visit that begins here, so that the cart
        comes back, wherever one can be opened; else the plain page.

        :raise UserError: nobody knows where the page is
        """
        self.ensure_one()
        if self._groups_that_open():
            return self.env["amazon.punchin.browse.wizard"]._browse(self)
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

    def _groups_that_open(self):
        """The groups in which a visit of the user may begin with this item's page."""
        groups = self.env["amazon.punchin.group"]._groups_to_shop()
        return groups.filtered(
            lambda group: (
                group.opens_items
                and group.company_id == self.company_id
                and (group.marketplace or "") == (self.marketplace or "")
            )
        )

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
