from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import postal
from .group_places import COUNTRIES
from .plain_text import plain
from .side_by_side import side_by_side


class Request(models.Model):
    """Where the goods go: what the cart says, what the order will say, and how Odoo
    learns that both are one place (R49-R57, wish 17)."""

    _inherit = "amazon.punchin.request"

    ship_to = fields.Json(readonly=True, copy=False)
    payment_text = fields.Char(string="Payment in the Cart", readonly=True, copy=False)
    address_comparison = fields.Html(
        compute="_compute_address_comparison", sanitize=False
    )
    ship_to_preview = fields.Text(
        string="Address on the Order",
        compute="_compute_ship_to_preview",
        help="What Amazon gets: without accents and symbols, within its lengths.",
    )
    is_ship_to_changed = fields.Boolean(compute="_compute_ship_to_preview")
    place_note = fields.Text(compute="_compute_place_note")
    may_link_address = fields.Boolean(compute="_compute_may_link_address")

    @api.depends("location_id", "ship_to_text", "address_matched")
    def _compute_address_comparison(self):
        titles = (
            self.env._("Address that the order will have"),
            self.env._("Address in the cart"),
        )
        for request in self:
            request.address_comparison = (
                request.ship_to_text
                and not request.address_matched
                and side_by_side(
                    postal.text(request._ship_to_out(readable=True)),
                    request.ship_to_text,
                    titles,
                )
            )

    @api.depends("location_id", "user_id")
    def _compute_ship_to_preview(self):
        for request in self:
            out = request.location_id and request._ship_to_out()
            request.ship_to_preview = out and postal.text(out)
            request.is_ship_to_changed = any(
                part.changed for _label, part in request._parts_out()
            )

    def _receiver_out(self):
        """Who receives the goods, as Amazon can read it; who has no Latin name goes by
        the e-mail."""
        partner = self.location_id.sudo().partner_id
        german = postal.is_german(partner.country_id or self.company_id.country_id)
        email = self.user_email or ""
        name = plain(self.user_id.sudo().name or email, 50, german)
        return name or plain(email.split("@")[0], 50)

    def _ship_to_out(self, readable=False):
        """The ship-to that the order carries.

        :param readable: for people to compare: without who receives it
        :return: `cxml.Address`
        """
        location = self.location_id.sudo()
        return self.group_id._address(
            location.partner_id,
            location.address_code,
            None if readable else self._receiver_out(),
        )

    def _parts_out(self):
        """:return: list of `(which address, postal.Part)` of what the order carries"""
        self.ensure_one()
        company = self.company_id.sudo()
        where = self.env._("delivery address")
        found = []
        if partner := self.location_id.sudo().partner_id:
            found = [(where, part) for part in postal.parts(partner, company)]
        name = self.user_id.sudo().name or ""
        if name:
            found.append(
                (
                    self.env._("order"),
                    postal.Part("receiver", name, self._receiver_out()),
                )
            )
        billing = self.env._("company's address")
        found += [(billing, part) for part in postal.parts(company.partner_id, company)]
        return found

    def _writing_problems(self):
        """What Amazon would drop without a word, in sentences (R56): letters that have
        no Latin form in any case, other changes where the group does not want them.

        :return: list of str
        """
        if not self.location_id:
            return []
        stop = self.group_id.sudo().special_characters == "stop"
        names = self._part_names()
        sentences = {}
        for where, part in self._parts_out():
            if part.lost and part.kind not in ("receiver", "country"):
                sentences[
                    self.env._(
                        "The %(part)s in the %(where)s, “%(text)s”, cannot be written "
                        "in Latin letters, and Amazon drops such orders without a word."
                        " Write it in Latin letters on the contact.",
                        part=names[part.kind],
                        where=where,
                        text=part.before,
                    )
                ] = True
            elif stop and part.changed:
                sentences[
                    self.env._(
                        "The %(part)s in the %(where)s, “%(text)s”, has characters or "
                        "a length that Amazon drops without a word; %(group)s does not "
                        "change them by itself. Write “%(plain)s” instead.",
                        part=names[part.kind],
                        where=where,
                        text=part.before,
                        group=self.group_id.name,
                        plain=part.after,
                    )
                ] = True
        return list(sentences)

    @api.model
    def _part_names(self):
        return {
            "company": self.env._("name"),
            "receiver": self.env._("receiver"),
            "street": self.env._("street"),
            "city": self.env._("city"),
            "zip": self.env._("postcode"),
            "country": self.env._("country"),
        }

    @api.depends("location_id", "ship_to", "payment_text", "group_id", "release_check")
    @api.depends_context("uid", "lang")
    def _compute_place_note(self):
        """What the release check does not tell in a row of its own."""
        for request in self:
            notes = request._place_notes()
            if not request.release_check:
                notes += request._payment_notes()
            request.place_note = "\n".join(notes)

    def _place_notes(self):
        """What the place may cost, without standing in the way (R29, wish 17).

        :return: list of str
        """
        location = self.location_id.sudo()
        country = location.partner_id.country_id
        notes = []
        home = COUNTRIES.get(self.marketplace)
        if home and country and country.code != home:
            notes.append(
                self.env._(
                    "The order goes to %(country)s, but %(group)s buys on another "
                    "country's Amazon: expect international shipping and customs.",
                    country=country.name,
                    group=self.group_id.name,
                )
            )
        told = self.ship_to or {}
        state = postal.state_code(location.partner_id) if location else None
        if (
            location
            and told.get("country_code") == country.code
            and told.get("state")
            and state
            and told["state"].upper() != state
        ):
            notes.append(
                self.env._(
                    "The cart was priced for %(cart)s, the order goes to %(order)s: "
                    "price and tax may change.",
                    cart=told["state"],
                    order=state,
                )
            )
        if location.accepts_weekend:
            notes.append(
                self.env._(
                    "%(place)s accepts parcels at weekends.", place=location.name
                )
            )
        return notes

    def _may_compare_payment(self):
        told = (self.payment_text or "").strip()
        return bool(told and self.group_id.sudo().payment_method_id)

    def _payment_notes(self):
        """Where a cart names another payment method than the group has (R112).

        :return: list of str
        """
        method = self.group_id.sudo().payment_method_id
        if not self._may_compare_payment() or method._is_meant_by(self.payment_text):
            return []
        return [
            self.env._(
                "The cart says “%(cart)s”, group %(group)s is set to “%(method)s”. "
                "Amazon refuses an order whose payment method differs: shop again with "
                "the right one, or let an administrator correct the group.",
                cart=self.payment_text.strip(),
                group=self.group_id.name,
                method=method.name,
            )
        ]

    @api.depends("state", "address_matched", "ship_to", "order_sent_on")
    @api.depends_context("uid")
    def _compute_may_link_address(self):
        manager = self._is_manager()
        for request in self:
            request.may_link_address = (
                manager
                and request.state in ("open", "pending", "released")
                and not request.order_sent_on
                and bool(request.ship_to)
                and not request.address_matched
            )

    def link_address(self):
        """The cart's address and the chosen location are one place, from now on (R51).

        :raise AccessError: for anybody but a manager or an administrator
        :raise UserError: no location is chosen, or the cart named no address
        :return: True
        """
        for request in self:
            request._check_may_link()
            request._decide(("open", "pending", "released"))
            location = request.location_id
            if not location or not request.ship_to:
                raise UserError(
                    self.env._(
                        "Choose the location first that is meant by the cart's address."
                    )
                )
            location.sudo()._learn(request.ship_to)
            request._unguarded().address_matched = True
            request._link_others()
            request._news(
                self.env._(
                    "The address of the cart is linked to %(place)s, also for carts to "
                    "come.",
                    place=location.name,
                )
            )
        return True

    def _link_others(self):
        """The other carts that wait with this address are meant for the same place.
        One that somebody is deciding on stays as it is."""
        location = self.location_id
        keys = location._address_keys(*location._cart_parts(self.ship_to))
        waiting = self.sudo().search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("open", "pending")),
                ("cart_date", "!=", False),
                ("address_matched", "=", False),
                ("id", "!=", self.id),
            ]
        )
        for other in waiting.filtered("ship_to").sorted("id"):
            if not keys & location._address_keys(*location._cart_parts(other.ship_to)):
                continue
            if location not in other.group_id._locations():
                continue
            try:
                other._decide(("open", "pending"))
            except UserError:
                continue
            other._unguarded().write(
                {"location_id": location.id, "address_matched": True}
            )
            other._news(
                self.env._(
                    "The address of the cart is linked to %(place)s, as that of "
                    "%(request)s.",
                    place=location.name,
                    request=self.name,
                )
            )

    def create_location(self, name, phone, accepts_weekend=False):
        """A new location from the cart's address, used for this request (R51, R52).

        :param phone: without one Amazon does not save an address
        :raise AccessError: for anybody but a manager or an administrator
        :return: True
        """
        self.ensure_one()
        self._check_may_link()
        self._decide(("open", "pending", "released"))
        if not self.ship_to or not (name or "").strip() or not (phone or "").strip():
            raise UserError(
                self.env._(
                    "A location needs the address of a cart, a name, and a phone "
                    "number: Amazon does not save an address without one."
                )
            )
        location = (
            self.env["amazon.punchin.location"]
            .sudo()
            ._create_from(self.ship_to, self.company_id, name.strip(), phone.strip())
        )
        location.accepts_weekend = accepts_weekend
        group = self.group_id.sudo()
        if group.location_ids:
            group.location_ids = [fields.Command.link(location.id)]
        self._unguarded().location_id = location
        return self.link_address()

    def _check_may_link(self):
        """
        :raise AccessError: for anybody but a manager or an administrator
        """
        self.check_access("read")
        if not self._is_manager():
            raise AccessError(
                self.env._(
                    "Only a purchasing manager can say which place an address means."
                )
            )

    def action_link_address(self):
        return self.link_address()

    @api.constrains("location_id")
    def _check_location(self):
        """
        :raise UserError: a person chose a place that the group does not deliver to
        """
        for request in self.sudo():
            group, location = request.group_id, request.location_id
            places = group.location_ids
            if not location or not places or request.state not in ("open", "pending"):
                continue
            if location not in places | group.default_location_id:
                raise UserError(
                    self.env._(
                        "%(group)s does not deliver to %(place)s. Choose one of: "
                        "%(names)s.",
                        group=group.name,
                        place=location.name,
                        names=", ".join(places.mapped("name")),
                    )
                )
