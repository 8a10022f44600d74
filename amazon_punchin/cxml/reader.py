"""Bytes to typed documents: :func:`envelope` tells who sent what, :func:`read` the
rest, from the same tree, so that nothing is parsed twice.
"""

from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from .errors import MissingError, UnsupportedError
from .parser import LIMIT, parse
from .reading.answers import (
    profile_request,
    profile_response,
    punch_out_setup_response,
    response,
)
from .reading.faults import missing
from .reading.invoices import invoice_detail_request
from .reading.orders import (
    confirmation_request,
    order_request,
    status_update_request,
)
from .reading.parts import Parts
from .reading.punchout import punch_out_order_message, punch_out_setup_request
from .reading.scalars import LANG, moment, text
from .reading.shipments import ship_notice_request
from .values import Credential, Header

READERS = {
    "ConfirmationRequest": confirmation_request,
    "InvoiceDetailRequest": invoice_detail_request,
    "OrderRequest": order_request,
    "ProfileRequest": profile_request,
    "ProfileResponse": profile_response,
    "PunchOutOrderMessage": punch_out_order_message,
    "PunchOutSetupRequest": punch_out_setup_request,
    "PunchOutSetupResponse": punch_out_setup_response,
    "Response": response,
    "ShipNoticeRequest": ship_notice_request,
    "StatusUpdateRequest": status_update_request,
}
"""How each document is read, by the name of its element."""

_new = tuple.__new__
_ANSWERS = ("PunchOutSetupResponse", "ProfileResponse")
_NO_HEADER = (*_ANSWERS, "Response")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Envelope:
    """What has to be known of a document before anything is believed of it.

    ``document_type`` is the name of the element under Request or Message, also one
    that :func:`read` does not support; for an answer ``PunchOutSetupResponse``,
    ``ProfileResponse`` or ``Response``. ``shared_secret`` is the Sender's first, and
    ``None`` where there is none.
    """

    document_type: str
    payload_id: str
    timestamp: datetime | None
    language: str | None
    header: Header
    shared_secret: str | None = field(repr=False)
    deployment_mode: str
    tree: etree._Element = field(repr=False)
    content: etree._Element = field(repr=False)

    def identities(self, role):
        """The identities of a party.

        :param role: ``from_``, ``to`` or ``sender``
        :return: tuple of str
        """
        return tuple([each.identity for each in getattr(self.header, role)])


def envelope(body, limit=LIMIT):
    """Parses once, hardened, and tells who sends what to whom.

    :param body: bytes as received
    :param limit: the largest accepted size in bytes
    :raise NotXmlError: not a well-formed cXML document
    :raise HostileXmlError: what no honest document contains (protocol §5.1)
    :raise TooLargeError: more bytes than ``limit``
    :raise MissingError: no Request, Message or Response, no Header, no payloadID;
        answers may lack the latter two (protocol §2a)
    """
    root = parse(body, limit)
    outer = parties = None
    for each in root[::-1]:
        match each.tag:
            case "Request" | "Message" | "Response":
                outer = each
            case "Header":
                parties = each
    if outer is None:
        raise missing(root, "Request")
    payload_id = (root.get("payloadID") or "").strip()
    if outer.tag == "Response":
        content = _answer_content(outer)
    else:
        content = _request_content(outer)
        if not payload_id or parties is None:
            raise _incomplete(content, "Header" if payload_id else "@payloadID")
    header, secret = _header(parties)
    return Envelope(
        document_type=content.tag,
        payload_id=payload_id,
        timestamp=moment(root.get("timestamp")),
        language=root.get(LANG) or None,
        header=header,
        shared_secret=secret,
        deployment_mode=deployment_mode(outer),
        tree=root,
        content=content,
    )


def read(body):
    """The typed document.

    :param body: bytes as received, or the :class:`Envelope` made of them
    :return: one of :data:`.documents.DOCUMENTS`
    :raise UnsupportedError: a Request or Message of a type that is not spoken here
    :raise CxmlError: as :func:`envelope`, and a part that is missing or means nothing
    """
    found = body if isinstance(body, Envelope) else envelope(body)
    reader = READERS.get(found.document_type)
    if reader is None:
        raise UnsupportedError(
            450,
            f"{found.document_type} is not supported.",
            path="/".join(
                [each.tag for each in found.content.iterancestors()][::-1]
                + [found.document_type]
            ),
            document_type=found.document_type,
        )
    common = {
        "payload_id": found.payload_id,
        "timestamp": found.timestamp,
        "language": found.language,
    }
    if found.document_type not in _NO_HEADER:
        common["header"] = found.header
        common["deployment_mode"] = found.deployment_mode
    return reader(Parts(), found.content, common)


def deployment_mode(outer):
    """``test`` or ``production``; silence means production (protocol §0)."""
    mode = (outer.get("deploymentMode") or "").strip().lower()
    return mode or "production"


def _answer_content(outer):
    return next(outer.iterchildren(*_ANSWERS), outer)


def _request_content(outer):
    for each in outer[:]:
        if each.tag != "Status":
            return each
    raise missing(outer, "PunchOutOrderMessage" if outer.tag == "Message" else "*")


def _incomplete(content, lacking):
    """Names the document's own type in the error, which the root cannot know."""
    error = missing(content, "")
    return MissingError(
        error.code,
        error.text,
        path=f"cXML/{lacking}",
        document_type=error.document_type,
    )


def _header(element):
    """The parties, and the secret that stands beside the Sender's identity."""
    if element is None:
        return Header(), None
    from_ = to = sender = None
    for each in element[::-1]:
        match each.tag:
            case "From":
                from_ = each
            case "To":
                to = each
            case "Sender":
                sender = each
    senders, secret, agent = _party(sender)
    parties = Header(
        from_=_party(from_)[0], to=_party(to)[0], sender=senders, user_agent=agent
    )
    return parties, secret


def _party(element):
    """The credentials of a party, the first secret among them, and its UserAgent."""
    found, secret, agent = [], None, None
    for each in () if element is None else element[:]:
        match each.tag:
            case "Credential":
                identity = shared = None
                for part in each[::-1]:
                    match part.tag:
                        case "Identity":
                            identity = part
                        case "SharedSecret":
                            shared = part
                domain = (each.get("domain") or "").strip()
                found.append(_new(Credential, (domain, text(identity))))
                secret = secret or text(shared) or None
            case "UserAgent":
                agent = agent or text(each) or None
    return tuple(found), secret, agent
