import logging
import os
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import config

from .. import transport
from .group import MARKETPLACES

_logger = logging.getLogger(__name__)


def insecure_hosts():
    """The plain-http test benches that the server's configuration names (design §6).

    Never from the database: who can write there must not open the guard.

    :return: frozenset of `host:port`
    """
    text = os.environ.get("AMAZON_PUNCHIN_INSECURE_HOSTS") or (
        config.get("amazon_punchin_insecure_hosts") or ""
    )
    return frozenset(filter(None, (part.strip() for part in text.split(","))))


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    from_identity = fields.Char(copy=False, groups="amazon_punchin.group_admin")
    punchout_url = fields.Char(
        string="Punchout URL", groups="amazon_punchin.group_admin"
    )
    order_url = fields.Char(
        string="Purchase Order URL",
        copy=False,
        groups="amazon_punchin.group_admin",
        help="The address for orders is this group's own; the generic punchout URL "
        "does not take orders.",
    )
    status_url = fields.Char(
        string="Status URL",
        groups="amazon_punchin.group_admin",
        help="Where approvals and rejections are told. Empty: the purchase order URL.",
    )
    allowed_hosts = fields.Text(
        compute="_compute_allowed_hosts",
        store=True,
        readonly=False,
        groups="amazon_punchin.group_admin",
        help="Hosts that Odoo may contact for this group, one per line; hosts below "
        "them are included.",
    )

    def _register_hook(self):
        if hosts := insecure_hosts():
            _logger.info("Insecure test benches are open: %s", ", ".join(sorted(hosts)))
        return super()._register_hook()

    @api.depends("marketplace")
    def _compute_allowed_hosts(self):
        for group in self:
            host, _country = MARKETPLACES.get(group.marketplace, ("", ""))
            hosts = ["amazon.com", "amazonsedi.com", host] if host else []
            group.allowed_hosts = "\n".join(dict.fromkeys(hosts))

    @api.constrains(
        "punchout_url", "order_url", "status_url", "allowed_hosts", "marketplace"
    )
    def _check_urls(self):
        for group in self.sudo():
            if group.order_url and group.order_url == group.punchout_url:
                raise ValidationError(
                    self.env._(
                        "The purchase order URL is the group's own address at Amazon, "
                        "not the generic punchout URL. Copy it from the group's "
                        "purchasing system settings."
                    )
                )
            policy = group._transport_policy()
            for name in ("punchout_url", "order_url", "status_url"):
                if not group[name]:
                    continue
                try:
                    transport.check_url(group[name], policy)
                except transport.GuardError as error:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of %(group)s cannot be used: %(reason)s",
                            field=self._fields[name].string,
                            group=group.name,
                            reason=error,
                        )
                    ) from error

    def _transport_policy(self):
        """Where requests of this group may go (design §6, outbound guard).

        :return: `transport.Policy`
        """
        group = self.sudo()
        hosts = (group.allowed_hosts or "").split()
        return transport.Policy(
            allowed_hosts=tuple(hosts), insecure_hosts=insecure_hosts()
        )

    def _url_for(self, document_type):
        """Where a document of ours goes.

        :param document_type: name of the cXML element
        :return: URL, or False where the group has none
        """
        group = self.sudo()
        if document_type == "PunchOutSetupRequest":
            return group.punchout_url
        if document_type == "StatusUpdateRequest":
            return group.status_url or group.order_url
        return group.order_url

    def _host_for(self, document_type):
        parts = urlsplit(self._url_for(document_type) or "")
        return parts.netloc.lower()

    def _check_admin(self):
        """
        :raise AccessError: for anybody but an administrator of the groups' companies
        """
        if not self.env.user.has_group("amazon_punchin.group_admin"):
            raise AccessError(
                self.env._(
                    "Only an administrator of Amazon Business can change a group. "
                    "Ask %(names)s.",
                    names=self.env["amazon.punchin.why"]._administrators(),
                )
            )
        self.check_access("write")
