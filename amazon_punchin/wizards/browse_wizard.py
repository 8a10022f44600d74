from odoo import api, fields, models
from odoo.exceptions import UserError


class BrowseWizard(models.TransientModel):
    """Asks in which group, and for which place, before Amazon opens; only where there
    is a choice, and with the last one filled in (R82)."""

    _name = "amazon.punchin.browse.wizard"
    _description = "Shop on Amazon"

    item_id = fields.Many2one(
        "amazon.punchin.item",
        readonly=True,
        help="Whose page shall open; empty for the shop.",
    )
    available_group_ids = fields.Many2many(
        "amazon.punchin.group", compute="_compute_available_group_ids"
    )
    available_location_ids = fields.Many2many(
        "amazon.punchin.location", compute="_compute_available_location_ids"
    )
    group_id = fields.Many2one("amazon.punchin.group", required=True)
    location_id = fields.Many2one(
        "amazon.punchin.location",
        string="Deliver to",
        compute="_compute_location_id",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    note = fields.Text(string="What For")
    is_test = fields.Boolean(compute="_compute_is_test")

    @api.depends("item_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_available_group_ids(self):
        for wizard in self:
            wizard.available_group_ids = self._groups_for(wizard.item_id)

    @api.model
    def _groups_for(self, item):
        """Where the user may open Amazon, with that item's page if there is one."""
        if item:
            return item._groups_that_open()
        return self.env["amazon.punchin.group"]._groups_to_shop()

    @api.depends("available_group_ids")
    def _compute_available_location_ids(self):
        for wizard in self:
            places = wizard.location_id.browse()
            for group in wizard.available_group_ids._origin:
                places |= _places(group)
            wizard.available_location_ids = places

    @api.onchange("location_id")
    def _onchange_location_id(self):
        """The place proposes the group that delivers there (R27), one that lists it
        before one that delivers everywhere."""
        place = self.location_id
        if not place or place in _places(self.group_id):
            return
        groups = self.available_group_ids._origin.filtered(
            lambda one: place in _places(one)
        )
        listed = groups.filtered(lambda one: place in one.sudo().location_ids)
        self.group_id = (listed or groups)[:1] or self.group_id

    @api.depends("group_id")
    def _compute_location_id(self):
        for wizard in self:
            places = _places(wizard.group_id)
            if wizard.location_id not in places:
                wizard.location_id = self._last_place(wizard.group_id) or places[:1]

    @api.depends("group_id")
    def _compute_is_test(self):
        for wizard in self:
            wizard.is_test = wizard.group_id.mode == "test"

    @api.model
    def _browse(self, item=None):
        """Straight to Amazon where there is nothing to choose, else this question.

        :param item: whose page shall open, or none for the shop
        :raise UserError: there is no group in which the user could buy
        """
        groups = self._groups_for(item)
        if not groups:
            raise UserError(
                self.env._(
                    "You cannot open Amazon from Odoo at the moment. Help, Why Can I "
                    "Not Buy? tells what is missing, and whom to ask."
                )
            )
        group = self._last_request().group_id & groups or groups[:1]
        if self._has_choice(groups):
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Shop on Amazon"),
                "res_model": self._name,
                "view_mode": "form",
                "views": [(False, "form")],
                "target": "new",
                "context": {
                    "default_group_id": group.id,
                    "default_item_id": item and item.id,
                },
            }
        request = self._request_for(group, _places(group))
        return request._open_amazon(item and item.supplier_part_id)

    @api.model
    def _has_choice(self, groups):
        """Whether there is anything to ask before Amazon opens."""
        return len(groups) > 1 or len(_places(groups)) > 1

    def action_open(self):
        """:return: the action that leads to Amazon"""
        self.ensure_one()
        request = self._request_for(self.group_id, self.location_id)
        if self.note:
            request.note = self.note
        return request._open_amazon(self.item_id.supplier_part_id)

    @api.model
    def _request_for(self, group, location):
        """The user's open request of the group that has no cart yet, else a new one."""
        requests = self.env["amazon.punchin.request"]
        request = requests.search(
            [
                ("user_id", "=", self.env.uid),
                ("group_id", "=", group.id),
                ("origin", "=", "punchout"),
                ("state", "=", "open"),
                ("cart_date", "=", False),
                ("rfq_id", "=", False),
            ],
            limit=1,
        ) or requests.create({"group_id": group.id})
        if location and request.location_id != location:
            request.location_id = location
        return request

    @api.model
    def _last_request(self, *domain):
        return self.env["amazon.punchin.request"].search(
            [("user_id", "=", self.env.uid), ("origin", "=", "punchout"), *domain],
            limit=1,
        )

    @api.model
    def _last_place(self, group):
        """Where the user had things of this group delivered last, else the default."""
        places = _places(group)
        last = self._last_request(("group_id", "=", group.id)).location_id
        return last & places or group.sudo().default_location_id & places


def _places(group):
    return group.sudo()._locations().sudo(False) if group else group.location_ids
