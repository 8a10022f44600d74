from odoo import models
from odoo.exceptions import AccessError

TABS = {
    "credentials": "credentials",
    "order_url": "credentials",
    "secret": "credentials",
    "connection": "credentials",
    "defaults": "defaults",
    "payment": "defaults",
    "members": "buyers",
    "roles": "buyers",
    "users": "buyers",
    "approvers": "approval",
    "account": "credentials",
    "site": "credentials",
    "invitations": "buyers",
    "books": "defaults",
}
"""The page of the group's form where a row of the health check is mended."""


class Group(models.Model):
    """Where each row of the health check and the checklist is mended."""

    _inherit = "amazon.punchin.group"

    def _fixes(self):
        """The codes of checks for which there is a place to mend them."""
        return {
            *TABS,
            "address",
            "inbox",
            "certificate",
            "clock",
            "benches",
            "currency",
            "crons",
            "locations",
            "phone",
            "complete",
            "characters",
            "country",
            "email",
            "outbox",
            "messages",
            "mode",
            "copy",
            "accepted",
            "cart",
            "setup",
            "opened",
        }

    def _fix_action(self, code):
        """:return: the action that opens the place where a check is mended"""
        self.ensure_one()
        if code in ("mode", "copy"):
            return self.action_go_live()
        if code == "credentials" and self._missing_credentials():
            return self.action_paste_settings()
        if code in ("phone", "complete", "country"):
            return self._open_places(code)
        if code == "characters":
            return self._open_many(self._odd_contacts(), self.env._("Contacts"))
        if code in ("clock", "benches"):  # mended on the server, not in Odoo
            url = "/amazon_punchin/help#server"
            return {"type": "ir.actions.act_url", "url": url, "target": "new"}
        if code == "books" and not self._has_purchase_journal():
            journals = self.env["account.journal"].sudo()
            own = journals._check_company_domain(self.company_id)
            return self._open_many(journals.search(own), self.env._("Journals"))
        if code in ("address", "inbox", "certificate"):
            return self._open_one(self.endpoint_id)
        if code == "email":
            buyers = self.user_ids or self._with_right("group_user")
            return self._open_many(buyers, self.env._("Buyers"))
        if code == "currency":
            currencies = self.env["res.currency"].with_context(active_test=False)
            return self._open_many(currencies.search([]), self.env._("Currencies"))
        if code == "crons":
            crons = self.env["ir.cron"].sudo().with_context(active_test=False)
            ours = crons.search([("cron_name", "=like", "Amazon Business:%")])
            return self._open_many(ours, self.env._("Scheduled Actions"))
        if code == "locations":
            return self.env["ir.actions.act_window"]._for_xml_id(
                "amazon_punchin.location_action"
            )
        if code in ("outbox", "messages", "setup", "opened", "cart", "accepted"):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "amazon_punchin.message_action"
            )
            action["context"] = {"search_default_group_id": self.id}
            return action
        return self._open_one(self, {"open_page": TABS.get(code)})

    def _open_places(self, code):
        """The contacts of the locations that have this problem."""
        group = self.sudo()
        known = group._known_for_health()
        if code == "country":
            bad = group._abroad(group._places(known))
        else:
            bad = group._places_with(code, known)
        return self._open_many(bad.sudo(False).partner_id, self.env._("Addresses"))

    def _open_one(self, record, context=None):
        self._check_may_mend(record._name)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": context or {},
        }

    def _open_many(self, records, name):
        if len(records) == 1:
            return self._open_one(records)
        self._check_may_mend(records._name)
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", records.ids)],
            "context": {"active_test": False},
        }

    def _check_may_mend(self, model):
        """
        :raise AccessError: with whom to ask; to be led to a page where nothing can be
            changed helps nobody
        """
        if self.env[model].has_access("write"):
            return
        people = self.env.ref("base.group_system").sudo().all_user_ids
        people = people.filtered("active") - self.env.ref("base.user_root")
        if model.startswith("amazon.punchin."):
            names = self.env["amazon.punchin.why"]._administrators()
        else:
            names = ", ".join(people[:3].mapped("name"))
        raise AccessError(
            self.env._(
                "To mend this takes a right that you do not have. Ask %(names)s.",
                names=names or self.env._("an administrator"),
            )
        )
