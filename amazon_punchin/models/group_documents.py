from odoo import models
from odoo.release import version

from .. import cxml
from . import postal


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
        """A contact's address within Amazon's limits, see :mod:`.postal`.

        :param code: the address's code at Amazon, or None
        :param deliver_to: who receives the goods there
        :return: `cxml.Address`
        """
        return postal.address(partner, self.company_id, code, deliver_to)
