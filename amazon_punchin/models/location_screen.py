from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.fields import Domain

from . import postal
from .side_by_side import side_by_side


class Location(models.Model):
    """What the screens of a location show: both sides' words for it, what Amazon will
    get, what stands in the way, and how often it was used. All of it is read in batches
    from the requests: a purchase never writes onto its place (design §6)."""

    _inherit = "amazon.punchin.location"

    phone = fields.Char(related="partner_id.phone", string="Phone")
    amazon_text = fields.Text(
        string="Address at Amazon",
        compute="_compute_use",
        help="As the last cart for this place had it.",
    )
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)
    order_preview = fields.Text(
        string="On Orders",
        compute="_compute_comparison",
        help="What Amazon gets: without accents and symbols, within its lengths.",
    )
    changes = fields.Html(compute="_compute_comparison", sanitize=False)
    problem_text = fields.Text(string="Problems", compute="_compute_problem_text")
    has_problem = fields.Boolean(
        compute="_compute_problem_text", search="_search_has_problem"
    )
    times_used = fields.Integer(string="Carts", compute="_compute_use")
    last_used = fields.Datetime(compute="_compute_use")
    cancel_count = fields.Integer(
        string="Cancellations",
        compute="_compute_use",
        help="Purchases for this place that were cancelled, or from which Amazon "
        "cancelled lines, e.g. because it does not deliver there.",
    )
    may_deliver = fields.Boolean(
        compute="_compute_may_deliver", search="_search_may_deliver"
    )

    @api.depends_context("uid")
    def _compute_use(self):
        requests = self.env["amazon.punchin.request"].sudo()
        domain = [("location_id", "in", self.ids), ("cart_date", "!=", False)]
        used = {
            place.id: rest
            for place, *rest in requests._read_group(
                domain, ["location_id"], ["__count", "cart_date:max"]
            )
        }
        cancelled = dict(
            requests._read_group(
                [
                    *domain,
                    "|",
                    ("stage", "=", "cancelled"),
                    ("line_ids", "any", [("qty_rejected", ">", 0)]),
                ],
                ["location_id"],
                ["__count"],
            )
        )
        last = dict(
            requests._read_group(
                [
                    *domain,
                    ("address_matched", "=", True),
                    ("ship_to_text", "!=", False),
                ],
                ["location_id"],
                ["id:max"],
            )
        )
        cancelled = {place.id: count for place, count in cancelled.items()}
        last = {place.id: number for place, number in last.items()}
        texts = {one.id: one.ship_to_text for one in requests.browse(last.values())}
        for place in self:
            count, moment = used.get(place.id, (0, False))
            place.times_used, place.last_used = count, moment
            place.cancel_count = cancelled.get(place.id, 0)
            place.amazon_text = texts.get(last.get(place.id), False)

    @api.depends("partner_id", "company_id", "amazon_text")
    def _compute_comparison(self):
        titles = (self.env._("In Odoo"), self.env._("At Amazon, in the last cart"))
        names = self.env["amazon.punchin.request"]._part_names()
        for place in self:
            partner, company = place.sudo().partner_id, place.sudo().company_id
            if not partner:
                place.comparison = place.order_preview = place.changes = False
                continue
            lines = postal.parts(partner, company)
            place.order_preview = postal.text(postal.address(partner, company))
            place.comparison = side_by_side(
                "\n".join(_readable(lines, partner)),
                place.amazon_text or self.env._("No cart has come for this place yet."),
                titles,
            )
            changed = [part for part in lines if part.changed]
            place.changes = bool(changed) and _table(changed, names)

    def _problems(self):
        """What Amazon would refuse, change or drop, by location (health check, R52,
        R56). Constant queries for any number of locations.

        :return: dict of lists of codes by location id, see :func:`postal.problems`
        """
        return {
            place.id: postal.problems(place.partner_id, place.company_id)
            for place in self.sudo()
            if place.partner_id
        }

    @api.model
    def _problem_labels(self):
        """:return: what each code of :meth:`_problems` means and asks for"""
        return {
            "no_phone": self.env._(
                "No phone number: Amazon saves no address without one"
            ),
            "no_street": self.env._("The street is missing"),
            "no_city": self.env._("The city is missing"),
            "no_zip": self.env._("The postcode is missing"),
            "no_state": self.env._("The state is missing, or has no two-letter code"),
            "no_country": self.env._("The country is missing"),
            "unwritable": self.env._(
                "Letters that have no Latin form: Amazon would drop the order"
            ),
            "not_ascii": self.env._(
                "Accents, symbols or long lines: they are changed on orders"
            ),
        }

    @api.depends("partner_id", "company_id")
    def _compute_problem_text(self):
        labels = self._problem_labels()
        found = self._problems()
        for place in self:
            codes = found.get(place.id, [])
            place.problem_text = "\n".join(labels[code] for code in codes)
            place.has_problem = bool(codes)

    @api.model
    def _search_has_problem(self, operator, _value):
        if operator != "in":
            return NotImplemented
        places = self.search([])
        bad = [number for number, codes in places._problems().items() if codes]
        return [("id", "in", bad)]

    @api.depends_context("uid")
    def _compute_may_deliver(self):
        reachable = self.sudo().filtered_domain(self._search_may_deliver("in", [True]))
        for place in self:
            place.may_deliver = place in reachable

    @api.model
    def _search_may_deliver(self, operator, _value):
        """Where the groups in which the user may buy deliver to. Record rules ask with
        the archived, which do not count here."""
        if operator != "in":
            return NotImplemented
        groups = (
            self.env["amazon.punchin.group"]
            .sudo()
            .search(
                [
                    ("active", "=", True),
                    ("company_id", "in", self.env.user.company_ids.ids),
                    "|",
                    ("all_users", "=", True),
                    ("user_ids", "in", self.env.uid),
                ]
            )
        )
        everywhere = groups.filtered(lambda one: not one.location_ids)
        listed = groups.location_ids | groups.default_location_id
        return Domain("company_id", "in", everywhere.company_id.ids) | Domain(
            "id", "in", listed.ids
        )


def _readable(parts, partner):
    """The lines of an address with postcode, city and state in one, as the cart's."""
    texts = {}
    for part in parts:
        texts.setdefault(part.kind, []).append(part.before)
    place = (texts["city"][0], partner.state_id.code, texts["zip"][0])
    lines = [
        *texts["company"],
        *texts.get("receiver", ()),
        *texts.get("street", ()),
        " ".join(filter(None, place)),
        *texts["country"],
    ]
    return filter(None, lines)


def _table(parts, names):
    """What changes on the way: one row per part, before and after."""
    row = Markup(
        '<li class="text-break"><span class="text-muted">{}</span> {} '
        '<i class="oi oi-arrow-right mx-1"></i> <b>{}</b></li>'
    )
    rows = Markup("").join(
        row.format(escape(names[one.kind]), one.before, one.after or "?")
        for one in parts
    )
    return Markup('<ul class="list-unstyled mb-0">{}</ul>').format(rows)
