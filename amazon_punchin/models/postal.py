"""An address within Amazon's limits, part by part, before and after (R56, protocol §3).

One list of parts serves the order, its preview and the list of problems: what was
shown is what is sent."""

from typing import NamedTuple

from .. import cxml
from .plain_text import lost, plain

LIMITS = {"company": 50, "receiver": 50, "street": 60}
"""Characters; cut at the end of a word."""
_GERMAN = {"DE", "AT", "CH", "LI"}


class Part(NamedTuple):
    """A line of an address: what it is, as Odoo has it, and as it is sent."""

    kind: str
    before: str
    after: str

    @property
    def changed(self):
        """Whether Amazon gets other characters than Odoo has. Blanks do not count, nor
        does the country's name, which is Odoo's own."""
        return self.kind != "country" and " ".join(self.before.split()) != self.after

    @property
    def lost(self):
        """The characters that nobody can write in Latin letters."""
        return lost(self.before)


def is_german(country):
    return country.code in _GERMAN


def parts(partner, company, receiver=None):
    """The lines of an address in the order of the document.

    :param partner: `res.partner`, readable to the caller
    :param company: `res.company` whose country counts where the partner has none
    :param receiver: name of the person who gets the goods
    :return: list of :class:`Part`; streets and receivers only where there are any
    """
    country = partner.country_id or company.country_id
    german = is_german(country)
    owner = partner.commercial_partner_id.name or partner.name
    receivers = [receiver, partner.name if partner.name != owner else None]
    lines = [
        ("company", owner),
        *(("receiver", one) for one in receivers if one),
        *(("street", one) for one in (partner.street, partner.street2) if one),
        ("city", partner.city),
        ("zip", partner.zip),
        ("country", country.with_context(lang="en_US").name),
    ]
    return [
        Part(kind, text or "", plain(text, LIMITS.get(kind), german))
        for kind, text in lines
    ]


def address(partner, company, code=None, receiver=None):
    """The address as a document carries it.

    :param code: the address's code at Amazon, or None
    :return: `cxml.Address`
    """
    found = {}
    for part in parts(partner, company, receiver):
        found.setdefault(part.kind, []).append(part.after)
    country = partner.country_id or company.country_id
    return cxml.Address(
        name=found["company"][0],
        address_id=code or None,
        deliver_to=tuple(filter(None, found.get("receiver", ()))),
        street=tuple(filter(None, found.get("street", ()))) or ("-",),
        city=found["city"][0],
        state=state_code(partner),
        postal_code=found["zip"][0] or None,
        country_code=country.code or "",
        country_name=found["country"][0],
        email=partner.email or None,
    )


def state_code(partner):
    """The state in two letters, or None where Odoo's table has no such code."""
    code = (partner.state_id.code or "").strip()
    return code if len(code) == 2 and code.isascii() and code.isalnum() else None


def text(found):
    """A `cxml.Address` as lines for people to compare; False for None."""
    if found is None:
        return False
    lines = [
        found.name,
        *found.deliver_to,
        *found.street,
        " ".join(filter(None, (found.city, found.state, found.postal_code))),
        found.country_name or found.country_code,
    ]
    return "\n".join(filter(None, lines))


def problems(partner, company):
    """What Amazon would refuse, change or drop in an address, as codes.

    :return: list of `no_phone`, `no_street`, `no_city`, `no_zip`, `no_state`,
        `no_country`, `unwritable` (letters without a Latin form), `not_ascii` (will be
        changed or cut)
    """
    country = partner.country_id
    missing = {
        "no_phone": not partner.phone,
        "no_street": not (partner.street or partner.street2),
        "no_city": not partner.city,
        "no_zip": country.zip_required and not partner.zip,
        "no_state": country.state_required and not state_code(partner),
        "no_country": not country,
    }
    lines = parts(partner, company)
    missing["unwritable"] = any(one.lost for one in lines)
    missing["not_ascii"] = any(one.changed and not one.lost for one in lines)
    return [code for code, holds in missing.items() if holds]
