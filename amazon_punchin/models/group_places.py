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
    place_warning = fields.Text(compute="_compute_place_warning")

    @api.depends("marketplace", "default_location_id", "location_ids")
    def _compute_place_warning(self):
        """Which places lie abroad for the group's Amazon (R29)."""
        for group in self:
            home = COUNTRIES.get(group.marketplace)
            places = (group.location_ids | group.default_location_id).sudo()
            abroad = places.filtered(
                lambda one, home=home: (
                    one.partner_id.country_id and one.partner_id.country_id.code != home
                )
            )
            group.place_warning = (
                home
                and abroad
                and self.env._(
                    "%(names)s lie in another country than this Amazon: expect "
                    "international shipping and customs.",
                    names=", ".join(abroad.mapped("name")),
                )
            )
