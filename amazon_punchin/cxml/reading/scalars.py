"""Text, numbers and moments as cXML writes them, and what is made of odd ones.

Numbers are strict, because money hangs on them; moments are lenient, because no
document may be refused for its date (protocol §0).
"""

import re
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from .faults import invalid, missing

LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NUMBER = re.compile(
    r"\s*[-+]?(?:[0-9]{1,15}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})\s*", re.ASCII
).fullmatch
"""At most 15 digits before the point and 20 behind it: more than any currency needs,
and still what a computer's sloppy 0.30000000000000004 asks for. No exponent, no
thousands separator, no digits of other scripts, no ``NaN``."""

SHORT, PLAIN = 15, "0123456789.-+"
"""So many of these, if :class:`~decimal.Decimal` takes them at all, are within the
bounds."""

_INTEGER = re.compile(r"\s*([0-9]{1,10})\s*", re.ASCII).fullmatch
_LARGEST_INTEGER = 2**31 - 1
_COUNTS = {str(count): count for count in range(1, 1001)}
"""How line numbers are written as a rule: to look them up takes half the time."""
_OFFSET = re.compile(r"\s*(?:[-+][0-9:]{2,8}|[Zz])$", re.ASCII)
_LARGEST_OFFSET = timedelta(hours=14)


def children(parent):
    """The children by name, the first of each.

    :param parent: an element or, where its children are asked for more than once, the
        list of them
    """
    return {each.tag: each for each in parent[::-1]}


def every(parent, name):
    """All children of that name, in their order; ``parent`` as for :func:`children`."""
    return [each for each in parent[:] if each.tag == name]


def child(element, name):
    """The first child of that name, or ``None``; among a handful of children this
    takes a fifth of the time of ``find``."""
    for each in element[:]:
        if each.tag == name:
            return each
    return None


def text(element):
    """The text of an element without the white space around it, markup inside it
    left out; ``""`` for no element."""
    if element is None:
        return ""
    raw = "".join(element.itertext()) if len(element) else element.text
    return raw.strip() if raw else ""


def number(element, raw, attribute=None):
    """An amount, a price, a quantity or a rate.

    :raise MissingError: there is nothing
    :raise InvalidValueError: it is not a plain decimal number
    """
    if raw and len(raw) <= SHORT and not raw.strip(PLAIN):
        try:
            return Decimal(raw)
        except InvalidOperation:
            raise invalid(element, attribute, raw, "a number") from None
    if raw is None and attribute:
        raise missing(element, f"@{attribute}")
    if not raw or not _NUMBER(raw):
        raise invalid(element, attribute, raw or "", "a number")
    return Decimal(raw.strip())


def quantity(element):
    """The attribute of that name, as a number."""
    return number(element, element.get("quantity"), "quantity")


def integer(element, attribute, least=1):
    """A line number, or another attribute that counts.

    :raise MissingError: there is none
    :raise InvalidValueError: it is no whole number from ``least`` below 2³¹
    """
    try:
        raw = element.attrib[attribute]
    except KeyError:
        raise missing(element, f"@{attribute}") from None
    value = _COUNTS.get(raw)
    if value is None:
        plain = _INTEGER(raw)
        value = int(plain[1]) if plain else -1
    if not least <= value <= _LARGEST_INTEGER:
        raise invalid(element, attribute, raw, "a line number or count")
    return value


def required(element, attribute):
    """An attribute that names the thing, e.g. ``invoiceID``.

    :raise MissingError: it is absent or blank
    """
    value = (element.get(attribute) or "").strip()
    if not value:
        raise missing(element, f"@{attribute}")
    return value


def optional(element, attribute):
    """An attribute, or ``None`` where it is absent or blank."""
    return (element.get(attribute) or "").strip() or None


def moment(raw):
    """A date or a date and time, aware; ``None`` for what cannot be read as one.

    A missing offset is UTC, one beyond 14 hours is nonsense and counts as missing
    (protocol §0). The offset is kept: an invoice's date is the one its sender wrote.
    """
    if not raw:
        return None
    raw = raw.strip()
    value = _parse(raw) or _parse(_OFFSET.sub("", raw))
    if value is None:
        return None
    offset = value.utcoffset()
    if offset is None or abs(offset) > _LARGEST_OFFSET:
        return value.replace(tzinfo=UTC)
    if value.year in (MINYEAR, MAXYEAR):
        return _within_time(value)
    return value


def _within_time(value):
    """The same moment, or ``None`` where UTC's calendar has no such year."""
    try:
        value.astimezone(UTC)
    except OverflowError:
        return None
    return value


def _parse(raw):
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None
