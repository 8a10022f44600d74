from collections import Counter
from datetime import timedelta

from odoo import fields, models

from . import postal
from .plain_text import plain

LISTED = 5
INVITED_DAYS = 14


class Group(models.Model):
    """The health of a group's places and people. What belongs to a location is found
    once, however many groups deliver there."""

    _inherit = "amazon.punchin.group"

    def _known_for_health(self):
        known = super()._known_for_health()
        locations = self.env["amazon.punchin.location"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        locations |= self.location_ids | self.default_location_id
        known["places"] = locations.grouped("company_id")
        known["place_problems"] = {
            one.id: _place_problems(one.partner_id, one.company_id) for one in locations
        }
        able = self._with_right("group_user")
        buyers = able | self.user_ids
        known["buyers"] = able
        known["odd_buyers"] = buyers.filtered(lambda one: _is_odd(one.name))
        known["odd_companies"] = self.company_id.filtered(
            lambda one: any(part.changed for part in postal.parts(one.partner_id, one))
        )
        known["never_came"] = self._never_came()
        known["managers"] = self._with_right("group_manager")
        known["ticked"] = (
            self.env["amazon.punchin.member"]
            .search(
                [
                    ("group_id", "in", self.ids),
                    ("has_buyer_role", "=", True),
                    ("has_no_direct_role", "=", True),
                ]
            )
            .grouped("group_id")
        )
        known["emails"] = Counter(
            one.email_normalized for one in buyers if one.email_normalized
        )
        return known

    def _with_right(self, name):
        users = self.env.ref(f"amazon_punchin.{name}").sudo().all_user_ids
        return users.filtered(lambda one: one.active and not one.share)

    def _find_in_places(self, known):
        """:return: findings, see :meth:`_health_rows`"""
        places = self._places(known)
        facts = {"count": len(places)}
        named = any(one.name.casefold() == self.name.casefold() for one in places)
        yield "ok", "locations", "ok" if named else "unnamed", facts
        yield self._find_characters(known)
        for code in ("phone", "complete"):
            yield _finding("problem", code, "missing", self._places_with(code, known))
        site = dict(self._fields["marketplace"]._description_selection(self.env))
        more = {"site": site[self.marketplace]}
        yield _finding("warning", "country", "abroad", self._abroad(places), more)

    def _find_characters(self, known):
        """Amazon drops an order for them without a word, be they in the place, in the
        company's own address, or in the name of who bought (R56)."""
        if lost := self._places_with("unwritable", known):
            return _finding("problem", "characters", "unwritable", lost)
        places = [
            *self._places_with("characters", known),
            *(self.company_id & known["odd_companies"]),
        ]
        people = self._buyers_of(known) & known["odd_buyers"]
        if self.special_characters == "stop":
            return _finding("problem", "characters", "stop", [*places, *people])
        if people and not places:
            return _finding("ok", "characters", "people", people)
        return _finding("warning", "characters", "odd", [*places, *people])

    def _odd_contacts(self):
        """:return: `res.partner` whose name or address is the reason of that row"""
        known = self.sudo()._known_for_health()
        found = self._buyers_of(known) & known["odd_buyers"]
        companies = self.company_id & known["odd_companies"]
        places = self._places_with("unwritable", known)
        places |= self._places_with("characters", known)
        return (found.partner_id | companies.partner_id | places.partner_id).sudo(False)

    def _places(self, known):
        """Where the group delivers to."""
        if not self.location_ids:
            return known["places"].get(self.company_id, self.location_ids)
        return self.location_ids | self.default_location_id

    def _places_with(self, kind, known):
        """The places of the group that have this problem."""
        return self._places(known).filtered(
            lambda one: kind in known["place_problems"][one.id]
        )

    def _buyers_of(self, known):
        """Who may buy here: everybody of the company with the right, or the list."""
        if not self.all_users:
            return self.user_ids
        return known["buyers"].filtered(lambda one: self.company_id in one.company_ids)

    def _never_came(self):
        """Members who were invited a while ago and of whom no cart has come (R170).

        :return: dict of members by group
        """
        limit = fields.Date.context_today(self) - timedelta(days=INVITED_DAYS)
        invited = self.env["amazon.punchin.member"].search(
            [("group_id", "in", self.ids), ("invited_on", "<", limit)]
        )
        return invited.filtered(lambda one: one.state == "invited").grouped("group_id")

    def _find_in_people(self, known):
        """:return: findings, see :meth:`_health_rows`"""
        company = self.company_id
        able = known["buyers"].filtered(lambda one: company in one.company_ids)
        buyers = self._buyers_of(known)
        unable = buyers - able
        if not buyers:
            yield "problem", "members", "none"
        else:
            yield _finding("warning", "members", "no_right", unable)
        yield self._find_roles(buyers, known)
        late = known["never_came"].get(self, self.env["amazon.punchin.member"])
        facts = {"days": INVITED_DAYS}
        yield _finding("warning", "invitations", "silent", late.user_id & buyers, facts)
        nameless = buyers.filtered(lambda one: not one.email_normalized)
        shared = buyers.filtered(lambda one: known["emails"][one.email_normalized] > 1)
        if shared:
            yield _finding("problem", "email", "shared", shared)
        else:
            facts = {"count": len(buyers)}
            yield _finding("warning", "email", "missing", nameless, facts)
        managers = known["managers"].filtered(lambda one: company in one.company_ids)
        alone = self.approval != "none" and not (managers or self.approver_ids)
        yield ("problem" if alone else "ok"), "approvers", "none" if alone else "ok"

    def _find_roles(self, buyers, known):
        """Who has the wrong role at Amazon orders there, past Odoo (R38). Odoo cannot
        see it; somebody has to look once."""
        if self.marketplace == "sandbox":
            return "ok", "roles", "sandbox"
        ticked = known["ticked"].get(self, self.env["amazon.punchin.member"])
        return _finding("warning", "roles", "unticked", buyers - ticked.user_id)


def _finding(status, code, what, records, facts=None):
    """`ok` where there are no `records`, else the first of their names."""
    if not records:
        return "ok", code, "ok", facts or False
    names = [one.display_name for one in records]
    listed = ", ".join(names[:LISTED]) + (" …" if len(names) > LISTED else "")
    return status, code, what, {**(facts or {}), "names": listed}


_KINDS = {
    "no_phone": "phone",
    "unwritable": "unwritable",
    "not_ascii": "characters",
}


def _place_problems(partner, company):
    """What Amazon would refuse, change or drop in an address (R52, R56).

    :return: set of `phone`, `complete`, `unwritable`, `characters`
    """
    return {_KINDS.get(one, "complete") for one in postal.problems(partner, company)}


def _is_odd(name):
    """Whether a person's name becomes another one on its way to Amazon."""
    return " ".join((name or "").split()) != plain(name, postal.LIMITS["receiver"])
