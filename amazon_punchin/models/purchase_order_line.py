from odoo import api, fields, models

from .. import cxml
from .guarded import is_unguarded
from .values import decimal_of

LOCKED = {
    "order_id",
    "product_id",
    "product_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "display_type",
    "amazon_request_line_id",
    "amazon_line_number",
}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    amazon_request_line_id = fields.Many2one(
        "amazon.punchin.request.line",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
    )
    amazon_line_number = fields.Integer(
        string="Amazon Line",
        copy=False,
        readonly=True,
        aggregator=None,
        help="Number of this line in the order that Amazon has; 0 for other lines.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not is_unguarded(self):
            self._check_amazon_lock(lines.order_id)
        return lines

    def write(self, vals):
        locked = LOCKED & set(vals)
        if locked and not is_unguarded(self):
            ours = self.filtered(
                lambda line: any(
                    line._fields[name].convert_to_write(line[name], line)
                    != (vals[name] or line._fields[name].falsy_value or False)
                    for name in locked
                )
            )
            target = self.env["purchase.order"].browse(vals.get("order_id") or [])
            self._check_amazon_lock(ours.order_id | (target if ours else target[:0]))
        return super().write(vals)

    def unlink(self):
        if not is_unguarded(self):
            self._check_amazon_lock(self.order_id)
        return super().unlink()

    def _check_amazon_lock(self, orders):
        """
        :raise UserError: one of the orders was made from a request
        """
        locked = orders.sudo().filtered("amazon_request_id")
        if locked:
            raise locked._amazon_locked_error()

    @api.depends("product_qty", "product_uom_id", "company_id", "order_id.partner_id")
    def _compute_price_unit_and_date_planned_and_name(self):
        """The vendor's price list has no say in what Amazon priced (design §6)."""
        ours = self.filtered("amazon_request_line_id")
        ours |= self.filtered(lambda line: line.order_id.amazon_request_id)
        return super(
            PurchaseOrderLine, self - ours
        )._compute_price_unit_and_date_planned_and_name()

    def _prepare_item_out(self):
        """This line as Amazon gets it: its own words back (protocol §4).

        :return: `cxml.ItemOut`
        """
        source = self.amazon_request_line_id
        classification = (
            (cxml.Classification("UNSPSC", source.unspsc),) if source.unspsc else ()
        )
        return cxml.ItemOut(
            line_number=self.amazon_line_number,
            quantity=decimal_of(self.product_qty),
            supplier_part_id=source.supplier_part_id,
            supplier_part_auxiliary_id=source.supplier_part_auxiliary_id or None,
            detail=cxml.ItemDetail(
                unit_price=cxml.Money(
                    decimal_of(self.price_unit), self.currency_id.name
                ),
                description=source.name or "",
                description_language="en-US",
                unit_of_measure=source.uom_code or "EA",
                classifications=classification,
                manufacturer_part_id=source.manufacturer_part_id or None,
                manufacturer_name=source.manufacturer_name or None,
            ),
        )

    def _prepare_account_move_line(self, move=False):
        """Bills made elsewhere take the request's coding too (design §6)."""
        values = super()._prepare_account_move_line(move)
        source = self.sudo().amazon_request_line_id
        if source.account_id:
            values["account_id"] = source.account_id.id
        if source.analytic_distribution:
            values["analytic_distribution"] = source.analytic_distribution
        return values
