import secrets
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .. import cxml
from .advice import guidance
from .plain_text import plain
from .session import hashed


class Request(models.Model):
    """Punchout: from Odoo to Amazon's shop (protocol §2a). The way back is
    :mod:`.request_return`."""

    _inherit = "amazon.punchin.request"

    session_ids = fields.One2many(
        "amazon.punchin.session", "request_id", groups="base.group_system"
    )
    may_browse = fields.Boolean(compute="_compute_may_browse")
    browse_note = fields.Char(compute="_compute_browse_note")

    @api.depends("state", "cart_date", "user_id")
    @api.depends_context("uid")
    def _compute_may_browse(self):
        for request in self:
            request.may_browse = (
                request.state == "open"
                and not request.cart_date
                and request.user_id == self.env.user
                and request.group_id.use_punchout
            )

    @api.depends("state", "cart_date", "session_ids.state")
    def _compute_browse_note(self):
        """Where the visit at Amazon stands, for the request without a cart (R86)."""
        for request in self:
            session = request.sudo().session_ids[:1]
            request.browse_note = (
                request.state == "open"
                and not request.cart_date
                and session
                and request._describe_visit(session)
            )

    def _describe_visit(self, session):
        if session.state == "asking" and not session._has_waited():
            return self.env._("Amazon is being opened in another window.")
        if session.state in ("asking", "refused"):
            return self.env._("%s. Open Amazon to try again.", self._advise(session)[0])
        if session.state == "left":
            return self.env._("You left Amazon without a cart. Nothing was ordered.")
        if session._is_over():
            return self.env._(
                "The visit at Amazon is over. Open Amazon again; the number stays."
            )
        if session.supplier_part_id:
            return self.env._(
                "Amazon is open in another window, for item %(asin)s. Submit the cart "
                "there; it comes back to this request, also if you close this window.",
                asin=session.supplier_part_id,
            )
        return self.env._(
            "Amazon is open in another window. Submit the cart there; it comes back to "
            "this request, also if you close this window."
        )

    def _advise(self, session):
        """Why a visit did not open, for its page; see :func:`guidance`."""
        group = self.group_id.sudo()
        return guidance(
            self.env,
            session.problem or "punchout_late",
            status=session.problem_status,
            said=session.problem_text or "",
            group=group.name,
            responsible=group._helper(),
            email=self.user_email,
        )

    def action_browse(self):
        """Opens Amazon for a request without a cart; on no record, for a new one, or
        for the one that was left without a cart (R79-R82, R86).

        :raise AccessError: somebody else's request
        :raise UserError: the request has its cart, or Amazon cannot be opened
        :return: an action that leads to Amazon by a page of ours, or the question for
            group and place where there is a choice
        """
        if not self:
            return self.env["amazon.punchin.browse.wizard"]._browse()
        return self._open_amazon()

    def _open_amazon(self, asin=None):
        """See :meth:`action_browse`.

        :param asin: of the item whose page shall open, or none for the shop
        """
        self.ensure_one()
        self._check_may_browse()
        self._decide(("open",))
        if self.cart_date:
            raise UserError(
                self.env._(
                    "%(name)s has its cart already. Shop again with a new request.",
                    name=self.name,
                )
            )
        self._open_session(asin)
        return {
            "type": "ir.actions.act_url",
            "url": f"/amazon_punchin/go/{self.id}",
            "target": "new",
            "close": True,
        }

    def _check_may_browse(self):
        """
        :raise AccessError: the cart would come under somebody else's name
        :raise UserError: Amazon cannot be opened, with what to do
        """
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._(
                    "%(name)s belongs to %(buyer)s: Amazon opens under the buyer's own "
                    "name. Start a request of your own.",
                    name=self.name,
                    buyer=self.user_id.name or self.user_email,
                )
            )
        group = self.group_id
        if group._buyer_problem(self.env.user) or not group._may_punch_out():
            raise UserError(
                self.env._(
                    "Amazon cannot be opened for the group %(group)s at the moment: "
                    "you are not among its buyers, or its settings are not complete. "
                    "See under Help, Why Can I Not Buy?, or ask %(name)s.",
                    group=group.name,
                    name=group._helper(),
                )
            )
        if not self.env.user.email:
            raise UserError(
                self.env._(
                    "You have no e-mail address in Odoo, by which Amazon knows you. "
                    "Enter it in your preferences: the same as at Amazon."
                )
            )

    def _open_session(self, asin):
        """A new visit at Amazon, on its way: the set-up request is queued.

        The values that Amazon gets are random, used once, and kept as hashes; the
        document that bears them forgets them once it is answered.
        """
        if not self.group_id.sudo().opens_items:
            asin = None
        token, cookie = (secrets.token_urlsafe(32) for _each in range(2))
        marks = {"return_token": hashed(token), "buyer_cookie": hashed(cookie)}
        self._unguarded().write({**marks, "user_email": self.env.user.email})
        session = (
            self.env["amazon.punchin.session"]
            ._unguarded()
            .create({"request_id": self.id, "supplier_part_id": asin, **marks})
        )
        document = self._prepare_setup(token, cookie, asin)
        messages = self.env["amazon.punchin.message"]
        message = messages._queue(self.group_id.sudo(), document, self)
        message._unguarded().session_id = session

    def _prepare_setup(self, token, cookie, asin):
        """:return: `cxml.PunchOutSetupRequest` (protocol §2a)"""
        group = self.group_id.sudo()
        partner = self.location_id.sudo().partner_id
        code = self.location_id.sudo().address_code
        messages = self.env["amazon.punchin.message"]
        email = self.user_email
        return cxml.PunchOutSetupRequest(
            payload_id=messages._new_payload_id(group.endpoint_id),
            timestamp=fields.Datetime.now().replace(tzinfo=UTC),
            language="en-US",
            header=group._header(),
            deployment_mode="test" if group.mode == "test" else "production",
            buyer_cookie=cookie,
            user_email=email,
            extrinsics=(cxml.Extrinsic("UserBusinessUnit", plain(group.name)),),
            browser_form_post_url=group.endpoint_id._link(
                f"/amazon_punchin/cart/{token}"
            ),
            contacts=(
                cxml.Contact(
                    role="endUser", name=plain(self.user_id.name, 50), email=email
                ),
            ),
            ship_to=group._address(partner, code) if partner else None,
            selected_part_id=asin or None,
        )


class Group(models.Model):
    _inherit = "amazon.punchin.group"

    opens_items = fields.Boolean(
        string="Open Items in the Shop",
        default=True,
        help="Buy Again opens the item itself in the visit (SelectedItem). Switch it "
        "off if Amazon refuses that: then the item's own page opens.",
    )

    def _may_punch_out(self):
        """Whether Amazon can be opened from Odoo for this group."""
        group = self.sudo()
        return bool(
            group.active
            and group.use_punchout
            and group.punchout_url
            and group.from_identity
            and group.shared_secret
        )

    @api.model
    def _groups_to_shop(self):
        """The groups in which the user can open Amazon now, of the companies that the
        user works in at this moment."""
        groups = self.search(
            [("company_id", "in", self.env.companies.ids), ("use_punchout", "=", True)]
        )
        return groups.filtered(
            lambda group: (
                group._may_punch_out() and not group._buyer_problem(self.env.user)
            )
        )
