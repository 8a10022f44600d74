"""When are two documents the same: the digest that tells a repeat from a conflict."""

import hashlib
from copy import deepcopy

from lxml import etree

from .reader import Envelope, deployment_mode, envelope

_OUTER = ("Request", "Message")


def digest(document):
    """SHA-256 of the canonical XML, in hexadecimal (design §6, *Storing*).

    Left out is what may differ when the same document comes again: the shared secret,
    the root's timestamp, a deployment mode that is only sometimes written down, and,
    by the parse, white space between elements, comments and encoding.

    :param document: an :class:`Envelope` or bytes; its tree stays as it is
    :raise CxmlError: as :func:`.reader.envelope`, for bytes
    """
    found = document if isinstance(document, Envelope) else envelope(document)
    root = deepcopy(found.tree)
    root.attrib.pop("timestamp", None)
    etree.strip_elements(root, "SharedSecret", with_tail=False)
    for outer in root.iterchildren(*_OUTER):
        outer.set("deploymentMode", deployment_mode(outer))
    return hashlib.sha256(etree.tostring(root, method="c14n")).hexdigest()
