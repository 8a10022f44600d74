"""From a stranger's bytes to an element tree, or to an error: the hardened parse.

Nothing here touches the network, expands an entity or builds a tree whose size is out
of proportion to the bytes. Sources: protocol §5.1; the limits of libxml2 that stand
behind it are 256 levels and 10 MB of text in one node.
"""

import codecs
import re

from lxml import etree

from .entities import resolve_named
from .errors import HostileXmlError, NotXmlError, TooLargeError

LIMIT = 5 * 1024 * 1024
"""The largest body in bytes; a cart of 1 000 lines has about 1.6 million."""

_SMALL = 256 * 1024
_MEDIUM = 2 * 1024 * 1024
_TAGS = 250_000
_ATTRIBUTES = 150_000
_NAMESPACES = 24
_RUN = 8192
_RUN_ATTRIBUTES = 1400

_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "remove_blank_text": True,
    "collect_ids": False,
}
_PARSER = etree.XMLParser(**_OPTIONS)
_UTF8_PARSER = etree.XMLParser(encoding="utf-8", **_OPTIONS)
"""Believes in UTF-8 whatever the declaration says; a little slower."""

_SPACE = b" \t\r\n"
_UNICODE_MARKS = {
    codecs.BOM_UTF32_LE: None,
    codecs.BOM_UTF32_BE: None,
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0\0\0": None,
    b"\0\0\0<": None,
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
    codecs.lookup("cp037").encode("<?xml")[0]: None,
}
_ANY_MARK = tuple(_UNICODE_MARKS)
_USUAL_START = b'<?xml version="1.0" encoding="UTF-8"?>'
_DECLARATION = re.compile(
    rb"<\?xml\s(?:[^>?]*?\sencoding\s*=\s*[\"']([A-Za-z][\w.:-]*)[\"'])?[^>]*?\?>"
)
_TEXT_DECLARATION = re.compile(r"<\?xml\s[^>]*?\?>")
_DOCTYPE = b"<!DOCTYPE"
_BEFORE_DOCTYPE = re.compile(rb"(?>\s+|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_PLAIN_DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]+"
    rb"(?:\s+SYSTEM\s+(?:\"[^\"]*\"|'[^']*')"
    rb"|\s+PUBLIC(?:\s+(?:\"[^\"]*\"|'[^']*')){2})?\s*>"
)
_FAMILIES = ("iso8859-", "cp125", "koi8-", "mac-")
_ENCODINGS = {
    "ascii",
    "big5",
    "cp932",
    "euc_jp",
    "euc_kr",
    "gb18030",
    "gb2312",
    "gbk",
    "shift_jis",
    "tis-620",
}


def parse(body, limit=LIMIT):
    """The root element of a document that nobody vouches for.

    :param body: bytes as received, in any encoding that contains ASCII, or UTF-16
    :param limit: the largest accepted size in bytes
    :return: the root; comments and processing instructions are gone, named entities
        are characters, the namespace of the root (some senders declare one) is gone
    :raise TooLargeError: more bytes than ``limit``
    :raise HostileXmlError: an internal DTD subset, NUL, a bomb
    :raise NotXmlError: whatever else is no well-formed ``cXML`` document
    """
    if len(body) > limit:
        raise TooLargeError(400, f"The document is larger than {limit} bytes.")
    body = to_utf8(body)
    _check_size(body)
    plain = _without_doctype(body)
    root = _parse(plain, may_name=plain is not body)
    _forget_namespace(root)
    if root.tag != "cXML":
        raise NotXmlError(400, "The document is XML, but not cXML.", path=root.tag)
    return root


def to_utf8(body):
    """The same document as UTF-8 without byte order mark and leading white space.

    :raise NotXmlError: empty, an encoding that is not taken, or bytes that are not in
        the encoding that the document declares
    """
    codec = find_codec(body)
    if codec is None:
        raise NotXmlError(400, "The document is in an encoding that is not taken.")
    body = body.removeprefix(codecs.BOM_UTF8).lstrip(_SPACE)
    if not body:
        raise NotXmlError(400, "The document is empty.")
    if codec == "utf-8":
        return body
    try:
        text = body.decode(codec).lstrip("\ufeff \t\r\n")
        declaration = _TEXT_DECLARATION.match(text)
        return text[declaration.end() if declaration else 0 :].lstrip().encode()
    except UnicodeError:
        raise NotXmlError(400, f"The bytes of the document are not {codec}.") from None


def find_codec(body):
    """The name of the codec that the bytes are in; ``None`` for one that is not taken.

    UTF-16 is told by its mark or its first character and beats the declaration; where
    only the declaration speaks of it, the bytes are UTF-8 (some libraries write it
    so). UTF-7, UTF-32, EBCDIC and the encodings that switch states are not taken: in
    them ``<`` may hide.
    """
    if body.startswith(_USUAL_START):
        return "utf-8"
    if body.startswith(_ANY_MARK):
        return next(
            codec for mark, codec in _UNICODE_MARKS.items() if body.startswith(mark)
        )
    declared = _DECLARATION.match(body.removeprefix(codecs.BOM_UTF8).lstrip(_SPACE))
    name = declared[1].decode() if declared and declared[1] else "utf-8"
    if name.lower() in ("utf-8", "utf8", "utf-16"):
        return "utf-8"
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    taken = found in _ENCODINGS or found.startswith(_FAMILIES)
    return found if taken else None


def _check_size(body):
    """Refuses what makes a parser slow or large: the work on one start tag grows with
    the square of its attributes, that on an element, in canonical XML, with the square
    of the namespaces in scope, and each ``--`` in a comment is noted as an error."""
    if b"\0" in body:
        raise HostileXmlError(400, "The document contains NUL characters.")
    if len(body) > _SMALL and _may_comment(body) and body.count(b"--") > _TAGS:
        raise HostileXmlError(400, "The document has too many hyphens.")
    if len(body.rsplit(b"xmlns", _NAMESPACES + 1)) > _NAMESPACES + 1:
        raise HostileXmlError(400, "The document declares too many namespaces.")
    if len(body) > _MEDIUM and (
        body.count(b"<") > _TAGS or body.count(b"=") > _ATTRIBUTES
    ):
        raise HostileXmlError(400, "The document has too many elements.")
    start = 0
    while start + _RUN < len(body):
        tag = body.rfind(b"<", start, start + _RUN)
        if tag > start:
            start = tag
            continue
        end = body.find(b"<", start + 1)
        end = len(body) if end < 0 else end
        if body.count(b"=", start, end) > _RUN_ATTRIBUTES:
            raise HostileXmlError(400, "An element has too many attributes.")
        start = end


def _may_comment(body):
    """Whether there is a ``!`` beside that of a DOCTYPE."""
    mark = body.find(b"!")
    if body.startswith(_DOCTYPE, mark - 1):
        mark = body.find(b"!", mark + 1)
    return mark >= 0


def _without_doctype(body):
    """The document with a blank for a DOCTYPE that only names its DTD: a parser that
    knows of a DTD, but may not load it, drops named entities without a word.

    :return: the same object where there is no DOCTYPE
    :raise HostileXmlError: the DOCTYPE has an internal subset
    :raise NotXmlError: another one follows
    """
    start = _BEFORE_DOCTYPE.match(body).end()
    if not body.startswith(_DOCTYPE, start):
        return body
    doctype = _PLAIN_DOCTYPE.match(body, start)
    if not doctype:
        raise HostileXmlError(400, "The DOCTYPE declares more than its DTD.")
    end = doctype.end()
    if body.startswith(_DOCTYPE, _BEFORE_DOCTYPE.match(body, end).end()):
        raise NotXmlError(400, "The document has a second DOCTYPE.")
    last_line = max(start, body.rfind(b"\n", start, end) + 1)
    blank = b"\n" * body.count(b"\n", start, end) + b" " * (end - last_line)
    view = memoryview(body)
    return b"".join((view[:start], blank, view[end:]))


def _parse(body, *, may_name):
    """The tree; under a DOCTYPE also of a document with named entities, made characters
    where the parser stumbles over them."""
    try:
        usual = body.startswith(_USUAL_START)
        return etree.fromstring(body, _PARSER if usual else _UTF8_PARSER)
    except etree.XMLSyntaxError as error:
        line, column = error.position
    named = resolve_named(body) if may_name else body
    if named is not body:
        return _parse(named, may_name=False)
    raise NotXmlError(
        400, f"The document is not well-formed (line {line}, column {column})."
    )


def _forget_namespace(root):
    """Takes the root's own namespace off every element that shares it; cXML has none,
    and an element of a foreign one (a signature) stays foreign."""
    if not root.tag.startswith("{"):
        return
    own = root.tag[: root.tag.index("}") + 1]
    for element in root.iter(own + "*"):
        element.tag = element.tag.removeprefix(own)
