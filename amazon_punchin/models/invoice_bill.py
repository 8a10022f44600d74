import base64
import hashlib
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import LockError, RedirectWarning, UserError
from odoo.fields import Command

from .guarded import unguarded


class Invoice(models.Model):
    """The vendor bill of Amazon's invoice, tied to the order line by line (wish 1)."""

    _inherit = "amazon.punchin.invoice"

    def create_bill(self):
        """Drafts the vendor bill by hand, where none was made by itself.

        :raise AccessError: for anybody but an accountant or a manager
        :raise UserError: a test, an unknown order, there is a bill already, or somebody
            else is working on the purchase
        :return: action that opens the bill
        """
        self.ensure_one()
        self._check_accountant()
        invoice = self.sudo()
        invoice._hold_for_user(invoice.request_ids)
        invoice.invalidate_recordset(["move_id"])
        if invoice._has_bill():
            raise UserError(self.env._("%s has its bill already.", invoice.name))
        if not invoice._may_be_billed():
            raise UserError(
                self.env._(
                    "%(name)s cannot become a bill: it is for a test order, its order "
                    "is unknown, or Amazon took it back.",
                    name=invoice.name,
                )
            )
        invoice._create_bill()
        invoice._match()
        return self.action_view_bill()

    def action_create_bill(self):
        return self.create_bill()

    def _may_be_billed(self):
        return not (
            self.removed
            or self.has_unknown_order
            or self.came_as_test
            or any(self.request_ids.mapped("is_test"))
        )

    def _draft_bill(self):
        """Makes the draft bill of each invoice that may have one and has none.

        Where an accountant has billed the same units by hand, none is made: two bills
        for the same goods are paid twice sooner or later. The difference says so, and
        its owner chooses which of them stands.

        :return: sentences that need a person's attention: what Amazon said is kept
            where Odoo's books are not ready for a bill
        """
        notes = []
        for invoice in self:
            if (
                not invoice.move_id
                and invoice._may_be_billed()
                and not invoice._clashes_with_hand()
            ):
                try:
                    with self.env.cr.savepoint():
                        invoice._create_bill()
                except LockError:
                    raise
                except (UserError, RedirectWarning, IntegrityError) as error:
                    self.env.invalidate_all(flush=False)
                    notes.append(invoice._tell_no_bill(error))
                    continue
                if invoice.group_id.sudo().tax_mode == "odoo":
                    invoice._match()
        return notes

    def _tell_no_bill(self, error):
        is_technical = isinstance(error, IntegrityError)
        return self.env._(
            "Invoice %(name)s could not become a bill: %(reason)s Mend this in "
            "Accounting, then press Create Bill on the invoice.",
            name=self.name,
            reason=self.env._("A journal or an account is missing.")
            if is_technical
            else error.args[0],
        )

    def _create_bill(self):
        """
        :return: the draft `account.move`
        """
        move = (
            unguarded(self.env["account.move"])
            .with_company(self.company_id)
            .create(self._prepare_bill_vals())
        )
        self._unguarded().write({"move_id": move.id, **self._vals_billed()})
        self._attach_original(move)
        self._tie_reversals()
        return move

    def _redraft_bill(self):
        """Lets a bill that is still a draft say what the invoice says by now."""
        if self.move_id.state == "draft":
            lines = self._prepare_bill_lines(self.group_id.sudo())
            self._unguarded().write(self._vals_billed())
            unguarded(self.move_id).write(
                {
                    **self._prepare_bill_head(),
                    "invoice_line_ids": [
                        Command.clear(),
                        *(Command.create(line) for line in lines),
                    ],
                }
            )

    def _vals_billed(self):
        """What a bill that is drafted now is made of."""
        return {"billed_total": self.amount_total, "billed_content": self._content()}

    def _content(self):
        """What Amazon says in this invoice, to be compared. How a sum without lines was
        spread over the order is not Amazon's word.

        :return: str, equal for equal sums and lines
        """
        charges = (self.amount_tax, self.amount_shipping, self.amount_discount)
        told = [self.currency_id.name, self.amount_total, *charges]
        for line in self.line_ids.sorted("position"):
            if not line.is_whole:
                told += [line.position, line.line_number, line.supplier_part_id]
                told += [line.quantity, line.amount]
        texts = [f"{one:.6f}" if isinstance(one, float) else str(one) for one in told]
        return hashlib.sha256("|".join(texts).encode()).hexdigest()

    def _tie_reversals(self):
        """Tells Odoo which bill a credit reverses, whichever was drafted first."""
        credits = self.search([("origin_invoice_id", "=", self.id)]) | self
        for credit in credits.filtered(lambda one: one.move_type == "in_refund"):
            original = credit.origin_invoice_id.move_id
            gone = not original or original._amazon_is_gone()
            if not gone and credit.move_id.state == "draft":
                credit.move_id.reversed_entry_id = original

    def _prepare_bill_vals(self):
        group = self.group_id.sudo()
        return {
            **self._prepare_bill_head(),
            **self._prepare_payment(group.payment_method_id),
            "move_type": self.move_type,
            "partner_id": group.partner_id.id,
            "company_id": self.company_id.id,
            "amazon_invoice_id": self.id,
            "invoice_line_ids": [
                Command.create(line) for line in self._prepare_bill_lines(group)
            ],
        }

    def _prepare_payment(self, method):
        """Whoever pays is offered the journal of the group's payment method."""
        journal, name = method.journal_id, "outbound_payment_method_line_ids"
        if self.move_type == "in_refund":
            name = "inbound_payment_method_line_ids"
        way = journal[name][:1]
        return {"preferred_payment_method_line_id": way.id} if way else {}

    def _prepare_bill_head(self):
        """What the head of a bill repeats of the invoice, which Amazon may change."""
        orders = self.line_ids.purchase_id
        due = (
            self.invoice_date + timedelta(days=self.pay_in_days)
            if self.invoice_date and self.pay_in_days
            else False
        )
        values = {
            "currency_id": self.currency_id.id,
            "ref": self.name,
            "invoice_date": self.invoice_date,
            "invoice_origin": ", ".join(orders.mapped("name")),
        }
        if due:
            values.update(invoice_date_due=due, invoice_payment_term_id=False)
        return values

    def _prepare_bill_lines(self, group):
        """One line per invoiced line, then shipping, tax and discount."""
        lines = [line._prepare_bill_line(group) for line in self.line_ids]
        if not lines:
            name = self.env._("Goods")
            lines.append(
                self._prepare_charge(group.default_product_id, self.amount_goods, name)
            )
        for product, amount, name, order_line in self._list_charges(group):
            if not self.currency_id.is_zero(amount):
                lines.append(
                    self._prepare_charge(
                        product or group.default_product_id, amount, name, order_line
                    )
                )
        return lines

    def _list_charges(self, group):
        """What is owed beside the goods: product, amount, name and order line."""
        product = group.shipping_product_id
        ordered = self.line_ids.purchase_id._shipping_lines()[:1]
        yield product, self.amount_shipping, self.env._("Shipping"), ordered
        name = self.env._("Discount")
        yield group.discount_product_id, -self.amount_discount, name, None
        if group.tax_mode == "amazon":
            name = self.env._("Tax invoiced by Amazon")
            yield group.tax_product_id, self.amount_tax, name, None

    def _prepare_charge(self, product, amount, name, order_line=None):
        taxes = self._bill_taxes(product)
        return {
            "product_id": product.id,
            "name": name,
            "quantity": 1.0,
            "price_unit": amount,
            "product_uom_id": product.uom_id.id,
            "discount": 0.0,
            "tax_ids": [Command.set(taxes.ids)],
            **({"purchase_line_id": order_line.id} if order_line else {}),
        }

    def _bill_taxes(self, product):
        group = self.group_id.sudo()
        if group.tax_mode != "odoo":
            return self.env["account.tax"]
        position = (
            self.env["account.fiscal.position"]
            .sudo()
            .with_company(self.company_id)
            ._get_fiscal_position(group.partner_id)
        )
        taxes = product.sudo().supplier_taxes_id._filter_taxes_by_company(
            self.company_id
        )
        return position.map_tax(taxes)

    def _attach_original(self, move):
        """Amazon's document that the bill was made of, for people who look at it; none
        where its body was forgotten."""
        key = self.notice_key or ""
        kept = [one.message for one in self._read_notices() if one.key == key]
        if not kept:
            return
        self.env["ir.attachment"].sudo().create(
            {
                "name": f"{self.name}.xml",
                "datas": base64.b64encode(kept[0]._bytes()),
                "mimetype": "text/xml",
                "res_model": move._name,
                "res_id": move.id,
            }
        )


class InvoiceLine(models.Model):
    _inherit = "amazon.punchin.invoice.line"

    def _prepare_bill_line(self, group):
        """The bill line of an invoiced line, tied to its order line: Odoo's own matcher
        pairs by product and would mix lines of the same product."""
        ordered, source = self.purchase_line_id, self.request_line_id
        product = ordered.product_id or group.default_product_id
        taxes = ordered.tax_ids or self.invoice_id._bill_taxes(product)
        values = {
            **self._prepare_bill_quantity(),
            "product_id": product.id,
            "name": self.name,
            "discount": 0.0,
            "product_uom_id": (ordered.product_uom_id or product.uom_id).id,
            "tax_ids": [Command.set(taxes.ids)],
        }
        if source.account_id:
            values["account_id"] = source.account_id.id
        if source.analytic_distribution:
            values["analytic_distribution"] = source.analytic_distribution
        return values

    def _prepare_bill_quantity(self):
        """What makes the bill's line worth what Amazon's is. A debit memo charges more
        for units that are billed already, so Odoo must not count them again; nor are
        there units to count where Amazon tells an amount alone."""
        if self.invoice_id.is_debit or not self.quantity:
            return {"quantity": 1.0, "price_unit": self.amount}
        price = self.price_unit
        rounded = self.currency_id.round(price * self.quantity)
        if self.currency_id.compare_amounts(rounded, self.amount):
            price = self.amount / self.quantity
        return {
            "quantity": self.quantity,
            "price_unit": price,
            "purchase_line_id": self.purchase_line_id.id,
        }
