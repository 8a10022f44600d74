import base64
import binascii
import hmac
import secrets

from odoo import api, fields, models
from odoo.exceptions import ValidationError

RECOGNISED_BY = (
    "endpoint_id",
    "company_id",
    "from_identity",
    "shared_secret",
    "previous_secret",
    "previous_secret_until",
)
"""What the door reads of the groups: each document passes here while its sender waits,
and a group has a hundred fields."""


class Endpoint(models.Model):
    """The address that Amazon posts to. One serves many groups (design §4)."""

    _name = "amazon.punchin.endpoint"
    _description = "Amazon Punch-in Endpoint"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(18),
        index=True,
    )
    base_url = fields.Char(
        string="Server Address",
        required=True,
        default=lambda self: self.get_base_url(),
        help="The address under which Amazon and the buyers reach this Odoo. Every URL "
        "given to Amazon starts with it.",
    )
    url = fields.Char(
        string="Endpoint URL",
        compute="_compute_url",
        help="What to enter at Amazon as the purchasing system's address.",
    )
    internet_supported = fields.Boolean(
        string="Buyers Need No VPN",
        default=True,
        help="Off where buyers reach Odoo from the company's own network only: Amazon "
        "tells them before it leads them here.",
    )
    inbound_auth = fields.Selection(
        [
            ("secret", "Shared secret in the document"),
            ("basic", "User name and password"),
            ("bearer", "Bearer token"),
            ("certificate", "Client certificate"),
        ],
        string="Authentication",
        required=True,
        default="secret",
        help="How Amazon proves itself by HTTP. The shared secret in the document is "
        "checked in every case.",
    )
    inbound_username = fields.Char(
        string="User Name", copy=False, groups="amazon_punchin.group_admin"
    )
    inbound_password = fields.Char(
        string="Password or Token", copy=False, groups="amazon_punchin.group_admin"
    )
    certificate_fingerprint = fields.Char(
        copy=False,
        groups="amazon_punchin.group_admin",
        help="SHA-256 fingerprint of the client certificate, as the proxy forwards it.",
    )
    trusted_proxy_header = fields.Char(
        groups="amazon_punchin.group_admin",
        help="Name of the HTTP header in which your reverse proxy forwards the "
        "fingerprint. The proxy must remove this header from what comes from outside.",
    )
    group_ids = fields.One2many("amazon.punchin.group", "endpoint_id", string="Groups")

    _key_unique = models.UniqueIndex("(key)", "The key of an endpoint is unique.")

    @api.depends("base_url", "key")
    def _compute_url(self):
        for endpoint in self:
            endpoint.url = endpoint._link(f"/amazon_punchin/{endpoint.key}/cxml")

    @api.constrains("inbound_auth", "inbound_username", "inbound_password")
    def _check_credentials(self):
        for endpoint in self.sudo():
            missing = (
                (endpoint.inbound_auth == "basic" and not endpoint.inbound_username)
                or (
                    endpoint.inbound_auth in ("basic", "bearer")
                    and not endpoint.inbound_password
                )
                or (
                    endpoint.inbound_auth == "certificate"
                    and not (
                        endpoint.certificate_fingerprint
                        and endpoint.trusted_proxy_header
                    )
                )
            )
            if missing:
                raise ValidationError(
                    self.env._(
                        "%(endpoint)s: fill in the credentials of the authentication "
                        "that you chose.",
                        endpoint=endpoint.name,
                    )
                )

    def _link(self, path):
        """`path` below the address that Amazon and the buyers know."""
        return (self.base_url or "").rstrip("/") + path

    def _check_http(self, headers):
        """Whether the HTTP credentials of a request hold (R33).

        :param headers: mapping of HTTP headers, names without case
        :return: bool; always True where the secret in the document is all there is
        """
        endpoint = self.sudo()
        authorization = headers.get("Authorization") or ""
        scheme, _sep, value = authorization.partition(" ")
        if endpoint.inbound_auth == "basic":
            expected = f"{endpoint.inbound_username}:{endpoint.inbound_password}"
            return scheme.lower() == "basic" and _same(_decode(value), expected)
        if endpoint.inbound_auth == "bearer":
            return scheme.lower() == "bearer" and _same(
                value.strip(), endpoint.inbound_password
            )
        if endpoint.inbound_auth == "certificate":
            given = headers.get(endpoint.trusted_proxy_header or "") or ""
            return _same(_hex(given), _hex(endpoint.certificate_fingerprint))
        return True

    def _challenge(self):
        """Value of `WWW-Authenticate` for a request that failed :meth:`_check_http`."""
        scheme = "Bearer" if self.inbound_auth == "bearer" else "Basic"
        return f'{scheme} realm="Amazon Business punch-in"'

    def _find_group(self, envelope):
        """The one group whose identity and secret the document bears (design §5).

        Every candidate is compared, so the time tells nothing of who exists. An
        archived group buys nothing any more, but what Amazon says of its running
        orders is still taken.

        :param envelope: `cxml.Envelope`
        :return: the group, or an empty recordset for an unknown identity, a wrong
            secret, or credentials that fit more than one group
        """
        found = named = self.env["amazon.punchin.group"].sudo()
        groups = found.with_context(
            active_test=envelope.document_type == "PunchOutSetupRequest"
        ).search_fetch([("endpoint_id", "=", self.id)], RECOGNISED_BY)
        senders = {one.identity for one in envelope.header.sender}
        addressees = {one.identity for one in envelope.header.to}
        for group in groups:
            holds = group._secret_holds(envelope.shared_secret)
            if holds and group.from_identity in senders:
                found |= group
            elif holds and group.from_identity in addressees:
                named |= group
        found = found or named
        return found if len(found) == 1 else found.browse()


def _same(given, expected):
    return bool(expected) and hmac.compare_digest(
        (given or "").encode(), (expected or "").encode()
    )


def _decode(value):
    try:
        return base64.b64decode(value.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _hex(value):
    return "".join(c for c in (value or "").lower() if c in "0123456789abcdef")
