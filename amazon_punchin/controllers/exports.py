from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Exports(http.Controller):
    """Files for Amazon; the models check who asks."""

    @http.route(
        "/amazon_punchin/export/members/<int:group_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def members(self, group_id):
        """The people of a group, to invite them at Amazon (R41)."""
        group = request.env["amazon.punchin.group"]
        if _is_id(str(group_id)):
            group = group.browse(group_id).exists()
        if not group:
            return request.not_found()
        return _file(group._members_sheet(), f"{group.name} members.xlsx")

    @http.route(
        "/amazon_punchin/export/locations", type="http", auth="user", methods=["GET"]
    )
    def locations(self, ids=""):
        """Addresses, to enter them at Amazon (R54)."""
        numbers = [int(one) for one in ids.split(",") if _is_id(one)]
        places = request.env["amazon.punchin.location"].browse(numbers).exists()
        if not places:
            return request.not_found()
        return _file(places._locations_sheet(), "Amazon addresses.xlsx")


def _is_id(text):
    """Whether PostgreSQL can look for a record of that number."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def _file(body, name):
    return request.make_response(
        body,
        [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))],
    )
