from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KEY = ("company_id", "marketplace", "supplier_part_id")


class Favourite(models.Model):
    """An item that somebody wants to find again, and may recommend to the colleagues of
    a department or of the company (wish 19)."""

    _name = "amazon.punchin.favourite"
    _description = "Favourite Item"
    _check_company_auto = True

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.uid,
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    marketplace = fields.Char(required=True, default="")
    supplier_part_id = fields.Char(string="ASIN", required=True)
    audience = fields.Selection(
        [
            ("me", "Only me"),
            ("department", "A department"),
            ("company", "The whole company"),
        ],
        required=True,
        default="me",
    )
    account_id = fields.Many2one(
        "account.analytic.account",
        string="Department",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )

    _once = models.UniqueIndex(
        "(user_id, company_id, marketplace, supplier_part_id)",
        "This item is among your favourites already.",
    )

    @api.constrains("audience", "account_id")
    def _check_department(self):
        """
        :raise ValidationError: nobody knows which department is meant
        """
        if any(one.audience == "department" and not one.account_id for one in self):
            raise ValidationError(self.env._("Choose the department."))

    @api.model
    def _recommended(self):
        """What colleagues share with the current user. Nothing else of theirs is seen,
        so this looks with raised rights."""
        departments = self.env["account.analytic.account"]._of_buyer()
        return self.sudo().search(
            Domain("user_id", "!=", self.env.uid)
            & Domain("company_id", "in", self.env.companies.ids)
            & (
                Domain("audience", "=", "company")
                | Domain("audience", "=", "department")
                & Domain("account_id", "in", departments.ids)
            )
        )

    @property
    def _key(self):
        return self.company_id.id, self.marketplace or "", self.supplier_part_id


class Item(models.Model):
    _inherit = "amazon.punchin.item"

    is_favourite = fields.Boolean(
        string="Favourite",
        compute="_compute_is_favourite",
        search="_search_is_favourite",
    )
    is_recommended = fields.Boolean(
        string="Recommended",
        compute="_compute_recommended_by",
        search="_search_is_recommended",
    )
    recommended_by = fields.Char(compute="_compute_recommended_by")

    @api.depends_context("uid")
    def _compute_is_favourite(self):
        known = {one._key for one in self.env["amazon.punchin.favourite"].search([])}
        for item in self:
            item.is_favourite = item._key in known

    @api.model
    def _search_is_favourite(self, operator, _value):
        if operator != "in":
            return NotImplemented
        favourites = self.env["amazon.punchin.favourite"].search([])
        return self._among({one._key for one in favourites})

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_recommended_by(self):
        names = {}
        for one in self.env["amazon.punchin.favourite"]._recommended():
            names.setdefault(one._key, []).append(one.user_id.name)
        for item in self:
            people = names.get(item._key, ())
            item.recommended_by = ", ".join(sorted(people))
            item.is_recommended = bool(people)

    @api.model
    def _search_is_recommended(self, operator, _value):
        if operator != "in":
            return NotImplemented
        favourites = self.env["amazon.punchin.favourite"]._recommended()
        return self._among({one._key for one in favourites})

    def action_toggle_favourite(self):
        """Puts the item among the user's favourites, or takes it from them; colleagues
        to whom it was recommended lose it too."""
        favourite = self._favourite()
        if favourite:
            favourite.unlink()
        else:
            favourite.create(self._prepare_favourite_vals())
        self.invalidate_recordset(["is_favourite"])
        return True

    def _favourite(self):
        """The user's own favourite of this item, if it is one."""
        self.ensure_one()
        self.check_access("read")
        values = self._prepare_favourite_vals()
        key = [(name, "=", value) for name, value in values.items()]
        favourites = self.env["amazon.punchin.favourite"]
        return favourites.search([("user_id", "=", self.env.uid), *key])

    def _prepare_favourite_vals(self):
        return dict(zip(KEY, self._key, strict=True))

    def _recommend(self, audience, account):
        """Shares the item as the user's favourite; :class:`Favourite` says with whom.

        :param account: the department, or none
        """
        favourite = self._favourite()
        favourite = favourite or favourite.create(self._prepare_favourite_vals())
        favourite.write({"audience": audience, "account_id": account.id})
