"""Hyphens by the hundred thousand: refused where a comment may hold them, since the
parser notes each pair as an error, and taken as the text that they are elsewhere."""

import pytest

import cxml
from cxml.parser import parse

HYPHENS = "-- " * 300_000
DOCTYPE = "<!DOCTYPE cXML SYSTEM 'u'>"


@pytest.mark.parametrize(
    "body",
    [
        f"<cXML><!--{HYPHENS}--></cXML>",
        f"<!--{HYPHENS}-->{DOCTYPE}<cXML/>",
        f"{DOCTYPE}<!--{HYPHENS}--><cXML/>",
        f"{DOCTYPE}<cXML/><!--{HYPHENS}-->",
    ],
    ids=["no doctype", "before it", "behind it", "at the end"],
)
def test_in_a_comment_they_are_hostile(body):
    with pytest.raises(cxml.HostileXmlError):
        parse(body.encode())


@pytest.mark.parametrize("doctype", ["", DOCTYPE])
def test_in_a_text_they_are_text(doctype):
    root = parse(f"{doctype}<cXML>{HYPHENS}</cXML>".encode())
    assert root.text == HYPHENS
