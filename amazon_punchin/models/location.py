from odoo import api, fields, models


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
        help="Other ways Amazon writes this address, one per line.",
    )

    _address_code_unique = models.UniqueIndex(
        "(company_id, address_code) WHERE address_code IS NOT NULL AND active",
        "Another location of this company has the same Amazon address ID.",
    )

    @api.model
    def _address_key(self, *parts):
        """The parts of an address as one text that spelling habits do not change."""
        words = " ".join(part for part in parts if part).casefold()
        return " ".join("".join(c if c.isalnum() else " " for c in words).split())

    def _match(self, address):
        """The location of `self` that a cart's ship-to means (R49, R50).

        :param address: `cxml.Address` or `None`
        :return: the one location found by code, alias, or street, postcode, city and
            country; an empty recordset when none or several fit
        """
        if address is None:
            return self.browse()
        if address.address_id:
            found = self.filtered(lambda one: one.address_code == address.address_id)
            if found:
                return found[:1]
        key = self._address_key(
            *address.street,
            address.postal_code,
            address.city,
            address.country_code,
        )
        found = self.filtered(lambda one: key and key in one._address_keys())
        return found if len(found) == 1 else self.browse()

    def _address_keys(self):
        partner = self.partner_id
        own = self._address_key(
            partner.street,
            partner.street2,
            partner.zip,
            partner.city,
            partner.country_id.code,
        )
        return {own, *map(self._address_key, (self.aliases or "").splitlines())}
