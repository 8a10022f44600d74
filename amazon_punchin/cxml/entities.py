"""Named characters such as ``&eacute;`` in documents whose DTD is never loaded.

Under a DOCTYPE libxml2 drops them from attributes and ends an element's text at them
(protocol §5.1), without one it stumbles. Then they are replaced in the bytes, by HTML's
table, wherever XML would read them as references: not in CDATA sections and comments.
"""

import re
from html.entities import html5

from .errors import NotXmlError

_UNKNOWN = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);)")
_TOKENS = re.compile(
    rb"(?P<whole>(?:<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>)|(?:<!|<\?).*)"
    rb"|&(?P<name>[A-Za-z][A-Za-z0-9]*);",
    re.DOTALL,
)
_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def resolve_named(body):
    """The body with HTML's named characters as numeric references.

    :param body: UTF-8 bytes
    :return: the same object where there are none
    :raise NotXmlError: a name that HTML does not know either
    """
    if not _UNKNOWN.search(body):
        return body
    return _TOKENS.sub(_replace, body)


def _replace(token):
    name = token["name"]
    if token["whole"] or name in _XML:
        return token[0]
    characters = html5.get(f"{name.decode()};")
    if characters is None:
        raise NotXmlError(400, "The document uses an entity that it does not declare.")
    return b"".join(b"&#%d;" % ord(character) for character in characters)
