from collections import Counter

from odoo import models

from . import postal
from .group_places import COUNTRIES

LISTED = 5


class Group(models.Model):
    """The health of a group's places and people. What belongs to a location is found
    once, however many groups deliver there."""

    _inherit = "amazon.punchin.group"

    def _known_for_health(self):
        known = super()._known_for_health()
        locations = self.env["amazon.punchin.location"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        known["places"] = {}
        for one in locations | self.location_ids | self.default_location_id:
            known["places"].setdefault(one.company_id, []).append(one)
        known["place_problems"] = {
            one.id: _place_problems(one.partner_id, one.company_id)
            for one in locations | self.location_ids | self.default_location_id
        }
        buyers = self._with_right("group_user") | self.user_ids
        known["buyers"] = self._with_right("group_user")
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
        places = self.location_ids | self.default_location_id
        if not self.location_ids:
            places = known["places"].get(self.company_id, [])
        facts = {"count": len(places)}
        named = any(one.name.casefold() == self.name.casefold() for one in places)
        yield "ok", "locations", "ok" if named else "unnamed", facts
        for code, what in (
            ("phone", "missing"),
            ("complete", "missing"),
            ("characters", "odd"),
        ):
            bad = [
                one for one in places if code in known["place_problems"].get(one.id, ())
            ]
            status = "warning" if code == "characters" else "problem"
            yield _finding(status, code, what, bad)
        home = COUNTRIES.get(self.marketplace)
        abroad = [
            one
            for one in places
            if home and one.partner_id.country_id.code not in (False, home)
        ]
        site = dict(self._fields["marketplace"]._description_selection(self.env))
        more = {"site": site[self.marketplace]}
        yield _finding("warning", "country", "abroad", abroad, more)

    def _find_in_people(self, known):
        """:return: findings, see :meth:`_health_rows`"""
        company = self.company_id
        able = known["buyers"].filtered(lambda one: company in one.company_ids)
        buyers = able if self.all_users else self.user_ids
        unable = buyers - able
        if not buyers:
            yield "problem", "members", "none"
        else:
            yield _finding("warning", "members", "no_right", unable)
        yield self._find_roles(buyers, known)
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
    "unwritable": "characters",
    "not_ascii": "characters",
}


def _place_problems(partner, company):
    """What Amazon would refuse, change or drop in an address (R52, R56).

    :return: set of `phone`, `complete`, `characters`
    """
    return {_KINDS.get(one, "complete") for one in postal.problems(partner, company)}
