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
from .reading.scalars import LANG, child, children, moment, text
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

_ANSWERS = ("PunchOutSetupResponse", "ProfileResponse")


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
    outer = next(root.iterchildren("Request", "Message", "Response"), None)
    if outer is None:
        raise missing(root, "Request")
    is_answer = outer.tag == "Response"
    content = _answer_content(outer) if is_answer else _request_content(outer)
    if not is_answer:
        _check_complete(root, content)
    header, secret = _header(root)
    return Envelope(
        document_type=content.tag,
        payload_id=(root.get("payloadID") or "").strip(),
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
    if found.content.tag not in (*_ANSWERS, "Response"):
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
    for each in outer.iterchildren():
        if each.tag != "Status":
            return each
    raise missing(outer, "PunchOutOrderMessage" if outer.tag == "Message" else "*")


def _check_complete(root, content):
    """Names the document's own type in the error, which the root cannot know."""
    lacking = None
    if not (root.get("payloadID") or "").strip():
        lacking = "@payloadID"
    elif child(root, "Header") is None:
        lacking = "Header"
    if lacking:
        error = missing(content, "")
        raise MissingError(
            error.code,
            error.text,
            path=f"cXML/{lacking}",
            document_type=error.document_type,
        )


def _header(root):
    """The parties, and the secret that stands beside the Sender's identity."""
    header = child(root, "Header")
    if header is None:
        return Header(), None
    found = children(header).get
    sender = found("Sender")
    agent = None if sender is None else child(sender, "UserAgent")
    senders, secret = _credentials(sender)
    parties = Header(
        from_=_credentials(found("From"))[0],
        to=_credentials(found("To"))[0],
        sender=senders,
        user_agent=text(agent) or None,
    )
    return parties, secret


def _credentials(party):
    """The credentials of a party, and the first secret among them."""
    found, secret = [], None
    for element in () if party is None else party[:]:
        if element.tag == "Credential":
            part = children(element).get
            domain = (element.get("domain") or "").strip()
            found.append(Credential(domain, text(part("Identity"))))
            secret = secret or text(part("SharedSecret")) or None
    return tuple(found), secret
