"""Secrets out of anything that is stored, logged or shown (protocol §5.3).

The masking works on characters, not on a tree, because most of what has to be masked
with care is no well-formed XML. Where it cannot be sure, it hides too much.
"""

import re

from .parser import find_codec

MASK = b"***"

_NAME = rb"(?:SharedSecret|DigitalSignature|CredentialMac|Password)"
_PREFIX = rb"[^\s<>/\"'=]*:"
_FLAGS = re.DOTALL | re.IGNORECASE
_OPEN = re.compile(rb"<((?:%b)?%b)(?![\w.:-])" % (_PREFIX, _NAME), _FLAGS)
_EMPTY = re.compile(rb"(?>\s+[\w.:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*+\s*/>", _FLAGS)
_CLOSE = rb"</\s*(?:%b)?%b\s*>" % (_PREFIX, _NAME)
_NEXT = re.compile(rb"%b|(?P<open>%b)" % (_CLOSE, _OPEN.pattern), _FLAGS)
_INSIDE = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|(?P<close>%b)"
    % _CLOSE,
    _FLAGS,
)
_ATTRIBUTE = re.compile(rb"(%b\s*=\s*)(?:\"[^\"]*\"|'[^']*')" % _NAME, _FLAGS)
_SUBSET = re.compile(
    rb"(<!DOCTYPE(?:[^<>\[]|<(?!!DOCTYPE))*+\[)(?:.*\](?=\s*>)|.*)", _FLAGS
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<|\Z)")
_PACKED = re.compile(rb"\A(?:\x1f\x8b|PK\x03\x04)|[\w+/=%-]{64}")


def mask(body):
    """The same bytes with ``***`` for every secret: the content of SharedSecret,
    DigitalSignature, CredentialMac and Password elements, attributes of these names,
    and what a DOCTYPE declares.

    :param body: any bytes, also cut off or no XML; of a document in an encoding that
        is not taken, compressed, or in a form's or base64's letters nothing is left
    """
    codec = find_codec(body)
    if codec is None:
        return MASK
    if codec.startswith("utf-16") and not _may_hide(body):
        text = body.decode(codec, "replace").encode(errors="replace")
        return _mask(text).decode(errors="replace").encode(codec)
    if not _XML.match(body) and (_may_hide(body) or _PACKED.search(body)):
        return MASK
    if b"\0" in body and _may_hide(body.replace(b"\0", b"")):
        return MASK
    return _mask(body)


def _may_hide(body):
    return re.search(_NAME, body, _FLAGS) is not None


def _mask(body):
    done, position = [], 0
    while found := _OPEN.search(body, position):
        done += [body[position : found.start()], b"<%b>" % found[1]]
        done += [MASK, b"</%b>" % found[1]]
        position = _end(body, found.end())
    body = b"".join([*done, body[position:]])
    body = _ATTRIBUTE.sub(rb'\1"%b"' % MASK, body)
    return _SUBSET.sub(rb"\1%b" % MASK, body)


def _end(body, start):
    """Where the element ends whose name ends at ``start``: behind its end tag, and
    behind every further one that no start tag precedes, for then something in between
    pretended to be an end."""
    empty = _EMPTY.match(body, start)
    if empty:
        return empty.end()
    while True:
        token = _INSIDE.search(body, start)
        if token is None:
            return len(body)
        start = token.end()
        if token["close"]:
            break
    while (token := _NEXT.search(body, start)) and not token["open"]:
        start = token.end()
    return start
