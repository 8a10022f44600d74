from odoo import models
from odoo.release import version

from .. import cxml
from .plain_text import plain


class Group(models.Model):
    """What every document of a group has in common."""

    _inherit = "amazon.punchin.group"

    def _header(self):
        """From the group, to Amazon (protocol §0).

        :return: `cxml.Header`"""
        identity = cxml.Credential("NetworkId", self.sudo().from_identity or "")
        return cxml.Header(
            from_=(identity,),
            to=(cxml.Credential("NetworkId", "Amazon"),),
            sender=(identity,),
            user_agent=f"Odoo {version} amazon_punchin",
        )

    def _address(self, partner, code, deliver_to=None):
        """A contact's address within Amazon's limits: a two-letter state and country,
        DeliverTo up to 50 and Street up to 60 characters (protocol §3).

        :param code: the address's code at Amazon, or None
        :param deliver_to: who receives the goods there
        :return: `cxml.Address`
        """
        company = partner.commercial_partner_id.name or partner.name
        country = partner.country_id or self.company_id.country_id
        streets = [plain(one, 60) for one in (partner.street, partner.street2)]
        receivers = [deliver_to, partner.name if partner.name != company else None]
        return cxml.Address(
            name=plain(company, 50),
            address_id=code or None,
            deliver_to=tuple(plain(one, 50) for one in receivers if plain(one)),
            street=tuple(filter(None, streets)) or ("-",),
            city=plain(partner.city),
            state=(partner.state_id.code or "")[:2] or None,
            postal_code=plain(partner.zip) or None,
            country_code=country.code or "",
            country_name=plain(country.with_context(lang="en_US").name),
            email=partner.email or None,
        )
