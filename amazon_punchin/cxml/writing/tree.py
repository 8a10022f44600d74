"""The one way in which an element comes to be: names and values checked by lxml."""

from datetime import datetime
from decimal import Decimal

from lxml import etree

from ..errors import UnwritableError

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent, tag, text=None, /, *, lang=None, **attributes):
    """A new last child.

    Amounts are written plainly, moments with their offset; an attribute of ``None`` is
    left out.

    :raise UnwritableError: a value that XML cannot hold, a moment without offset, an
        amount that is none
    """
    element = etree.SubElement(parent, tag)
    try:
        if text is not None and text != "":
            element.text = written(text)
        if lang is not None:
            element.set(LANG, lang)
        for key, value in attributes.items():
            if value is not None:
                element.set(key, written(value))
    except ValueError as error:
        steps = [element, *element.iterancestors()][::-1]
        path = "/".join([step.tag for step in steps])
        raise UnwritableError(
            500, f"A value cannot be written: {error}", path
        ) from None
    return element


def written(value):
    """A value as cXML writes it.

    :raise ValueError: no place for it in cXML
    """
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is no amount")
        return f"{value:f}"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment needs an offset")
        return value.isoformat()
    return str(value)


def needed(value, what):
    """The value, which the grammar demands.

    :raise UnwritableError: it is ``None`` or empty
    """
    if value is None or value in ("", ()):
        raise UnwritableError(500, f"cXML cannot be written without {what}.")
    return value


def moment(value):
    """A moment for an attribute that the grammar demands; empty where it is unknown."""
    return value if value is not None else ""
