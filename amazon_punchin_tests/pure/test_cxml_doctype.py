"""A DOCTYPE is looked at and taken out before the parse: the parser knows of no DTD, so
it drops no name, and what it says of a place is still true of what was sent."""

import socket
import time

import pytest
from lxml import etree

import cxml
from cxml.parser import parse

DOCTYPE = "<!DOCTYPE cXML SYSTEM 'u'>"


@pytest.mark.parametrize(
    "start",
    [
        DOCTYPE,
        "<!DOCTYPE cXML\n  SYSTEM\n 'u'\n>",
        f"<?xml version='1.0'?>\n<!-- a -->{DOCTYPE}<!-- b -->",
        f'<?xml version="1.0" encoding="UTF-8"?>{DOCTYPE}\n',
    ],
)
def test_an_error_is_where_it_was_sent(start):
    body = f"{start}<cXML><a></b></cXML>".encode()
    with pytest.raises(etree.XMLSyntaxError) as wanted:
        etree.fromstring(body)
    with pytest.raises(cxml.NotXmlError) as caught:
        parse(body)
    line, column = wanted.value.position
    assert f"(line {line}, column {column})" in caught.value.text


@pytest.mark.parametrize("between", ["", "\n", "<!-- - -- -->", "<?a ? b?>"])
@pytest.mark.parametrize("second", [DOCTYPE, "<!DOCTYPE cXML [<!ENTITY a 'b'>]>"])
def test_a_second_one_does_not_slip_in(between, second):
    with pytest.raises(cxml.NotXmlError):
        parse(f"{DOCTYPE}{between}{second}<cXML>&a;</cXML>".encode())


@pytest.mark.parametrize("place", ["<cXML a='{}'/>", "<cXML>{}</cXML>"])
def test_names_are_read_under_a_doctype_only(place):
    named = place.format("caf&eacute;")
    read = parse((DOCTYPE + named).encode())
    assert (read.text or read.get("a")) == "café"
    for refused in (named, DOCTYPE + place.format("&nonsense;")):
        with pytest.raises(cxml.NotXmlError):
            parse(refused.encode())


@pytest.mark.parametrize("repeated", ["?", "? ", "-", "- ", "<?", "<!--", "<?a?>", " "])
@pytest.mark.parametrize("opened", ["<?", "<!--", "<?a?>"])
def test_what_stands_before_it_takes_no_time(opened, repeated):
    body = (opened + repeated * 300_000).encode()
    start = time.process_time()
    with pytest.raises(cxml.CxmlError):
        parse(body)
    assert time.process_time() - start < 1


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("fish &amp; chips&#233;&#xe9;", "fish & chipséé"),
        ("caf&eacute; &amp; bar", "café & bar"),
        ("<![CDATA[&eacute;]]>", "&eacute;"),
    ],
)
@pytest.mark.parametrize("length", [1000, 300_000])
def test_a_long_document_is_read_as_a_short_one(listener, text, value, length):
    """Nor is its DTD fetched."""
    host, port = listener.getsockname()
    doctype = f'<!DOCTYPE cXML\n SYSTEM "http://{host}:{port}/cXML.dtd">'
    filler = "<b>0123456789</b> \n" * (length // 17)
    body = f"{doctype}<cXML>\n <a>{text}</a>\n {filler}</cXML>".encode()
    root = parse(body)
    assert root[0].text == value
    assert root.text is root[-1].tail is None
    assert root[-1].sourceline == 3 + length // 17
    with pytest.raises(cxml.NotXmlError, match=rf"line {4 + length // 17}, column 5"):
        parse(body.replace(b"</cXML>", b"</c>"))
