"""Amazon's documents as text, made without the addon's own reader and writer
(protocol §§1, 3): what these get wrong together, no bench would see."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

PRICE = 10

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Partner:
    """A group as Amazon knows it: who it is, and where its inbox is."""

    url: str
    identity: str
    secret: str


def new_payload_id() -> str:
    return f"{time.time_ns()}.{next(_numbers)}@amazon.com"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def setup(partner: Partner, payload_id: str, email: str, poom_url: str) -> bytes:
    return _request(
        partner,
        payload_id,
        '<PunchOutSetupRequest operation="create"><BuyerCookie/>'
        f'<Extrinsic name="UserEmail">{email}</Extrinsic>'
        f'<Extrinsic name="PoomUrl">{poom_url}</Extrinsic>'
        "</PunchOutSetupRequest>",
    )


def cart(payload_id: str, lines: int) -> bytes:
    """All at the same price, so that a total is easily checked."""
    items = "".join(
        f'<ItemIn quantity="{quantity(number)}"><ItemID>'
        f"<SupplierPartID>B0FAULT{number:03}</SupplierPartID>"
        f"<SupplierPartAuxiliaryID>147-29,{number}</SupplierPartAuxiliaryID></ItemID>"
        f'<ItemDetail><UnitPrice><Money currency="USD">{PRICE}.00</Money></UnitPrice>'
        f'<Description xml:lang="en-US">Article {number}</Description>'
        "<UnitOfMeasure>EA</UnitOfMeasure>"
        '<Classification domain="UNSPSC">44121700</Classification></ItemDetail>'
        "</ItemIn>"
        for number in range(1, lines + 1)
    )
    total = PRICE * sum(quantity(number) for number in range(1, lines + 1))
    return _cxml(
        payload_id,
        f"<Header>{_party('From')}{_party('To')}{_party('Sender')}</Header>"
        "<Message><PunchOutOrderMessage><BuyerCookie/>"
        '<PunchOutOrderMessageHeader operationAllowed="create">'
        f'<Total><Money currency="USD">{total}.00</Money></Total>'
        f"</PunchOutOrderMessageHeader>{items}</PunchOutOrderMessage></Message>",
    )


def quantity(number: int) -> int:
    """Units of a cart's line."""
    return (number - 1) % 10 + 1


def confirmation(partner: Partner, payload_id: str, order_id: str, lines: int) -> bytes:
    """All units of all lines are accepted."""
    items = "".join(
        f'<ConfirmationItem quantity="{units}" lineNumber="{number}">{EACH}'
        f'<ConfirmationStatus quantity="{units}" type="detail">{EACH}'
        "</ConfirmationStatus></ConfirmationItem>"
        for number, units in _all(lines)
    )
    return _request(
        partner,
        payload_id,
        f'<ConfirmationRequest><ConfirmationHeader confirmID="111-{order_id}"'
        f' operation="new" type="detail" noticeDate="{now()}"/>'
        f'<OrderReference orderID="{order_id}"/>{items}</ConfirmationRequest>',
    )


def ship_notice(
    partner: Partner,
    payload_id: str,
    shipment_id: str,
    order_id: str,
    units: Sequence[tuple[int, int]],
) -> bytes:
    """:param units: pairs of line number and quantity"""
    items = "".join(
        f'<ShipNoticeItem quantity="{count}" lineNumber="{number}">{EACH}'
        "</ShipNoticeItem>"
        for number, count in units
    )
    return _request(
        partner,
        payload_id,
        f'<ShipNoticeRequest><ShipNoticeHeader shipmentID="{shipment_id}"'
        f' operation="new" noticeDate="{now()}" shipmentDate="{now()}"/><ShipControl>'
        '<CarrierIdentifier domain="companyName">UPS</CarrierIdentifier>'
        f"<ShipmentIdentifier>1Z{shipment_id}</ShipmentIdentifier></ShipControl>"
        f'<ShipNoticePortion><OrderReference orderID="{order_id}"/>{items}'
        "</ShipNoticePortion></ShipNoticeRequest>",
    )


def whole(partner: Partner, payload_id: str, order_id: str, lines: int) -> bytes:
    """A notice of all units of all lines."""
    return ship_notice(partner, payload_id, order_id, order_id, _all(lines))


def answer(code: int, text: str) -> bytes:
    return _cxml(
        new_payload_id(),
        f'<Response><Status code="{code}" text="{text}"/></Response>',
    )


EACH = "<UnitOfMeasure>EA</UnitOfMeasure>"


def _all(lines: int) -> list[tuple[int, int]]:
    return [(number, quantity(number)) for number in range(1, lines + 1)]


def _request(partner: Partner, payload_id: str, content: str) -> bytes:
    secret = f"<SharedSecret>{partner.secret}</SharedSecret>"
    return _cxml(
        payload_id,
        f"<Header>{_party('From')}{_party('To', partner.identity)}"
        f"{_party('Sender', partner.identity, secret)}</Header>"
        f"<Request>{content}</Request>",
    )


def _party(role: str, identity: str = "Amazon", secret: str = "") -> str:
    agent = "<UserAgent>Amazon</UserAgent>" if role == "Sender" else ""
    return (
        f'<{role}><Credential domain="NetworkId"><Identity>{identity}</Identity>'
        f"{secret}</Credential>{agent}</{role}>"
    )


def _cxml(payload_id: str, content: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<cXML payloadID="{payload_id}" timestamp="{now()}" xml:lang="en-US">'
        f"{content}</cXML>"
    ).encode()
