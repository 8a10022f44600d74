from odoo import api, fields, models

COUNTRIES = {
    "us": "US",
    "ca": "CA",
    "de": "DE",
    "es": "ES",
    "uk": "GB",
    "fr": "FR",
    "it": "IT",
    "jp": "JP",
}
"""The country where an Amazon site delivers without customs (R29)."""


class Group(models.Model):
    """How a group's deliveries are written, and where they go."""

    _inherit = "amazon.punchin.group"

    special_characters = fields.Selection(
        [
            ("change", "Write them in plain letters"),
            ("stop", "Stop and let somebody correct them"),
        ],
        string="Accents and Symbols",
        required=True,
        default="change",
        help="Amazon drops an order without a word when a name or an address in it has "
        "accents, symbols or too many characters. Letters that have no Latin form stop "
        "an order in any case.",
    )
    allow_new_addresses = fields.Boolean(
        string="Take New Addresses From Carts",
        help="A cart for an address that nobody knows makes a location of it and is "
        "not held back. For companies with a few places this is better left off. Only "
        "for groups that list no locations.",
    )
    place_warning = fields.Text(compute="_compute_place_warning")

    @api.depends("marketplace", "default_location_id", "location_ids")
    def _compute_place_warning(self):
        """Which places lie abroad for the group's Amazon (R29)."""
        for group in self:
            places = (group.location_ids | group.default_location_id).sudo()
            abroad = group._abroad(places)
            group.place_warning = bool(abroad) and self.env._(
                "%(names)s lie in another country than this Amazon: expect "
                "international shipping and customs.",
                names=", ".join(abroad.mapped("name")),
            )

    def _abroad(self, places):
        """Those of `places` that lie outside the country of the group's Amazon."""
        home = COUNTRIES.get(self.marketplace)
        return places.filtered(
            lambda one: home and one.partner_id.country_id.code not in (False, home)
        )

    def _take_new_address(self, told, phone):
        """A location for a cart's address, where the group wants that (R16) and the
        address is whole: with a phone, of the cart or the company (R52).

        :param told: the address as `request.ship_to` keeps it
        :param phone: `cxml.Phone` or None
        :return: the new location, or an empty recordset
        """
        locations = self.env["amazon.punchin.location"]
        company = self.company_id
        number = _number(phone) or company.phone
        needed = (told["street"], told["city"], told["country_code"], number)
        if not self.allow_new_addresses or self.location_ids or not all(needed):
            return locations
        known = self.with_context(active_test=False)._locations()
        if known._that_fit(told):
            return locations  # several, or one given up: a person must say which
        name = next(filter(None, (*told["deliver_to"], told["name"])), told["city"])
        location = locations._create_from(told, company, name, number)
        location._learn(told)
        return location


def _number(phone):
    """:param phone: `cxml.Phone` or None
    :return: a telephone number in one text, empty where there is none"""
    if phone is None or not phone.number:
        return ""
    prefix = phone.country_code and f"+{phone.country_code.lstrip('+')}"
    return " ".join(filter(None, (prefix, phone.area_code, phone.number)))
