from odoo import models

from . import postal
from .plain_text import plain
from .spreadsheet import spreadsheet


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    def _members_sheet(self):
        """People to invite to the group at Amazon (R41).

        :return: bytes of an XLSX file
        """
        self.ensure_one()
        self._check_manager()
        labels = dict(
            self.env["amazon.punchin.member"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        rows = [
            [
                member.user_id.sudo().name,
                member.email,
                self.name,
                "Punchout Buyer",
                labels[member.state],
            ]
            for member in self._sync_members()
        ]
        return spreadsheet("Members", ["Name", "Email", "Group", "Role", "State"], rows)


class Location(models.Model):
    _inherit = "amazon.punchin.location"

    def _locations_sheet(self):
        """Addresses to enter at Amazon, written as orders will have them (R54).

        :return: bytes of an XLSX file
        """
        self.check_access("read")
        rows = []
        for place in self.sudo():
            out = postal.address(place.partner_id, place.company_id)
            streets = [*out.street, ""]
            rows.append(
                [
                    plain(place.name),
                    out.name,
                    ", ".join(out.deliver_to),
                    streets[0],
                    streets[1],
                    out.city,
                    out.state,
                    out.postal_code,
                    out.country_code,
                    plain(place.partner_id.phone),
                    place.address_code,
                ]
            )
        header = [
            "Nickname",
            "Company",
            "Full name",
            "Address line 1",
            "Address line 2",
            "City",
            "State",
            "Postal code",
            "Country code",
            "Phone number",
            "Address ID",
        ]
        return spreadsheet("Addresses", header, rows)

    def action_export(self):
        """The chosen locations as a file."""
        self.check_access("read")
        numbers = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin/export/locations?ids={numbers}",
            "target": "download",
        }
