from odoo import api, fields, models

# Ten steps in the order of R1; what belongs to one bears its number and a letter.
STEPS = (
    ("0", "account"),
    ("0", "administrator"),
    ("1", "group"),
    ("1a", "shared_payment"),
    ("1b", "shared_addresses"),
    ("1c", "direct_group"),
    ("2", "system"),
    ("2a", "banner"),
    ("3", "credentials"),
    ("4", "amazon_addresses"),
    ("5", "locations"),
    ("6", "payment"),
    ("7", "users"),
    ("8", "roles"),
    ("9", "test_order"),
    ("9", "opened"),
    ("9", "setup"),
    ("9", "cart"),
    ("9", "accepted"),
    ("9", "confirmed"),
    ("10", "active"),
)
SEEN_ON_THE_WAY = ("opened", "setup", "cart", "accepted", "confirmed")
"""The parts of the test order; a letter for each that the group needs."""
DONE = ("done", "attention")
AT_AMAZON = {
    "account",
    "administrator",
    "group",
    "shared_payment",
    "shared_addresses",
    "direct_group",
    "system",
    "banner",
    "amazon_addresses",
    "roles",
    "active",
}
"""What only a person can see; the sandbox has it all by itself."""


class Group(models.Model):
    """The set-up checklist: ten steps, each with its place at Amazon (R1, R24)."""

    _inherit = "amazon.punchin.group"

    checklist_ids = fields.One2many(
        "amazon.punchin.check",
        "group_id",
        domain=[("kind", "=", "checklist")],
    )
    checklist_open = fields.Integer(
        string="Open Steps", compute="_compute_checklist_open"
    )

    @api.depends("checklist_ids.status")
    def _compute_checklist_open(self):
        for group in self:
            group.checklist_open = len(group._open_steps())

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups._sync_steps()
        return groups

    def write(self, vals):
        result = super().write(vals)
        if {"use_punchin", "use_punchout", "buying_policy"} & set(vals):
            self._sync_steps()
        return result

    def _open_steps(self):
        """The steps of the checklist that nobody and nothing has ticked."""
        return self.sudo().checklist_ids.filtered(lambda one: one.status != "ok")

    def _steps(self):
        """The steps that this group needs, as `(number, code, finding)`."""
        letters = iter("abcde")
        for number, code in STEPS:
            if not self._needs_step(code):
                continue
            if code in SEEN_ON_THE_WAY:
                number += next(letters)
            finding = False
            if code in ("roles", "setup", "cart"):
                way = "punchin" if self.use_punchin else "punchout"
                finding = f"checklist_{code}_{way}"
            if code == "opened":
                finding = "checklist_setup_punchout"
            yield number, code, finding

    def _needs_step(self, code):
        """Punch-in presupposes a punchout that works: a group with both tries that
        first (R8)."""
        return {
            "banner": self.use_punchin,
            "direct_group": self.buying_policy == "both",
            "opened": self.use_punchin and self.use_punchout,
        }.get(code, True)

    @api.model
    def _steps_at_amazon(self):
        return AT_AMAZON | {"users", "payment", "credentials"}

    def _sync_steps(self):
        """Brings the rows in line with the settings; what was ticked stays ticked."""
        rows, stale = [], self.env["amazon.punchin.check"]
        for group in self:
            wanted = list(group._steps())
            codes = {code for _number, code, _finding in wanted}
            stale |= group.sudo().checklist_ids.filtered(
                lambda one, codes=codes: one.code not in codes
            )
            rows += [
                {
                    "group_id": group.id,
                    "kind": "checklist",
                    "code": code,
                    "number": number,
                    "sequence": sequence,
                    "finding": finding,
                }
                for sequence, (number, code, finding) in enumerate(wanted)
            ]
        stale._unguarded().unlink()
        self.env["amazon.punchin.check"]._keep(rows)
        self._sync_test_steps()

    def _seen_steps(self):
        """What Odoo sees done, for all groups at once.

        :return: dict of `(group id, kind, code)` to the moment, or to True where no
            moment is known
        """
        traffic = self._first_documents()
        seen = {}
        for group in self:
            facts = group._facts_of_settings()
            facts.update(group._facts_of_traffic(traffic))
            if group.marketplace == "sandbox":
                facts.update(dict.fromkeys(AT_AMAZON, True))
            for code, when in facts.items():
                seen[group.id, "checklist", code] = when
        seen.update(self._seen_test_steps())
        return seen

    def _first_documents(self):
        """When each kind of document first went well, in one query.

        :return: dict of `(group, direction, document type)` to datetime
        """
        found = self.env["amazon.punchin.message"]._read_group(
            [
                ("group_id", "in", self.ids),
                ("state", "in", DONE),
            ],
            ["group_id", "direction", "document_type"],
            ["create_date:min"],
        )
        return {tuple(key): when for *key, when in found}

    def _facts_of_settings(self):
        """Steps that are done once the form is filled in."""
        missing = self._missing_settings()
        locations = self.location_ids | self.default_location_id
        return {
            "credentials": not missing,
            "locations": all(one.partner_id.phone for one in locations),
            "payment": bool(self.payment_method_id),
            "users": self.all_users or bool(self.user_ids),
        }

    def _facts_of_traffic(self, traffic):
        """Steps that documents prove, with the moment of the first one."""

        def first(direction, *kinds):
            moments = [traffic.get((self, direction, kind)) for kind in kinds]
            return min(filter(None, moments), default=False)

        inward = first("in", "PunchOutSetupRequest")
        outward = first("out", "PunchOutSetupRequest")
        accepted = first("out", "OrderRequest")
        confirmed = first("in", "ConfirmationRequest")
        return {
            "opened": outward,
            "setup": inward if self.use_punchin else outward,
            "cart": first("in", "PunchOutOrderMessage"),
            "accepted": accepted,
            "confirmed": confirmed,
            "test_order": accepted and confirmed,
        }
