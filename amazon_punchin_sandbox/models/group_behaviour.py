from odoo import fields, models


class Group(models.Model):
    """How the sandbox plays Amazon for this group: the faults that a person switches
    on to see what Odoo makes of them."""

    _inherit = "amazon.punchin.group"

    sandbox_answer = fields.Selection(
        [
            ("ok", "Take it"),
            ("refuse", "Refuse it (cXML 400)"),
            ("error", "Fail (cXML 500)"),
            ("page", "Fail with an HTML page"),
            ("silent", "Hang up without taking it"),
            ("lost", "Take it, then hang up"),
        ],
        string="Orders",
        default="ok",
        copy=False,
        groups="amazon_punchin.group_admin",
        help="What the sandbox does with an order or a decision that arrives.",
    )
    sandbox_punchout = fields.Selection(
        [
            ("ok", "Open the shop"),
            ("secret", "Refuse the credentials (403)"),
            ("user", "Refuse the buyer (403)"),
            ("group", "Refuse the group (403)"),
            ("error", "Fail (cXML 500)"),
            ("page", "Fail with an HTML page"),
            ("silent", "Hang up"),
            ("no_page", "Accept, but name no start page"),
            ("elsewhere", "Lead to a foreign address"),
        ],
        string="Punchout",
        default="ok",
        copy=False,
        groups="amazon_punchin.group_admin",
        help="What the sandbox does when a buyer comes from Odoo.",
    )
    sandbox_link = fields.Selection(
        [
            ("ok", "Works"),
            ("late", "Has lapsed (HTTP 500)"),
            ("broken", "Leads to something unreadable"),
            ("other", "Leads to another cart"),
        ],
        string="Cart Link",
        default="ok",
        copy=False,
        groups="amazon_punchin.group_admin",
        help="What lies behind the link to the cart of a punch-in. Amazon's links live "
        "for one minute.",
    )
    sandbox_form = fields.Selection(
        [
            ("base64", "cxml-base64"),
            ("base64_odd", "cXML-Base64 (odd case)"),
            ("text", "cxml-urlencoded"),
            ("text_odd", "CXML-URLEncoded (odd case)"),
        ],
        string="Cart Form",
        default="base64",
        copy=False,
        groups="amazon_punchin.group_admin",
        help="The field in which the buyer's browser brings the cart of a punchout.",
    )
