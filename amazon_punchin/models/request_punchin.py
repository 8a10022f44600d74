import base64
import hashlib
import secrets
import traceback
from datetime import UTC, timedelta

from odoo import api, fields, models

from .. import cxml, transport
from .advice import advice
from .message import LONGEST_NAME, UNFINISHED_IN
from .message_inbox import CONCURRENCY

LINK_LIFE = timedelta(seconds=60)
"""How long Amazon keeps the address of a cart (protocol §1b)."""

AGAIN = cxml.Status(500, "Internal Server Error", "Temporary failure, please retry.")


class Request(models.Model):
    """Punch-in: the set-up request, the cart that it points to, and the answer."""

    _inherit = "amazon.punchin.request"

    @api.model
    def _answer_setup(self, message, is_claimed=False):
        """Fetches the cart of a stored set-up request, makes the request document, and
        answers (protocol §1). Commits; raises nothing that a sender could see.

        :param message: the set-up request's `amazon.punchin.message`
        :param is_claimed: whether it was stored with a lease for this answer, so that
            no cron that wakes in between takes it away
        :return: bytes of the answer
        """
        if not is_claimed and not message._claim(UNFINISHED_IN, early=("failed",)):
            return message._status_answer(AGAIN.code, AGAIN.message)
        try:
            setup = cxml.read(message._bytes())
            self._check_punchin(message.group_id)
            cart = self._stored_cart(message) or self._fetch_cart(message, setup)
            self._apply_cart(message, setup, cart)
            message._commit()
            return message._bytes("answer")
        except CONCURRENCY:
            message._rollback()
            message._come_again()
        except cxml.CxmlError as error:
            message._rollback()
            message._refuse(error)
            return message._bytes("answer")
        except transport.TransportError as error:
            message._rollback()
            message._fail(
                self.env._("The cart was not fetched: %s", error), retry=False
            )
        except LinkExpired as error:
            message._rollback()
            message._fail(str(error), retry=False)
            return message._status_answer(400, str(error))
        except Exception:
            message._rollback()
            message._fail(traceback.format_exc())
        return message._status_answer(AGAIN.code, AGAIN.message)

    @api.model
    def _apply_setup(self, message, setup):
        """The cron's part: a set-up request whose server died while answering.

        Without network: a cart that was stored is applied; one that was not is lost
        once its link is, and the message says so. Until then it is `failed`, which
        leaves it to Amazon's next try.

        :return: None, the message is settled here"""
        cart = self._stored_cart(message)
        if cart:
            self._apply_cart(message, setup, cart)
            return
        age = fields.Datetime.now() - message.create_date
        if age > LINK_LIFE:
            _summary, text = advice(self.env, "cart_expired_link")
            again = False
        else:
            text = self.env._("The server stopped before it had fetched the cart.")
            again = message.create_date + LINK_LIFE
        message._unguarded().write(
            {"state": "failed", "error": text, "next_attempt_at": again}
        )

    @api.model
    def _check_punchin(self, group):
        """
        :raise cxml.CxmlError: 400, carts of this group start in Odoo only (R34)
        """
        if not group.sudo().use_punchin:
            raise cxml.CxmlError(
                400,
                f"The group {group.name} takes no carts that start at Amazon. Open "
                "Amazon from Odoo instead.",
            )

    @api.model
    def _stored_cart(self, message):
        """The cart's message, where an earlier attempt came that far."""
        return self.env["amazon.punchin.message"].search(
            [
                ("group_id", "=", message.group_id.id),
                ("direction", "=", "in"),
                ("document_type", "=", "PunchOutOrderMessage"),
                ("payload_id", "=", message.payload_id),
                ("original", "=", True),
            ]
        )

    @api.model
    def _fetch_cart(self, message, setup):
        """Gets the cart and keeps it before anybody reads it (protocol §1b).

        :return: the cart's message
        :raise cxml.CxmlError: 400, the address is none that Odoo may contact
        :raise transport.TransportError: nothing usable came
        :raise LinkExpired: the link's minute is over
        """
        for name, value in (
            ("PoomUrl", setup.poom_url),
            ("UserEmail", setup.user_email),
        ):
            if not value:
                raise cxml.MissingError(
                    400,
                    f"The extrinsic {name} is missing.",
                    path=f"cXML/Request/PunchOutSetupRequest/Extrinsic[@name='{name}']",
                )
        if fields.Datetime.now() - message.create_date > LINK_LIFE:
            raise LinkExpired(advice(self.env, "cart_expired_link")[1])
        policy = message.group_id._transport_policy()
        message._commit()
        try:
            reply = transport.fetch_cart(setup.poom_url, policy=policy)
        except transport.GuardError as error:
            raise cxml.CxmlError(400, f"PoomUrl cannot be used: {error}") from error
        if reply.status != 200:
            raise transport.TransportError(
                "status", f"Amazon answered HTTP {reply.status} for the cart."
            )
        cart, _arrival = message._store(
            message.group_id,
            None,
            reply.body,
            None,
            document_type="PunchOutOrderMessage",
            payload_id=message.payload_id,
            user_email=setup.user_email[:LONGEST_NAME],
            state="done",
            status_code=200,
            duration=reply.duration,
            next_attempt_at=None,
        )
        return cart

    @api.model
    def _apply_cart(self, message, setup, cart_message):
        """Makes the request of a punch-in, once, and its answer to Amazon.

        :raise cxml.CxmlError: 400, the cart cannot be used
        """
        try:
            cart = cxml.read(cart_message._bytes())
        except cxml.CxmlError as error:
            raise cxml.CxmlError(400, error.text, path=error.path) from error
        if not isinstance(cart, cxml.PunchOutOrderMessage) or not cart.items:
            raise cxml.CxmlError(400, "The cart has no items.")
        if cart.payload_id != setup.payload_id:
            raise cxml.CxmlError(400, "The cart bears another payloadID.")
        group = message.group_id
        request = self.search(
            [("group_id", "=", group.id), ("payload_id", "=", setup.payload_id)]
        )
        notes = []
        if not request:
            user, problem = group._find_buyer(setup.user_email)
            request = self._unguarded().create(
                {
                    "group_id": group.id,
                    "origin": "punchin",
                    "payload_id": setup.payload_id,
                    "user_id": user.id,
                    "user_email": setup.user_email[:LONGEST_NAME],
                    "location_id": False,
                    "currency_id": group.company_id.currency_id.id,
                }
            )
            notes = request._take_cart(
                cart, is_test="test" in (setup.deployment_mode, cart.deployment_mode)
            )
            request._announce(problem)
        (message | cart_message)._unguarded().request_ids = [
            fields.Command.link(request.id)
        ]
        values = {
            "state": "attention" if notes or not request.user_id else "done",
            "error": "\n".join(notes),
            "status_code": 200,
            "next_attempt_at": False,
        }
        if not message.answer:
            token = secrets.token_urlsafe(24)
            request._unguarded().start_token = _hash(token)
            answer = self._setup_response(message, token, bool(request.user_id))
            values["answer"] = base64.b64encode(answer)
        message._unguarded().write(values)

    def _announce(self, problem):
        """Tells the buyer that the cart is here, or the responsible that nobody is."""
        if self.user_id:
            spoken = self._speaking_to(self.user_id)
            self._todo(
                spoken.env._("Complete and submit your Amazon cart"),
                False,
                user=self.user_id,
                step=True,
                deadline=fields.Date.to_date(self.expires_on),
            )
        else:
            facts = {"email": self.user_email, "problem": problem}
            self._ask_to_act("buyer", facts=facts, step=True)

    @api.model
    def _setup_response(self, message, token, buyer_exists):
        """The answer that leads the buyer's browser here (protocol §1c, R66).

        :return: bytes
        """
        endpoint = message.endpoint_id
        providers = self.env.get("auth.oauth.provider")
        sso = providers is not None and bool(
            providers.sudo().search_count([("enabled", "=", True)], limit=1)
        )
        flags = (
            f"requiresAuthByCredentials=1&requiresAuthBySSO={int(sso)}"
            f"&buyerExists={int(buyer_exists)}&mobileSupported=1"
            f"&internetSupported={int(endpoint.internet_supported)}"
        )
        return cxml.write(
            cxml.PunchOutSetupResponse(
                payload_id=message._new_payload_id(endpoint),
                timestamp=fields.Datetime.now().replace(tzinfo=UTC),
                language="en-US",
                status=cxml.Status(200, "success"),
                start_page_url=endpoint._link(f"/amazon_punchin/start/{token}?{flags}"),
            )
        )

    @api.model
    def _find_by_start_token(self, token):
        """The request that a StartPage address leads to."""
        return self.sudo().search([("start_token", "=", _hash(token))], limit=1)


class LinkExpired(Exception):
    """The address of the cart is older than its minute; nobody fetches it any more."""


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
