import ipaddress
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields, models

from .group import CONFIRMED, MARKETPLACES

CURRENCIES = {
    "us": "USD",
    "ca": "CAD",
    "de": "EUR",
    "es": "EUR",
    "uk": "GBP",
    "fr": "EUR",
    "it": "EUR",
    "jp": "JPY",
}
SECRET_DAYS = 365
TEST_DAYS = 30
DEFAULTS = (
    "partner_id",
    "default_location_id",
    "payment_method_id",
    "default_product_id",
    "shipping_product_id",
)


class Group(models.Model):
    """The health of a group's settings."""

    _inherit = "amazon.punchin.group"

    def _known_for_health(self):
        known = super()._known_for_health()
        everyone = self.env["amazon.punchin.group"].search([])
        known["bearers"] = {}
        known["accounts"] = {}
        for group in everyone:
            key = (group.endpoint_id, group.from_identity, group.shared_secret)
            known["bearers"].setdefault(key, []).append(group)
            if group.amazon_account:
                accounts = known["accounts"].setdefault(group.company_id, set())
                accounts.add(group.amazon_account)
        names = {*CURRENCIES.values(), *self.company_currency_id.mapped("name")}
        currencies = self.env["res.currency"].search([("name", "in", list(names))])
        known["currencies"] = set(currencies.mapped("name"))
        known["uuid"] = self._database_uuid()
        known["journals"] = self._with_purchase_journal()
        return known

    def _find_in_settings(self, known):
        """:return: findings, see :meth:`_health_rows`"""
        yield self._find_address()
        yield self._find_credentials(known)
        yield self._find_order_url()
        yield self._find_defaults()
        yield self._find_currency(known)
        yield self._find_site()
        yield self._find_books(known)
        yield self._find_account(known)
        yield self._find_secret()
        yield self._find_mode()
        copied = self.mode == "live" and self.live_database_uuid != known["uuid"]
        yield ("problem", "copy", "copied") if copied else ("ok", "copy", "ok")

    def _find_address(self):
        url = self.endpoint_id.base_url or ""
        facts = {"url": url}
        if self.marketplace == "sandbox":
            return "ok", "address", "sandbox", facts
        if not url.lower().startswith("https://"):
            return "problem", "address", "plain", facts
        if not _looks_public(urlsplit(url).hostname):
            return "problem", "address", "private", facts
        return "ok", "address", "ok", facts

    def _find_credentials(self, known):
        missing = self._missing_credentials()
        if missing:
            return "problem", "credentials", "missing", {"fields": ", ".join(missing)}
        key = (self.endpoint_id, self.from_identity, self.shared_secret)
        others = [one for one in known["bearers"].get(key, ()) if one != self]
        if others:
            # the other may belong to a company that the reader does not see
            same = others[0].company_id == self.company_id
            name = others[0].name if same else self.env._("A group of another company")
            return "problem", "credentials", "shared", {"other": name}
        return "ok", "credentials", "ok"

    def _missing_credentials(self):
        names = ["from_identity", "shared_secret", "order_url"]
        if self.use_punchout:
            names.append("punchout_url")
        group = self.sudo()
        return self._labels(name for name in names if not group[name])

    def _labels(self, names):
        return [
            self._fields[name].get_description(self.env, ["string"])["string"]
            for name in names
        ]

    def _find_order_url(self):
        path = urlsplit(self.order_url or "").path.strip("/")
        if self.order_url and not path:
            return "warning", "order_url", "generic"
        return "ok", "order_url", "ok"

    def _find_defaults(self):
        missing = self._labels(name for name in DEFAULTS if not self[name])
        if missing:
            return "problem", "defaults", "missing", {"fields": ", ".join(missing)}
        archived = [
            self[name].display_name for name in DEFAULTS if not self[name].active
        ]
        if not self.responsible_id.active:
            archived.append(self.responsible_id.name)
        if archived:
            return "problem", "defaults", "archived", {"names": ", ".join(archived)}
        return "ok", "defaults", "ok"

    def _find_currency(self, known):
        own = self.company_currency_id.name
        facts = {"currency": CURRENCIES.get(self.marketplace, own)}
        if facts["currency"] not in known["currencies"]:
            return "problem", "currency", "inactive", facts
        return "ok", "currency", "ok", facts

    def _find_site(self):
        if self.marketplace in (*CONFIRMED, "sandbox"):
            return "ok", "site", "ok"
        host, _country = MARKETPLACES.get(self.marketplace, (None, None))
        site = host or self.env._("the site of this group")
        return "warning", "site", "unconfirmed", {"site": site}

    def _with_purchase_journal(self):
        """The companies of these groups that have one, with those whose it is."""
        journals = self.env["account.journal"].search(
            [
                ("type", "=", "purchase"),
                ("company_id", "parent_of", self.company_id.ids),
            ]
        )
        return set(journals.company_id.ids)

    def _has_purchase_journal(self, owners=None):
        """:param owners: ids of the companies that have one, where they are known"""
        owners = self.sudo()._with_purchase_journal() if owners is None else owners
        company = self.company_id.sudo()
        return bool(owners & {company.id, *company.parent_ids.ids})

    def _find_books(self, known):
        facts = {"company": self.company_id.name}
        if not self._has_purchase_journal(known["journals"]):
            return "problem", "books", "no_journal", facts
        bare = (self.default_product_id | self.shipping_product_id).filtered(
            lambda one: (
                not one.supplier_taxes_id._filter_taxes_by_company(self.company_id)
            )
        )
        if self.tax_mode == "odoo" and bare:
            facts["names"] = ", ".join(bare.mapped("display_name"))
            return "warning", "books", "no_taxes", facts
        return "ok", "books", "ok"

    def _find_account(self, known):
        accounts = sorted(known["accounts"].get(self.company_id, ()))
        if len(accounts) > 1:
            facts = {"company": self.company_id.name, "accounts": ", ".join(accounts)}
            return "warning", "account", "two", facts
        return "ok", "account", "ok"

    def _find_secret(self):
        if self.outbound_secret == "previous":  # noqa: S105 (a key)
            return "warning", "secret", "overlap"
        since = self.secret_changed_on or self.create_date
        days = (fields.Datetime.now() - since).days
        if self.shared_secret and days > SECRET_DAYS:
            return "warning", "secret", "old", {"days": days}
        return "ok", "secret", "ok", {"days": days}

    def _find_mode(self):
        words = dict(self._fields["mode"]._description_selection(self.env))
        days = (fields.Datetime.now() - self.create_date).days
        if self.mode == "test" and timedelta(days=days) > timedelta(days=TEST_DAYS):
            return "warning", "mode", "left_on", {"days": days}
        return "ok", "mode", "ok", {"mode": words[self.mode]}


def _looks_public(host):
    """Whether a host name can be one of the internet, told by its spelling."""
    if not host or "." not in host:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rpartition(".")[2] not in ("local", "localhost", "lan", "internal")
    return False
