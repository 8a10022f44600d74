from odoo import api, models

from .tile import open_list


class Home(models.AbstractModel):
    """The first screen of the app (E1): what is open, for whom, and the way to Amazon.

    Every tile counts with the rights of whoever looks, and opens exactly the list that
    it has counted."""

    _name = "amazon.punchin.home"
    _description = "Amazon Business Home"

    @api.model
    def get_home(self):
        """What the screen shows.

        :return: dict of `name`, `shop` (see :meth:`_shop`), `health` (for
            administrators, else None) and `sections`, each with a title and tiles
        """
        user = self.env.user
        buys = user.has_group("amazon_punchin.group_user")
        manages = user.has_group("amazon_punchin.group_manager")
        sections = []
        if buys:
            sections.append((self.env._("My Purchases"), self._buyer_tiles()))
        if manages:
            sections.append((self.env._("Purchasing"), self._manager_tiles()))
        elif buys:
            sections.append((self.env._("Decisions"), self._approver_tiles()))
        if user.has_group("account.group_account_invoice"):
            sections.append((self.env._("Accounting"), self._accountant_tiles()))
        if user.has_group("amazon_punchin.group_admin"):
            sections.append((self.env._("Connection"), self._administrator_tiles()))
        return {
            "name": user.name,
            "shop": self._shop() if buys else None,
            "health": self._health(),
            "sections": [
                {"title": title, "tiles": tiles} for title, tiles in sections if tiles
            ],
        }

    @api.model
    def _shop(self):
        """Whether the user may open Amazon from here, and what to expect.

        :return: `open`: whether there is a group; `asks`: whether something is to be
            chosen first; `note`: the group that is bought in
        """
        groups = self.env["amazon.punchin.group"]._groups_to_shop()
        if not groups:
            starts_there = self.env["amazon.punchin.group"].search_count(
                [("use_punchin", "=", True)], limit=1
            )
            return {"open": False, "punchin": bool(starts_there)}
        wizard = self.env["amazon.punchin.browse.wizard"]
        note = ", ".join(groups.mapped("name"))
        if all(group.mode == "test" for group in groups):
            note = self.env._("%s (test: nothing is shipped or charged)", note)
        return {"open": True, "asks": wizard._has_choice(groups), "note": note}

    @api.model
    def _health(self):
        """The light of the health check, `ok`, `warning` or `problem`, with the groups
        that need a look.

        :return: dict, or None for whoever is no administrator"""
        if not self.env.user.has_group("amazon_punchin.group_admin"):
            return None
        order = ("ok", "todo", "warning", "problem")
        found = self.env["amazon.punchin.group"].search([])
        lights = {group: group._health_light() or "ok" for group in found}
        worst = max(lights.values(), key=order.index, default="todo")
        ill = [group.name for group, one in lights.items() if one != "ok"]
        return {
            "light": worst,
            "text": ", ".join(ill),
            "action": open_list(self.env._("Groups"), found._name, []),
        }
