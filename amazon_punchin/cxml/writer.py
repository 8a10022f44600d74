"""Typed documents to bytes: by lxml alone, in the order of the DTDs (protocol §5.7)."""

from lxml import etree

from . import documents
from .errors import MissingError, NotXmlError, UnwritableError
from .writing.answers import (
    profile_request,
    profile_response,
    punch_out_setup_response,
    response,
)
from .writing.invoices import invoice_detail_request
from .writing.orders import (
    confirmation_request,
    order_request,
    status_update_request,
)
from .writing.parts import add_status
from .writing.punchout import punch_out_order_message, punch_out_setup_request
from .writing.shipments import ship_notice_request
from .writing.tree import LANG, add, moment, written

WRITERS = {
    documents.ConfirmationRequest: confirmation_request,
    documents.InvoiceDetailRequest: invoice_detail_request,
    documents.OrderRequest: order_request,
    documents.ProfileRequest: profile_request,
    documents.ProfileResponse: profile_response,
    documents.PunchOutOrderMessage: punch_out_order_message,
    documents.PunchOutSetupRequest: punch_out_setup_request,
    documents.PunchOutSetupResponse: punch_out_setup_response,
    documents.Response: response,
    documents.ShipNoticeRequest: ship_notice_request,
    documents.StatusUpdateRequest: status_update_request,
}
"""How each document is written, by its class."""

_DTD = "http://xml.cxml.org/schemas/cXML/{0}/{1}.dtd"
_BASE = ("1.2.014", "cXML")
_DTDS = {
    documents.ConfirmationRequest: ("1.2.024", "Fulfill"),
    documents.ShipNoticeRequest: ("1.2.024", "Fulfill"),
    documents.InvoiceDetailRequest: ("1.2.024", "InvoiceDetail"),
}
_FROZEN = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    strip_cdata=False,
)


def write(document, *, secret=None):
    """The bytes of a document, valid against its DTD.

    :param document: one of :data:`.documents.DOCUMENTS`
    :param secret: the shared secret for the Sender's first credential; a document that
        is frozen for later goes without, see :func:`insert_secret`
    :raise UnwritableError: a part is missing that the grammar demands, or a value is
        none that XML can hold
    """
    writer = WRITERS[type(document)]
    version, dtd = _DTDS.get(type(document), _BASE)
    root = etree.Element("cXML", version=version)
    _set_root(root, document)
    if isinstance(document, documents.Response):
        writer(add(root, "Response"), document)
    else:
        _add_header(root, document)
        writer(_add_outer(root, document), document)
    if secret is not None:
        _put_secret(root, secret)
    doctype = f'<!DOCTYPE cXML SYSTEM "{_DTD.format(version, dtd)}">'
    body = etree.tostring(
        root,
        xml_declaration=True,
        encoding="UTF-8",
        pretty_print=True,
        doctype=doctype,
    )
    return body.rstrip()


def insert_secret(body, secret):
    """A frozen document of ours with the present secret in it; all else is equal.

    :param body: bytes that :func:`write` made
    :param secret: replaces whatever secret stands there
    :raise NotXmlError: not the bytes of a document of ours
    :raise MissingError: it has no Sender
    :raise UnwritableError: a secret that XML cannot hold
    """
    try:
        root = etree.fromstring(body, _FROZEN)
    except etree.XMLSyntaxError:
        raise NotXmlError(500, "The stored document cannot be read.") from None
    _put_secret(root, secret)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


def _set_root(root, document):
    is_answer = isinstance(document, documents.Response)
    if not is_answer and not document.payload_id:
        raise UnwritableError(500, "A request needs a payloadID.", "cXML/@payloadID")
    try:
        root.set("payloadID", document.payload_id)
        root.set("timestamp", written(moment(document.timestamp)))
        if document.language:
            root.set(LANG, document.language)
    except ValueError as error:
        raise UnwritableError(
            500, f"A value cannot be written: {error}", "cXML"
        ) from None


def _add_header(root, document):
    header = add(root, "Header")
    for name, credentials in (
        ("From", document.header.from_),
        ("To", document.header.to),
        ("Sender", document.header.sender),
    ):
        if not credentials:
            raise UnwritableError(
                500, "A party has no identity.", f"cXML/Header/{name}"
            )
        party = add(header, name)
        for each in credentials:
            credential = add(party, "Credential", domain=each.domain)
            add(credential, "Identity", each.identity)
    add(party, "UserAgent", document.header.user_agent or "")


def _add_outer(root, document):
    """The Request, or the Message, which may bear a status of its own."""
    is_message = isinstance(document, documents.PunchOutOrderMessage)
    name = "Message" if is_message else "Request"
    outer = add(root, name, deploymentMode=document.deployment_mode)
    if is_message and document.status is not None:
        add_status(outer, document.status, document.language)
    return outer


def _put_secret(root, secret):
    credential = root.find("Header/Sender/Credential")
    if credential is None:
        raise MissingError(500, "There is no Sender.", "cXML/Header/Sender")
    for each in root.findall("Header/Sender/Credential/SharedSecret"):
        each.getprevious().tail = each.tail
        each.getparent().remove(each)
    element = etree.Element("SharedSecret")
    try:
        element.text = secret
    except ValueError:
        raise UnwritableError(
            500, "The secret has characters that XML cannot hold."
        ) from None
    identity = credential.find("Identity")
    element.tail, identity.tail = identity.tail, credential.text
    credential.insert(credential.index(identity) + 1, element)
