import base64

from odoo import api, fields, models


class ProblemWizard(models.TransientModel):
    """Asks what is wrong with something that arrived, or did not (E10)."""

    _name = "amazon.punchin.problem.wizard"
    _description = "Report a Problem"

    request_id = fields.Many2one(
        "amazon.punchin.request", required=True, readonly=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "amazon.punchin.request.line",
        string="Item",
        compute="_compute_line_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        required=True,
        domain="[('request_id', '=', request_id)]",
        ondelete="cascade",
    )
    quantity = fields.Float(
        compute="_compute_quantity",
        digits="Product Unit",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    what = fields.Selection(
        [
            ("damaged", "Damaged or broken"),
            ("missing", "Missing, although it was delivered"),
            ("wrong", "Something else than ordered"),
            ("late", "Not arrived in time"),
            ("unneeded", "No longer needed"),
        ],
        string="What Is Wrong",
        required=True,
        default="damaged",
    )
    wanted = fields.Selection(
        [("refund", "Money back"), ("replacement", "A replacement")],
        required=True,
        default="refund",
    )
    note = fields.Text(string="More About It")
    photo = fields.Binary(attachment=False)
    photo_name = fields.Char()

    @api.model
    def default_get(self, names):
        """From a package as well as from its request."""
        values = super().default_get(names)
        if self.env.context.get("active_model") == "amazon.punchin.shipment":
            shipment = self.env["amazon.punchin.shipment"].browse(
                self.env.context.get("active_id")
            )
            values["request_id"] = shipment.request_id.id
            values["line_id"] = shipment.line_ids.request_line_id[:1].id
        elif self.env.context.get("active_model") == "amazon.punchin.request":
            values["request_id"] = self.env.context.get("active_id")
        return {
            name: value for name, value in values.items() if name in names and value
        }

    @api.depends("request_id")
    def _compute_line_id(self):
        for wizard in self:
            if wizard.line_id not in wizard.request_id.line_ids:
                wizard.line_id = wizard.request_id.line_ids[:1]

    @api.depends("line_id")
    def _compute_quantity(self):
        for wizard in self:
            wizard.quantity = wizard.line_id.quantity

    def action_report(self):
        self.ensure_one()
        said = dict(self._fields["what"]._description_selection(self.env))
        hoped = dict(self._fields["wanted"]._description_selection(self.env))
        photo = None
        if self.photo:
            name = self.photo_name or self.env._("Photo")
            photo = (name, base64.b64decode(self.photo))
        self.request_id.report_problem(
            self.line_id,
            self.quantity,
            said[self.what],
            hoped[self.wanted],
            note=self.note or "",
            photo=photo,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Reported. You see on %s what becomes of it.",
                    self.request_id.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
