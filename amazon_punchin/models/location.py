from odoo import api, fields, models
from odoo.exceptions import UserError

from .plain_text import spellings


class Location(models.Model):
    """A place that Odoo and Amazon both know: where the goods go (R49)."""

    _name = "amazon.punchin.location"
    _description = "Amazon Delivery Location"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Address",
        required=True,
        check_company=True,
        help="The delivery address that is written on the orders.",
    )
    address_code = fields.Char(
        string="Amazon Address ID",
        index="btree_not_null",
        help="The code of this address at Amazon; carts name it as addressID.",
    )
    aliases = fields.Text(
        help="Other ways Amazon writes this address, or other IDs that it has there, "
        "one per line. *Link This Address* on a request adds one.",
    )
    accepts_weekend = fields.Boolean(
        string="Weekend Delivery",
        help="As it is set at Amazon: some parcels come on a Saturday or Sunday.",
    )
    group_ids = fields.Many2many(
        "amazon.punchin.group",
        "amazon_punchin_group_location_rel",
        string="Only for Groups",
        check_company=True,
        help="Groups that deliver to listed places only. A group that lists none "
        "delivers to all places of its company.",
    )

    _address_code_unique = models.UniqueIndex(
        "(company_id, address_code) WHERE address_code IS NOT NULL AND active",
        "Another location of this company has the same Amazon address ID.",
    )

    def write(self, vals):
        if vals.get("active") is False:
            self._check_unused()
        return super().write(vals)

    def action_archive(self):
        """A place in use leads to the question which one takes its part."""
        self.check_access("write")
        if len(self) == 1 and self._why_needed():
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "amazon_punchin.replace_wizard_action"
            )
            return {**action, "context": {"active_id": self.id}}
        return super().action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_used(self):
        used = self.sudo().filtered("times_used")
        if used:
            raise UserError(
                self.env._(
                    "Purchases were delivered to %(place)s. Archive it instead.",
                    place=used[0].name,
                )
            )
        self._check_unused()

    def _check_unused(self):
        """
        :raise UserError: a group or an unfinished request still needs a place
        """
        for place in self:
            if reason := place._why_needed():
                raise UserError(reason)

    def _why_needed(self):
        """:return: a sentence; False where nothing needs this place"""
        needed = [
            *self._groups_in_need().mapped("name"),
            *self._waiting_requests()[:20].mapped("name"),
        ]
        return bool(needed) and self.env._(
            "%(place)s is still in use on: %(names)s. Choose another place that takes "
            "its part.",
            place=self.name,
            names=", ".join(needed),
        )

    def _groups_in_need(self):
        """The groups that deliver here by default, or to listed places with this."""
        return (
            self.env["amazon.punchin.group"]
            .sudo()
            .search(
                [
                    "|",
                    ("default_location_id", "in", self.ids),
                    ("location_ids", "in", self.ids),
                ]
            )
        )

    def _waiting_requests(self):
        """The carts whose order has not left yet, and would go here."""
        return (
            self.env["amazon.punchin.request"]
            .sudo()
            .search(
                [
                    ("location_id", "in", self.ids),
                    ("cart_date", "!=", False),
                    ("order_sent_on", "=", False),
                    ("state", "in", ("open", "pending", "released")),
                    ("stage", "not in", ("done", "cancelled")),
                ]
            )
        )

    @api.model
    def _address_keys(self, *parts):
        """The parts of an address as texts that spelling habits do not change: one for
        each way to write its accents, so that Müller, Muller and Mueller meet."""
        text = " ".join(part for part in parts if part)
        return {" ".join(one.split()) for one in spellings(text)} - {""}

    @api.model
    def _cart_parts(self, told):
        """:param told: an address as `request.ship_to` keeps it"""
        return (
            *told["street"],
            told["postal_code"],
            told["city"],
            told["country_code"],
        )

    def _match(self, address):
        """The location of `self` that a cart's ship-to means (R49, R50): by its code,
        else by a learned alias, else by street, postcode, city and country.

        :param address: `cxml.Address` or `None`
        :return: the one location found; an empty recordset when none or several fit
        """
        if address is None:
            return self.browse()
        if code := address.address_id:
            found = self.filtered(lambda one: one.address_code == code)
            found = found or self.filtered(lambda one: code in one._alias_lines())
            if found:
                return found[:1]
        wanted = self._address_keys(
            *address.street,
            address.postal_code,
            address.city,
            address.country_code,
        )
        for keys in (Location._alias_keys, Location._own_keys):
            found = self.filtered(lambda one, keys=keys: wanted & keys(one))
            if found:
                return found if len(found) == 1 else self.browse()
        return self.browse()

    def _that_fit(self, told):
        """Those of `self` that an address means by street, postcode, city and country.

        :param told: the address as `request.ship_to` keeps it
        """
        wanted = self._address_keys(*self._cart_parts(told))
        return self.filtered(lambda one: wanted & (one._alias_keys() | one._own_keys()))

    def _alias_lines(self):
        lines = (one.strip() for one in (self.aliases or "").splitlines())
        return list(filter(None, lines))

    def _alias_keys(self):
        return set().union(*map(self._address_keys, self._alias_lines()))

    def _own_parts(self):
        partner = self.partner_id
        return (
            partner.street,
            partner.street2,
            partner.zip,
            partner.city,
            partner.country_id.code,
        )

    def _own_keys(self):
        return self._address_keys(*self._own_parts())

    def _learn(self, told):
        """Remembers a cart's address as one of this place: link once, remember.

        No other place of the company keeps the same alias, or carts could not tell.

        :param told: the address as `request.ship_to` keeps it
        """
        self.ensure_one()
        parts = self._cart_parts(told)
        keys = self._address_keys(*parts)
        places = self.with_context(active_test=False).search(
            [("company_id", "=", self.company_id.id), ("aliases", "!=", False)]
        )
        for other in places - self:
            if keys & other._alias_keys():
                other.aliases = "\n".join(
                    one
                    for one in other.aliases.splitlines()
                    if not keys & self._address_keys(one)
                )
        code = told.get("address_id")
        taken = code and self.search_count(
            [("company_id", "=", self.company_id.id), ("address_code", "=", code)]
        )
        if code and not taken and not self.address_code:
            self.address_code = code
        if keys and not keys & (self._alias_keys() | self._own_keys()):
            line = " ".join(filter(None, parts))
            self.aliases = "\n".join(filter(None, (self.aliases, line)))

    @api.model
    def _create_from(self, told, company, name, phone):
        """A place, with a delivery address of the company, from a cart's address."""
        country = self.env["res.country"].search(
            [("code", "=", (told["country_code"] or "").upper())], limit=1
        )
        state = self.env["res.country.state"].search(
            [
                ("country_id", "=", country.id),
                "|",
                ("code", "=ilike", told["state"] or ""),
                ("name", "=ilike", told["state"] or ""),
            ],
            limit=1,
        )
        first, *others = told["street"] or [False]
        partner = self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": company.partner_id.id,
                "type": "delivery",
                "company_id": company.id,
                "street": first,
                "street2": ", ".join(others) or False,
                "city": told["city"],
                "zip": told["postal_code"],
                "state_id": state.id,
                "country_id": country.id,
                "phone": phone,
            }
        )
        return self.create(
            {
                "name": name,
                "company_id": company.id,
                "partner_id": partner.id,
            }
        )
