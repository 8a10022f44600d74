import base64
import hashlib
import secrets
import traceback
from datetime import UTC, timedelta

from odoo import api, fields, models

from .. import cxml, transport
from .advice import advice
from .message_inbox import CONCURRENCY
from .unit_codes import find_unit

LINK_LIFE = timedelta(seconds=60)
"""How long Amazon keeps the address of a cart (protocol §1b)."""

CART_LIFE = timedelta(days=7)
"""How long Amazon keeps prices and stock of a cart (protocol §1e)."""

AGAIN = cxml.Status(500, "Internal Server Error", "Temporary failure, please retry.")


class Request(models.Model):
    _inherit = "amazon.punchin.request"

    @api.model
    def _answer_setup(self, message):
        """Fetches the cart of a stored set-up request, makes the request document, and
        answers (protocol §1). Commits; raises nothing that a sender could see.

        :param message: the set-up request's `amazon.punchin.message`
        :return: bytes of the answer
        """
        if not message._claim(("received", "failed")):
            return message._status_answer(AGAIN.code, AGAIN.message)
        try:
            setup = cxml.read(message._bytes())
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
        once its link is, and the message says so."""
        cart = self._stored_cart(message)
        if cart:
            return self._apply_cart(message, setup, cart)
        age = fields.Datetime.now() - message.create_date
        if age > LINK_LIFE:
            _summary, text = advice(self.env, "cart_expired_link")
            message._unguarded().write(
                {"state": "failed", "error": text, "next_attempt_at": False}
            )
        else:
            message._unguarded().next_attempt_at = message.create_date + LINK_LIFE
        return []

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
            user_email=setup.user_email,
            state="done",
            status_code=200,
            duration=reply.duration,
            next_attempt_at=None,
        )
        return cart

    @api.model
    def _apply_cart(self, message, setup, cart_message):
        """Makes the request of a punch-in, once, and its answer to Amazon.

        :return: sentences that need a person's attention
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
        token = secrets.token_urlsafe(24)
        if not request:
            user, problem = group._find_buyer(setup.user_email)
            request = self._unguarded().create(
                {
                    "group_id": group.id,
                    "origin": "punchin",
                    "payload_id": setup.payload_id,
                    "user_id": user.id,
                    "user_email": setup.user_email,
                    "location_id": False,
                    "currency_id": group.company_id.currency_id.id,
                }
            )
            notes = request._take_cart(
                cart, is_test="test" in (setup.deployment_mode, cart.deployment_mode)
            )
            request._announce(problem)
        request._unguarded().start_token = _hash(token)
        (message | cart_message)._unguarded().request_ids = [
            fields.Command.link(request.id)
        ]
        answer = self._setup_response(message, token, bool(request.user_id))
        message._unguarded().write(
            {
                "state": "attention" if notes or not request.user_id else "done",
                "error": "\n".join(notes),
                "status_code": 200,
                "next_attempt_at": False,
                "answer": base64.b64encode(answer),
            }
        )
        return notes

    def _announce(self, problem):
        """Tells the buyer that the cart is here, or the responsible that nobody is."""
        if self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Complete and submit your Amazon cart"),
                user_id=self.user_id.id,
                date_deadline=fields.Date.to_date(self.expires_on),
            )
        else:
            summary, text = advice(
                self.env, "buyer", email=self.user_email, problem=problem
            )
            self._todo(summary, text)

    def _take_cart(self, cart, is_test=False):
        """Writes a cart onto this request, line by line, in the cart's order.

        :param cart: `cxml.PunchOutOrderMessage`
        :param is_test: whether one of its documents said so
        :return: sentences that need a person's attention
        """
        self.ensure_one()
        group = self.group_id
        notes = []
        codes = {item.detail.unit_price.currency for item in cart.items}
        codes |= {money.currency for money in _monies(cart)}
        currencies = (
            self.env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "in", sorted(codes))])
        )
        currency = currencies[:1] or group.company_id.currency_id
        mixed = len(codes) > 1 or len(currencies) != 1
        if mixed:
            notes.append(
                self.env._(
                    "The cart has amounts in %(codes)s. It is kept but cannot be "
                    "released: one order has one currency.",
                    codes=", ".join(sorted(codes)),
                )
            )
        now = fields.Datetime.now()
        address = cxml.amazon.cart_ship_to(cart)
        location = group.sudo()._locations()._match(address)
        lines, unit_notes = self._prepare_lines(cart, currency)
        request = self._unguarded()
        request.write(
            {
                "currency_id": currency.id,
                "has_mixed_currency": mixed,
                "cart_date": now,
                "expires_on": now + CART_LIFE,
                "is_test": is_test or group.mode == "test",
                "came_as_test": is_test,
                "amount_goods": currency.round(
                    sum(one["price_subtotal"] for one in lines)
                ),
                "amount_shipping_estimate": float(cart.shipping.amount)
                if cart.shipping
                else 0.0,
                "amount_tax_estimate": float(cart.tax.money.amount)
                if cart.tax
                else 0.0,
                "location_id": location.id or group.sudo().default_location_id.id,
                "address_matched": bool(location) or address is None,
                "ship_to_text": _address_text(address),
                "line_ids": [fields.Command.create(one) for one in lines],
            }
        )
        if cart.total and currency.compare_amounts(
            float(cart.total.amount), request.amount_goods
        ):
            notes.append(
                self.env._(
                    "The cart's total is %(total)s, but its lines add up to %(sum)s.",
                    total=cart.total.amount,
                    sum=request.amount_goods,
                )
            )
        return notes + unit_notes

    def _prepare_lines(self, cart, currency):
        """Values of one request line per cart item, numbered in the cart's order.

        :return: `(list of values, sentences that need attention)`
        """
        amazon = cxml.amazon
        values, notes = [], []
        for number, item in enumerate(cart.items, start=1):
            detail = item.detail
            unit, known = find_unit(self.env, detail.unit_of_measure)
            if not known:
                notes.append(
                    self.env._(
                        "Line %(number)s: the unit %(code)s is unknown and counts as "
                        "Units.",
                        number=number,
                        code=detail.unit_of_measure,
                    )
                )
            price = float(detail.unit_price.amount)
            values.append(
                {
                    "line_number": number,
                    "currency_id": currency.id,
                    "supplier_part_id": item.supplier_part_id,
                    "supplier_part_auxiliary_id": item.supplier_part_auxiliary_id,
                    "name": detail.description or item.supplier_part_id,
                    "quantity": float(item.quantity),
                    "uom_code": detail.unit_of_measure,
                    "product_uom_id": unit.id,
                    "price_unit": price,
                    "price_subtotal": currency.round(
                        float(item.quantity * detail.unit_price.amount)
                    ),
                    "amount_shipping_estimate": float(item.shipping.amount)
                    if item.shipping
                    else 0.0,
                    "amount_tax_estimate": float(item.tax.money.amount)
                    if item.tax
                    else 0.0,
                    "unspsc": next(
                        (
                            one.code
                            for one in detail.classifications
                            if one.domain.upper() == "UNSPSC"
                        ),
                        False,
                    ),
                    "manufacturer_name": detail.manufacturer_name,
                    "manufacturer_part_id": detail.manufacturer_part_id,
                    "barcode": amazon.ean(detail) or amazon.upc(detail),
                    "sold_by": amazon.sold_by(detail),
                    "fulfilled_by": amazon.fulfilled_by(detail),
                    "condition": amazon.condition(detail),
                    "detail_url": amazon.detail_url(detail),
                }
            )
        return values, notes

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
            f"&buyerExists={int(buyer_exists)}&mobileSupported=1&internetSupported=1"
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


def _monies(cart):
    """The amounts of a cart beside its prices."""
    taxes = [cart.tax, *(item.tax for item in cart.items)]
    found = [cart.total, cart.shipping, *(item.shipping for item in cart.items)]
    found += [tax.money for tax in taxes if tax]
    return [money for money in found if money]


def _address_text(address):
    """A ship-to as lines for people to compare."""
    if address is None:
        return False
    lines = [
        address.name,
        *address.deliver_to,
        *address.street,
        " ".join(filter(None, (address.city, address.state, address.postal_code))),
        address.country_name or address.country_code,
    ]
    return "\n".join(filter(None, lines))
