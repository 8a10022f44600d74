from odoo import fields, models
from odoo.exceptions import UserError


class Location(models.Model):
    """A place that is given up: another one takes its part, then it is archived."""

    _inherit = "amazon.punchin.location"

    def replace_with(self, other, hand_over=False):
        """Groups and undecided carts go to another place from now on. What was ordered
        stays as it was.

        :param other: location of the same company
        :param hand_over: whether carts that name this place's address will mean the
            other one, and are not held back as unknown
        :raise AccessError: for anybody who may not change locations
        :raise UserError: it is no other place of the company, or a released order that
            has not left yet still needs this one
        :return: True
        """
        self.ensure_one()
        self.check_access("write")
        if not other.active or other == self or other.company_id != self.company_id:
            raise UserError(
                self.env._("Choose another place of %s.", self.company_id.name)
            )
        requests = self._waiting_requests().sorted("id")
        if ordered := requests.filtered(lambda one: one.state == "released"):
            raise UserError(
                self.env._(
                    "%(names)s: the order for %(place)s has not left yet. Wait for it, "
                    "or cancel it.",
                    names=", ".join(ordered[:20].mapped("name")),
                    place=self.name,
                )
            )
        self._move_groups(other)
        for request in requests:
            request._decide(("open", "pending"))
            request._unguarded().location_id = other
            request._news(
                self.env._(
                    "%(user)s gave up %(old)s. The cart goes to %(new)s.",
                    user=self.env.user.name,
                    old=self.name,
                    new=other.name,
                )
            )
        self.active = False
        if hand_over:
            self._hand_over(other)
        return True

    def _hand_over(self, other):
        """Everything by which a cart means this place means the other one from now on:
        the address ID, the aliases, and the address itself."""
        code, lines = self.address_code, self._alias_lines()
        self.write({"address_code": False, "aliases": False})
        self.flush_recordset()  # one ID is never at two places, not even in between
        own = " ".join(filter(None, self._own_parts()))
        if code and not other.address_code:
            other.address_code = code
        else:
            lines.insert(0, code)
        known = other._alias_lines()
        fresh = [
            one
            for one in filter(None, (*lines, own))
            if not self._address_keys(one) <= other._alias_keys() | other._own_keys()
        ]
        other.aliases = "\n".join(dict.fromkeys((*known, *fresh))) or False

    def _move_groups(self, other):
        for group in self._groups_in_need():
            values = {}
            if group.default_location_id == self:
                values["default_location_id"] = other.id
            if self in group.location_ids:
                values["location_ids"] = [
                    fields.Command.unlink(self.id),
                    fields.Command.link(other.id),
                ]
            group.write(values)
