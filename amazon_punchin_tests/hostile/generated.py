"""Hostile documents that are too large for a file, as functions of the words."""

import random
import string
from collections.abc import Callable, Mapping

Words = Mapping[str, str]

GENERATED: dict[str, Callable[[Words], bytes]] = {}

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
{before}<cXML payloadID="{payload}" timestamp="2026-11-20T10:52:11-08:00"><Header>
<From><Credential domain="NetworkId"><Identity>{identity}</Identity></Credential></From>
<To><Credential domain="NetworkId"><Identity>{identity}</Identity></Credential></To>
<Sender><Credential domain="NetworkId"><Identity>{identity}</Identity>
<SharedSecret>{secret}</SharedSecret></Credential></Sender>
</Header><Request>{content}</Request></cXML>"""
_SHIP_NOTICE = """<ShipNoticeRequest><ShipNoticeHeader shipmentID="{shipment}"/>
<ShipNoticePortion><OrderReference orderID="{order}"><DocumentReference payloadID=""/>
</OrderReference>{lines}</ShipNoticePortion></ShipNoticeRequest>"""
_LINE = '<ShipNoticeItem quantity="{}" lineNumber="{}"/>'
_ORDER = """<InvoiceDetailOrder><InvoiceDetailOrderInfo><OrderReference orderID="{}">
<DocumentReference payloadID=""/></OrderReference></InvoiceDetailOrderInfo>
</InvoiceDetailOrder>"""
_INVOICE = """<InvoiceDetailRequest><InvoiceDetailRequestHeader invoiceID="{}"/>{}
<InvoiceDetailSummary/></InvoiceDetailRequest>"""
_SETUP = """<PunchOutSetupRequest operation="create"><BuyerCookie/>
<Extrinsic name="UserEmail">{email}</Extrinsic>
<Extrinsic name="PoomUrl">{url}</Extrinsic></PunchOutSetupRequest>"""


def generated(make: Callable[[Words], bytes | str]) -> Callable:
    """Register a function under its name."""
    GENERATED[make.__name__] = lambda words: _bytes(make(words))
    return make


def _bytes(made: bytes | str) -> bytes:
    return made.encode() if isinstance(made, str) else made


def _document(words: Words, content: str, before: str = "", **other: str) -> str:
    given = {
        "identity": words["IDENTITY"],
        "payload": words["PAYLOAD"],
        "secret": words["SECRET"],
        **other,
    }
    return _DOCUMENT.format(content=content, before=before, **given)


def _profile(words: Words, inside: str = "", attributes: str = "", **other) -> str:
    content = f"<ProfileRequest{attributes}>{inside}</ProfileRequest>"
    return _document(words, content, **other)


def _notice(words: Words, lines: str, **other: str) -> str:
    facts = {"shipment": words["UNIQUE"], "order": words["ORDER"], **other}
    return _SHIP_NOTICE.format(lines=lines, **facts)


def _letters(count: int) -> str:
    """The same on each call; random, as a database packs what repeats itself."""
    return "".join(random.Random(count).choices(string.ascii_letters, k=count))


# No document -------------------------------------------------------------------------


@generated
def empty(words):
    return b""


@generated
def white_space(words):
    return b" \r\n\t" * 125_000


@generated
def byte_order_mark_only(words):
    return b"\xef\xbb\xbf"


@generated
def random_bytes(words):
    return bytes(range(256)) * 1000


@generated
def endless_name(words):
    return "<" + "a" * 4_000_000


@generated
def endless_comment(words):
    return "<cXML><!--" + "-" * 4_000_000


@generated
def endless_doctype(words):
    return "<!DOCTYPE cXML SYSTEM '" + "a" * 4_000_000


@generated
def endless_declaration(words):
    return "<?xml version='1.0' " + "encoding " * 450_000


# Bombs -------------------------------------------------------------------------------


@generated
def billion_laughs(words):
    steps = ["<!ENTITY l0 'lol'>"]
    steps += [f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10)]
    return _profile(words, "&l9;", before=f"<!DOCTYPE cXML [{''.join(steps)}]>")


@generated
def quadratic_blowup(words):
    entity = f"<!DOCTYPE cXML [<!ENTITY a '{'a' * 50_000}'>]>"
    return _profile(words, "&a;" * 50_000, before=entity)


@generated
def hundred_thousand_levels(words):
    return _profile(words, "<a>" * 100_000 + "</a>" * 100_000)


@generated
def levels_at_the_limit(words):
    return _profile(words, "<a>" * 250 + "</a>" * 250)


@generated
def hundred_thousand_attributes(words):
    return _profile(words, "", "".join(f" a{n}='1'" for n in range(100_000)))


@generated
def many_namespaces(words):
    return _profile(words, "", "".join(f" xmlns:n{n}='u:{n}'" for n in range(100_000)))


@generated
def many_small_tags(words):
    return _profile(words, "<a/>" * 1_200_000)


@generated
def many_comments(words):
    return _profile(words, "<!---->" * 700_000)


@generated
def namespaces_in_a_small_document(words):
    return _prefixed(words, 1300, 3000)


@generated
def namespaces_at_the_limit(words):
    return _prefixed(words, 24, 50_000)


def _prefixed(words: Words, namespaces: int, elements: int) -> str:
    names = "".join(f" xmlns:n{n}='u:{n}'" for n in range(namespaces))
    inside = "".join(f"<n{n % namespaces}:a/>" for n in range(elements))
    return _profile(words, inside, names)


@generated
def many_doctypes(words):
    return _profile(words, f"<![CDATA[{'<!DOCTYPE' * 200_000}]]>")


@generated
def many_secrets(words):
    return _profile(words, f"<![CDATA[{'<SharedSecret a=' * 100_000}]]>")


@generated
def many_entities_of_html(words):
    doctype = "<!DOCTYPE cXML SYSTEM 'cXML.dtd'>"
    return _profile(words, "&nbsp;" * 300_000, before=doctype)


# Only large --------------------------------------------------------------------------


@generated
def six_megabytes(words):
    return _profile(words, "x" * 6_000_000)


@generated
def twenty_megabytes(words):
    return _profile(words, "x" * 20_000_000)


@generated
def huge_attribute(words):
    return _profile(words, "", f" a='{'x' * 4_000_000}'")


@generated
def huge_text(words):
    return _profile(words, "x" * 4_000_000)


@generated
def many_lines(words):
    lines = "".join(_LINE.format(1, n) for n in range(1, 60_001))
    return _document(words, _notice(words, lines))


@generated
def many_packages(words):
    """More numbers of packages under one carrier than any lorry carries."""
    identifiers = "<ShipmentIdentifier>1Z</ShipmentIdentifier>" * 60_000
    control = f"<ShipControl>{identifiers}</ShipControl></ShipNoticeRequest>"
    notice = _notice(words, _LINE.format(1, 1))
    return _document(words, notice.replace("</ShipNoticeRequest>", control))


@generated
def many_taxes(words):
    tax = f'<Tax><Money currency="USD">1</Money>{"<TaxDetail/>" * 200_000}</Tax>'
    invoice = _INVOICE.format(words["UNIQUE"], _ORDER.format(words["ORDER"]))
    summary = f"<InvoiceDetailSummary>{tax}</InvoiceDetailSummary>"
    return _document(words, invoice.replace("<InvoiceDetailSummary/>", summary))


@generated
def many_orders(words):
    orders = "".join(_ORDER.format(f"{n}{_letters(20 + n % 50)}") for n in range(5000))
    return _document(words, _INVOICE.format(words["UNIQUE"], orders))


@generated
def long_type(words):
    content = f"<{_letters(40_000)}/>"
    return _document(words, content, secret="wrong")


@generated
def long_number(words):
    return _document(words, _notice(words, _LINE.format("9" * 1_000_000, 1)))


@generated
def long_payload_id(words):
    content = _notice(words, _LINE.format(1, 1))
    return _document(words, content, payload=_letters(10_000))


@generated
def long_order_number(words):
    notice = _notice(words, _LINE.format(1, 1), order=_letters(10_000))
    return _document(words, notice)


@generated
def long_shipment_id(words):
    notice = _notice(words, _LINE.format(1, 1), shipment=_letters(10_000))
    return _document(words, notice)


@generated
def long_email(words):
    email = f"{_letters(10_000)}@example.com"
    return _document(words, _SETUP.format(email=email, url=words["POOM_URL"]))


@generated
def long_poom_url(words):
    url = f"https://www.amazon.com/{'a' * 100_000}"
    return _document(words, _SETUP.format(email=words["EMAIL"], url=url))


@generated
def long_secret(words):
    return _profile(words, secret=words["SECRET"] + "x" * 4_000_000)


@generated
def long_identity(words):
    return _profile(words, identity="x" * 1_300_000)
