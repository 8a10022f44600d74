from odoo import fields, models
from odoo.tools import SQL

from .item import BOUGHT


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
