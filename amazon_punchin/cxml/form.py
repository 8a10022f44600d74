"""The browser's form that brings a cart, to the bytes of the cart (protocol §2b)."""

import base64
import binascii
import re

from .errors import MissingError, NotXmlError

BASE64 = "cxml-base64"
URLENCODED = "cxml-urlencoded"

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_MANGLED = str.maketrans({"-": "+", "_": "/", " ": "+", "\r": "", "\n": "", "\t": ""})


def from_form(fields):
    """The document in a form, decoded once: the web framework has taken the URL
    encoding off already.

    Base64 comes first and keeps the encoding that the document declares. The other
    field is text by now, so its declaration no longer holds and is dropped. A ``+``
    that some path has turned into a space counts as ``+`` in Base64.

    :param fields: mapping of field names, in any case, to their text
    :return: bytes for :func:`.reader.read`
    :raise MissingError: neither field is there
    :raise NotXmlError: the field does not hold what its name says
    """
    named = {name.strip().lower(): value for name, value in fields.items() if value}
    if BASE64 in named:
        return _from_base64(named[BASE64])
    if URLENCODED in named:
        return _from_text(named[URLENCODED])
    raise MissingError(400, "The form brings no cart.", path=URLENCODED)


def _from_base64(value):
    packed = value.strip().translate(_MANGLED)
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise NotXmlError(400, "The form's cart is not Base64.", path=BASE64) from None


def _from_text(value):
    value = value.lstrip("\ufeff \t\r\n")
    declaration = _DECLARATION.match(value)
    try:
        return value[declaration.end() if declaration else 0 :].encode()
    except UnicodeEncodeError:
        raise NotXmlError(
            400, "The form's cart holds no characters.", path=URLENCODED
        ) from None
