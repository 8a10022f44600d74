import secrets

from odoo import api, models

VENDOR = "Amazon Business"


class Group(models.Model):
    """What a group is put together from: found where the company has it, else made, for
    whoever connects one (R10, R31)."""

    _inherit = "amazon.punchin.group"

    @api.model
    def _find_or_create_vendor(self, company, name=VENDOR):
        """:return: the contact of that name that the company may use"""
        partners = self.env["res.partner"].sudo()
        found = partners.search(
            [
                ("name", "=ilike", name),
                ("is_company", "=", True),
                ("company_id", "in", (False, company.id)),
            ],
            limit=1,
        )
        values = {"name": name, "is_company": True, "supplier_rank": 1}
        return found or partners.create(values)

    @api.model
    def _find_or_create_endpoint(self, marketplace):
        """:return: an endpoint that the site can post to: the sandbox bears no HTTP
        credentials"""
        endpoints = self.env["amazon.punchin.endpoint"]
        fits = [("inbound_auth", "=", "secret")] if marketplace == "sandbox" else []
        found = endpoints.search(fits, limit=1)
        return found or endpoints.create({"name": self.env._("Amazon Business")})

    @api.model
    def _find_or_create_payment_method(self, company, kind):
        """
        :param kind: `invoice` or `card`
        :return: the company's payment method of that kind
        """
        methods = self.env["amazon.punchin.payment.method"]
        kinds = dict(methods._fields["kind"]._description_selection(self.env))
        values = {"kind": kind, "company_id": company.id}
        domain = [(name, "=", value) for name, value in values.items()]
        found = methods.search(domain, limit=1)
        return found or methods.create({**values, "name": kinds[kind]})

    @api.model
    def _simulated_credentials(self):
        """What the real Amazon would have given, for a group at the sandbox."""
        return {
            "from_identity": f"Sandbox{secrets.token_hex(4)}",
            "shared_secret": secrets.token_urlsafe(24),
        }
