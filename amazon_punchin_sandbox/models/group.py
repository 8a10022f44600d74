import secrets
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.amazon_punchin import transport

from ..cart_server import FOLDER, HOST

ROOT = "/amazon_punchin_sandbox"
ADDRESSES = {
    "punchout_url": "punchout",
    "order_url": "order",
    "status_url": "order",
}
"""The doors of the sandbox by the field of a group that leads there."""


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    sandbox_key = fields.Char(
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="amazon_punchin.group_admin",
        help="Part of this group's order address in the sandbox (R21).",
    )
    _sandbox_key_unique = models.UniqueIndex(
        "(sandbox_key) WHERE sandbox_key IS NOT NULL",
        "Each sandbox group has an order address of its own.",
    )

    @api.constrains("marketplace", "endpoint_id", *ADDRESSES)
    def _check_sandbox_addresses(self):
        for group in self.sudo():
            if group.marketplace != "sandbox":
                continue
            own = group._sandbox_addresses()
            if any(group[name] not in (False, own[name]) for name in ADDRESSES):
                raise ValidationError(
                    self.env._(
                        "%(group)s is a sandbox group: it orders at the sandbox and "
                        "nowhere else, so its addresses cannot be changed.",
                        group=group.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups._fill_sandbox_addresses()
        return groups

    def write(self, vals):
        """A group that enters or leaves the sandbox leaves its addresses behind."""
        if "marketplace" in vals:
            moving = self.filtered(
                lambda group: (
                    "sandbox" in (group.marketplace, vals["marketplace"])
                    and group.marketplace != vals["marketplace"]
                )
            )
            super(Group, moving).write(dict.fromkeys(ADDRESSES, False))
        result = super().write(vals)
        if {"marketplace", "endpoint_id"} & set(vals):
            self._fill_sandbox_addresses()
        return result

    def _fill_sandbox_addresses(self):
        """Gives sandbox groups the addresses of the sandbox's doors, and a key."""
        for group in self.sudo().filtered(lambda one: one.marketplace == "sandbox"):
            if not group.sandbox_key:
                group.sandbox_key = secrets.token_urlsafe(18)
            group.write(group._sandbox_addresses())

    def _sandbox_addresses(self):
        """:return: the URLs of this group's doors by field name"""
        return {
            name: self.endpoint_id._link(f"{ROOT}/{door}/{self.sandbox_key}")
            for name, door in ADDRESSES.items()
        }

    def _transport_policy(self):
        """A sandbox group reaches the sandbox's doors and, while the sandbox submits a
        cart of this group, the page that bears the cart. Nothing else, not even the
        test benches of the server's configuration (design §6)."""
        if self.marketplace != "sandbox":
            return super()._transport_policy()
        carts = self.env["amazon.punchin.sandbox.cart"].sudo()._on_offer(self)
        openings = [
            transport.Opening(f"http://{HOST}:{cart.cart_port}", FOLDER)
            for cart in carts
        ]
        return transport.Policy(
            openings=(*self.endpoint_id._openings(f"{ROOT}/"), *openings)
        )

    def _site_url(self):
        """The sandbox's shop, for a person of this database."""
        if self.marketplace != "sandbox":
            return super()._site_url()
        return f"{self.get_base_url()}/odoo/sandbox-catalogue"

    def _order_page_url(self, number):
        """A buyer cancels nothing in the sandbox: the order desk does."""
        if self.marketplace != "sandbox":
            return super()._order_page_url(number)
        return False

    def _item_url(self, asin):
        """The item's page in the sandbox's shop."""
        if self.marketplace != "sandbox":
            return super()._item_url(asin)
        return f"{self.get_base_url()}{ROOT}/item/{quote(asin or '', safe='')}"

    def _check_is_sandbox(self):
        """
        :raise ValidationError: for a group that shops at the real Amazon
        """
        for group in self.sudo():
            if group.marketplace != "sandbox":
                raise ValidationError(
                    self.env._(
                        "%(group)s buys at the real Amazon. The sandbox works only "
                        "with groups whose marketplace is the sandbox.",
                        group=group.name,
                    )
                )
