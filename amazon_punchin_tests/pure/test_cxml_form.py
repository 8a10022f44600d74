"""The browser's form, decoded once (protocol §2b)."""

import base64
from urllib.parse import parse_qsl, urlencode

import pytest
from cxml_files import sample
from hypothesis import given
from hypothesis import strategies as st

import cxml

CART = sample("14_punchout_cart_us.xml")
READ = cxml.read(CART)
PACKED = base64.b64encode(CART).decode()


@pytest.mark.parametrize("name", ["cxml-base64", "cXML-Base64", " CXML-BASE64 "])
@pytest.mark.parametrize(
    "value",
    [
        PACKED,
        f"\n {PACKED} \n",
        PACKED.replace("+", " "),
        PACKED.replace("+", "-").replace("/", "_"),
        PACKED.rstrip("="),
        "\r\n".join(PACKED[at : at + 76] for at in range(0, len(PACKED), 76)),
        base64.b64encode(b"\xef\xbb\xbf \n" + CART).decode(),
        base64.b64encode(sample("23_punchout_cart_utf16.xml")).decode(),
    ],
)
def test_base64(name, value):
    assert cxml.read(cxml.from_form({"source": "x", name: value})) == READ


@pytest.mark.parametrize(
    "name", ["cxml-urlencoded", "cXML-urlencoded", "CXML-URLENCODED"]
)
@pytest.mark.parametrize("before", ["", "\ufeff", "\r\n  ", "\ufeff \n"])
@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16", "utf-7"])
def test_urlencoded_drops_the_declaration(name, before, encoding):
    text = CART.decode().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    text = text.replace("Lumenta Direct", "Lumière + 10 %41")
    found = cxml.read(cxml.from_form({name: before + text}))
    assert cxml.amazon.sold_by(found.items[0].detail) == "Lumière + 10 %41"


def test_base64_comes_first():
    both = {"cxml-urlencoded": "<other/>", "cxml-base64": PACKED}
    assert cxml.read(cxml.from_form(both)) == READ
    empty = {"cxml-urlencoded": CART.decode(), "cxml-base64": ""}
    assert cxml.read(cxml.from_form(empty)) == READ


@pytest.mark.parametrize("fields", [{}, {"cxml": "x"}, {"cxml-base64": ""}])
def test_a_form_without_cart(fields):
    with pytest.raises(cxml.MissingError) as caught:
        cxml.from_form(fields)
    assert caught.value.code == 400


@pytest.mark.parametrize(
    "fields",
    [{"cxml-base64": "***"}, {"cxml-base64": "é"}, {"cxml-urlencoded": "\udc80"}],
)
def test_a_form_that_holds_something_else(fields):
    with pytest.raises(cxml.NotXmlError) as caught:
        cxml.from_form(fields)
    assert caught.value.path in fields


@given(st.binary(min_size=1))
def test_base64_gives_the_very_bytes(body):
    packed = base64.b64encode(body).decode()
    assert cxml.from_form({"cxml-base64": packed}) == body


@given(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1))
def test_urlencoded_goes_through_a_browser_and_a_framework_once(text):
    value = "<x>" + text
    sent = urlencode({"cxml-urlencoded": value})
    assert cxml.from_form(dict(parse_qsl(sent))) == value.encode()
