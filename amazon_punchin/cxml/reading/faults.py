"""Errors that know where in the document they happened."""

from lxml import etree

from ..errors import InvalidValueError, MissingError, unreadable_code

_SHOWN = 40


def missing(element, name):
    """The error for a part that ``element`` lacks.

    :param name: the child, or ``@`` and the attribute
    """
    return _fault(MissingError, "A required part is missing.", element, name)


def invalid(element, attribute, value, wanted):
    """The error for a value that means nothing.

    :param attribute: the name of the attribute, or ``None`` for the element's text
    :param wanted: what should have been there, e.g. ``a number``
    """
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    name = f"@{attribute}" if attribute else None
    return _fault(InvalidValueError, f"{shown!r} is not {wanted}.", element, name)


def _fault(kind, text, element, name):
    steps = [element, *element.iterancestors()][::-1]
    path = "/".join([_step(step) for step in steps] + ([name] if name else []))
    outer = steps[1].tag if len(steps) > 1 else None
    document_type = "Response" if outer == "Response" else None
    if outer in ("Request", "Message") and len(steps) > 2:
        document_type = steps[2].tag
    code = unreadable_code(document_type, is_request=outer == "Request")
    return kind(code, text, path=path, document_type=document_type)


def _step(element):
    """The name of an element, with its place where it has namesakes beside it."""
    name = etree.QName(element).localname
    parent = element.getparent()
    if parent is None:
        return name
    namesakes = parent.findall(element.tag)
    if len(namesakes) < 2:
        return name
    return f"{name}[{namesakes.index(element) + 1}]"
