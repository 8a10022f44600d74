"""Documents that somebody's software has mangled: read, or refused by a cXML error.

Parts go missing, come twice, stand elsewhere, are called otherwise or say something
odd, and what is still read can be written and means the same.
"""

from copy import deepcopy

import pytest
from cxml_files import SAMPLES, body_of, index
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import cxml
from cxml import amazon, parser

ODD = (
    *("", "  ", "NaN", "1e5", "-1", "0", "²", "٣", "1,5", "1.2.3", ".", "9" * 30),
    *("\u202e", "x" * 300, "<b>&amp;</b>", "EUR", "2027-13-01", "2147483648"),
)


def remove(dice, element):
    if element.getparent() is not None:
        element.getparent().remove(element)


def double(dice, element):
    if element.getparent() is not None:
        element.addnext(deepcopy(element))


def move(dice, element):
    """Into any other place, but not into itself."""
    root = element.getroottree().getroot()
    home = dice.choice(list(root.iter(etree.Element)))
    if element not in (home, *home.iterancestors()):
        home.insert(dice.randrange(len(home) + 1), element)


def rename(dice, element):
    element.tag = dice.choice([each.tag for each in element.getroottree().iter()])


def say_otherwise(dice, element):
    element.text = dice.choice(ODD)


def set_otherwise(dice, element):
    if element.attrib:
        element.set(dice.choice(element.keys()), dice.choice(ODD))


def forget(dice, element):
    if element.attrib:
        del element.attrib[dice.choice(element.keys())]


EDITS = (remove, double, move, rename, say_otherwise, set_otherwise, forget)


def edited(row, dice):
    root = parser.parse(body_of(row))
    for _edit in range(dice.randint(1, 4)):
        dice.choice(EDITS)(dice, dice.choice(list(root.iter(etree.Element))))
    return etree.tostring(root)


@pytest.mark.parametrize("row", index(SAMPLES))
@settings(max_examples=25)
@given(dice=st.randoms(use_true_random=False))
def test_an_edited_document_is_read_or_refused(row, dice):
    try:
        document = cxml.read(edited(row, dice))
        if isinstance(document, cxml.InvoiceDetailRequest):
            amazon.signed_invoice(document)
        written = cxml.write(document)
    except cxml.CxmlError as error:
        assert error.code
        return
    again = cxml.read(written)
    assert cxml.read(cxml.write(again)) == again
