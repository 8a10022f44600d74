"""Amazon's side of the wire: documents posted to the inbox of a running server.

The documents are bytes of an lxml tree, made without the addon's own reader and
writer: what these get wrong together, a journey would not see.
"""

import base64
import http.client
import itertools
import time
from contextlib import closing, suppress
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from clock import wait_until
from lxml import etree
from lxml.builder import E
from shop import Shop

from tools.play import DESK, GROUP
from tools.rpc import Session

MESSAGE = "amazon.punchin.message"
DOCUMENT = "amazon.punchin.sandbox.document"
TIMEOUT_SECONDS = 10

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """HTTP status, and what the cXML Status in the body says."""

    http: int
    code: int
    text: str
    body: bytes
    headers: dict

    def element(self, path: str) -> str | None:
        """Text of an element somewhere in the answer."""
        return etree.fromstring(self.body).findtext(f".//{path}")


def payload_id() -> str:
    return f"{time.time_ns()}.{next(_numbers)}@amazon.com"


def post(url: str, body: bytes, method: str = "POST", **headers: str) -> Answer:
    """Post a document and read the cXML answer, whatever its HTTP status is.

    A server may answer before it has read a body that is too large.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=TIMEOUT_SECONDS)
    with closing(connection):
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.request(
                method, parts.path, body, {"Content-Type": "text/xml", **headers}
            )
        return answer_of(connection.getresponse())


def answer_of(reply: http.client.HTTPResponse) -> Answer:
    """What a response says; raises where it bears no cXML."""
    content = reply.read()
    status = etree.fromstring(content).find("Response/Status")
    return Answer(
        reply.status,
        int(status.get("code")),
        status.text or "",
        content,
        dict(reply.getheaders()),
    )


@dataclass(frozen=True)
class Inbox:
    """The address that Amazon posts to, as one of its groups."""

    admin: Session
    group: int
    url: str
    identity: str
    secret: str

    @classmethod
    def of(cls, admin: Session, group: int) -> "Inbox":
        """With the secret that an administrator sees who asks for it."""
        found = admin.read(GROUP, group, "endpoint_url", "from_identity")
        shown = admin.call(GROUP, "action_show_secret", [group])
        secret = admin.read(shown["res_model"], shown["res_id"], "secret")["secret"]
        url, identity = found["endpoint_url"], found["from_identity"]
        return cls(admin, group, url, identity, secret)

    @classmethod
    def of_sandbox(cls, admin: Session) -> "Inbox":
        domain = [("marketplace", "=", "sandbox")]
        return cls.of(admin, admin.find(GROUP, domain, "name")[0]["id"])

    def send(self, paper: etree._Element, secret: str | None = None) -> Answer:
        """Post a document, signed with the group's secret or another one."""
        return post(self.url, self.sign(paper, secret))

    def sign(self, paper: etree._Element, secret: str | None = None) -> bytes:
        paper = deepcopy(paper)
        credential = paper.find("Header/Sender/Credential")
        for old in credential.findall("SharedSecret"):
            credential.remove(old)
        credential.append(E.SharedSecret(secret or self.secret))
        return etree.tostring(paper, xml_declaration=True, encoding="UTF-8")

    def kept(self, payload_id: str, *names: str) -> list[dict]:
        """What Odoo kept of a document and its repeats, the first one first."""
        domain = [("payload_id", "=", payload_id), ("direction", "=", "in")]
        names = ("state", "status_code", "error", "document_type", "original", *names)
        return self.admin.find(MESSAGE, domain, *names)

    def settle(self, paper: etree._Element, seconds: int = 30) -> dict:
        """What became of a document, once it was worked on."""

        def worked_on() -> list[dict]:
            found = self.kept(paper.get("payloadID"))[:1]
            return [one for one in found if one["state"] != "received"]

        return wait_until(worked_on, "somebody to work on it", seconds)[0]

    def take(self, paper: etree._Element) -> dict:
        """Post a document that is taken; what became of it."""
        answer = self.send(paper)
        assert (answer.http, answer.code) == (200, 200), answer
        return self.settle(paper)


class Desk:
    """Documents of the sandbox's order desk that it writes but does not send."""

    def __init__(self, admin: Session) -> None:
        self.admin = admin

    def write(self, order: int, action: str, *words: object) -> list[etree._Element]:
        """What an action of the desk (``ship``, …) would send."""
        later = {"delay_minutes": 24 * 60}
        self.admin.call(DESK, "write", [order], later)
        made = self.admin.call(DESK, f"desk_{action}", [order], *words)
        self.admin.call(DESK, "write", [order], {"delay_minutes": 0})
        return [self.paper(one) for one in made]

    def paper(self, document: int) -> etree._Element:
        body = self.admin.read(DOCUMENT, document, "body")["body"]
        return etree.fromstring(base64.b64decode(body))

    def sent(self, order: int, document_type: str) -> list[etree._Element]:
        """The documents of a type that the desk has made for an order."""
        domain = [("order_ids", "=", order), ("document_type", "=", document_type)]
        return [
            self.paper(one["id"]) for one in self.admin.find(DOCUMENT, domain, "id")
        ]


def anew(paper: etree._Element, minutes: int = 0, **header: str) -> etree._Element:
    """Another document of the same content.

    :param minutes: how much later than the first one Amazon wrote it
    :param header: attributes of the header to change, e.g. ``operation``
    """
    paper = deepcopy(paper)
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=minutes)
    paper.set("payloadID", payload_id())
    paper.set("timestamp", moment.isoformat())
    inside = paper.find("Request")[0][0]
    for name in ("noticeDate", "invoiceDate"):
        if inside.get(name):
            inside.set(name, moment.isoformat())
    for name, value in header.items():
        inside.set(name, value)
    return paper


def punch_in(shop: Shop, inbox: Inbox, email: str, *names: str) -> Answer:
    """Submit a cart with these items at the test's own shop."""
    number = payload_id()
    url = shop.offer(cart(inbox, number, *names))
    return inbox.send(setup_request(inbox, number, email, url))


def setup_request(
    inbox: Inbox, payload_id: str, email: str, poom_url: str
) -> etree._Element:
    """A PunchOutSetupRequest as Amazon sends it (protocol §1a)."""
    tree = _cxml(
        inbox.identity,
        E.Request(
            E.PunchOutSetupRequest(
                E.BuyerCookie(),
                E.Extrinsic(email, name="UserEmail"),
                E.Extrinsic(poom_url, name="PoomUrl"),
                operation="create",
            )
        ),
    )
    tree.set("payloadID", payload_id)
    return tree


def cart(inbox: Inbox, payload_id: str, *names: str) -> bytes:
    """The cart of a set-up request, with one unit of each item (protocol §1b)."""
    items = [
        E.ItemIn(
            E.ItemID(
                E.SupplierPartID(f"B0JOURNEY{number}"),
                E.SupplierPartAuxiliaryID(f"147-29,{number}"),
            ),
            E.ItemDetail(
                E.UnitPrice(E.Money("10.00", currency="USD")),
                E.Description(name),
                E.UnitOfMeasure("EA"),
            ),
            quantity="1",
        )
        for number, name in enumerate(names, 1)
    ]
    total = E.Total(E.Money(f"{10 * len(names)}.00", currency="USD"))
    header = E.PunchOutOrderMessageHeader(total, operationAllowed="create")
    content = E.PunchOutOrderMessage(E.BuyerCookie(), header, *items)
    tree = _cxml(inbox.identity, E.Message(content))
    tree.set("payloadID", payload_id)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8")


def _cxml(identity: str, content: etree._Element) -> etree._Element:
    def party():
        return E.Credential(E.Identity(identity), domain="NetworkId")

    header = E.Header(
        E.From(party()),
        E.To(party()),
        E.Sender(party(), E.UserAgent("Amazon Business PunchIn 1.0")),
    )
    moment = datetime.now(UTC).isoformat()
    return E.cXML(header, content, payloadID=payload_id(), timestamp=moment)
