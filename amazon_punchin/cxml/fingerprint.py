"""When are two documents the same: the digest that tells a repeat from a conflict."""

import hashlib
from copy import deepcopy

from lxml import etree

from .reader import Envelope, deployment_mode, envelope

_OUTER = ("Request", "Message")


def digest(document):
    """SHA-256 of the canonical XML, in hexadecimal (design §6, *Storing*).

    Left out is what may differ when the same document comes again: the shared secret,
    the root's timestamp, white space between elements, a deployment mode that is only
    sometimes written down, and, by the parse, comments and encoding.

    :param document: an :class:`Envelope` or bytes; its tree stays as it is
    :raise CxmlError: as :func:`.reader.envelope`, for bytes
    """
    found = document if isinstance(document, Envelope) else envelope(document)
    root = deepcopy(found.tree)
    root.attrib.pop("timestamp", None)
    etree.strip_elements(root, "SharedSecret", with_tail=False)
    for element in root.iter():
        if len(element):
            _drop_indent(element)
    for outer in root.iterchildren(*_OUTER):
        outer.set("deploymentMode", deployment_mode(outer))
    return hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest()


def _drop_indent(element):
    """White space beside elements is layout; between words it is text."""
    if element.text and not element.text.strip():
        element.text = None
    for child in element:
        if child.tail and not child.tail.strip():
            child.tail = None
