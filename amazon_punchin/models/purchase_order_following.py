from collections import defaultdict

from odoo import fields, models
from odoo.tools import float_compare

from .guarded import is_unguarded, unguarded
from .values import plain_number


class PurchaseOrder(models.Model):
    """How a purchase order follows what Amazon decides."""

    _inherit = "purchase.order"

    def _follow_amazon(self):
        """Quantities that Amazon rejected are no longer expected (R128), and lines are
        planned for the day that Amazon names (R135): in one pass, with one note."""
        if self.state != "purchase":
            return
        changes = defaultdict(self.env["purchase.order.line"].browse)
        notes = []
        for line in self._amazon_lines():
            values = line._prepare_following()
            if values:
                changes[tuple(values.items())] |= line
            if "product_qty" in values:
                notes.append(line._tell_quantity(values["product_qty"]))
        for values, lines in changes.items():
            unguarded(lines).write(dict(values))
        self._plan_shipping()
        if notes:
            self.message_post(body="\n".join(notes), subtype_xmlid="mail.mt_note")

    def _plan_shipping(self):
        """Shipping comes with the first item, as does what never comes: by their own
        days, the order would be expected too early."""
        coming = self._amazon_lines().filtered("product_qty")
        days = [day for day in coming.mapped("date_planned") if day]
        others = self._shipping_lines() | (self._amazon_lines() - coming)
        late = others.filtered(lambda line: days and line.date_planned != min(days))
        if late:
            unguarded(late).date_planned = min(days)

    def message_post_with_source(self, source_ref, **kwargs):
        """Odoo notes each changed quantity by itself; :meth:`_follow_amazon` tells all
        of them at once."""
        if is_unguarded(self) and source_ref == "purchase.track_po_line_template":
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **kwargs)


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _prepare_following(self):
        """:return: values that differ from what Amazon says by now"""
        source = self.amazon_request_line_id
        wanted = max(source.quantity - source.qty_rejected, 0.0)
        values = {}
        if float_compare(self.product_qty, wanted, precision_digits=6):
            values["product_qty"] = wanted
        planned = source.delivery_date
        if wanted and planned and self.date_planned.date() != planned:
            values["date_planned"] = fields.Datetime.to_datetime(planned)
        return values

    def _tell_quantity(self, wanted):
        return self.env._(
            "Line %(number)s: %(before)s ordered, %(after)s expected from Amazon.",
            number=self.amazon_line_number,
            before=plain_number(self.product_qty),
            after=plain_number(wanted),
        )
