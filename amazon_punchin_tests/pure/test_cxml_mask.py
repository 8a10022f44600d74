"""No secret is left in what is stored, logged or shown."""

import pytest
import strategies
from cxml_files import SAMPLES, index, sample
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import cxml

SECRET = "hunter2-Kx9qZ"
DOCUMENT = (
    "<cXML><Header><Sender><Credential domain='n'><Identity>me</Identity>{}"
    "</Credential></Sender></Header><After>seen</After></cXML>"
)


@pytest.mark.parametrize(
    "element",
    [
        "<SharedSecret>{}</SharedSecret>",
        "<SharedSecret\n>\n{}\n</SharedSecret >",
        "<sharedsecret>{}</SHAREDSECRET>",
        "<x:SharedSecret xmlns:x='u'>{}</x:SharedSecret>",
        "<é:SharedSecret>{}</é:SharedSecret>",
        "<SharedSecret a='b>c'>{}</SharedSecret>",
        "<SharedSecret a='/>'>{}</SharedSecret>",
        '<SharedSecret a="</SharedSecret>">{}</SharedSecret>',
        "<SharedSecret><![CDATA[{}]]></SharedSecret>",
        "<SharedSecret><![CDATA[</SharedSecret>]]>{}</SharedSecret>",
        "<SharedSecret><!-- </SharedSecret> -->{}</SharedSecret>",
        "<SharedSecret><!-- </SharedSecret>{}</SharedSecret>",
        "<SharedSecret><?p </SharedSecret>?>{}</SharedSecret>",
        "<SharedSecret><b>x</b><b>{}</b></SharedSecret>",
        "<SharedSecret><SharedSecret>x</SharedSecret>{}</SharedSecret>",
        "<SharedSecret>x</SharedSecret>{}</SharedSecret>",
        "<!-- <SharedSecret> --><SharedSecret>{}</SharedSecret>",
        "<SharedSecret/ >{}</SharedSecret>",
        "<SharedSecret value='{}'/>",
        "<Credential sharedSecret='{}'/>",
        "<Password>{}</Password>",
        "<DigitalSignature type='PK7'>{}</DigitalSignature>",
        "<CredentialMac type='a' algorithm='b'>{}</CredentialMac>",
        "<SharedSecret>one</SharedSecret><SharedSecret>{}</SharedSecret>",
        "<SharedSecret>{}",
        "<SharedSecret>{}</SharedSecre",
        "<SharedSecret>{}</Credential>",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_secret_is_hidden_in_whatever_markup(element, codec):
    body = DOCUMENT.format(element.format(SECRET)).encode(codec)
    masked = cxml.mask(body)
    assert SECRET.encode() not in masked.replace(b"\0", b"")
    assert SECRET.encode(codec) not in masked
    if codec != "utf-32":
        assert "<Identity>me</Identity>" in masked.decode(codec, "replace")


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE cXML [<!ENTITY s '{}'>]>",
        "<!DOCTYPE cXML [<!ENTITY s ']>{}'>]>",
        "<!DOCTYPE cXML SYSTEM 'u' [<!ENTITY s '{}'>",
    ],
)
def test_secret_is_hidden_in_a_doctype(doctype):
    body = doctype.format(SECRET) + DOCUMENT.format("<SharedSecret>&s;</SharedSecret>")
    assert SECRET.encode() not in cxml.mask(body.encode())


@pytest.mark.parametrize("codec", ["utf-7", "cp037", "iso2022_jp"])
def test_nothing_is_left_in_an_encoding_that_is_not_taken(codec):
    body = f"<?xml version='1.0' encoding='{codec}'?>" + DOCUMENT.format(
        f"<SharedSecret>{SECRET}</SharedSecret>"
    )
    assert cxml.mask(body.encode(codec)) == b"***"


@pytest.mark.parametrize(
    "row", [row for row in index(SAMPLES) if not row.values[0].get("form")]
)
def test_a_document_is_the_same_but_for_its_secret(row):
    body = sample(row["file"])
    masked = cxml.mask(body)
    assert cxml.read(masked) == cxml.read(body)
    assert b"sample-secret-of-no-group" not in masked
    assert cxml.digest(masked) == cxml.digest(body)
    if cxml.envelope(body).shared_secret:
        assert cxml.envelope(masked).shared_secret == "***"
    else:
        assert masked == body


def test_what_has_no_secret_stays_as_it_is():
    for body in (b"", b"\xff\xfe", b"<html>SharedSecret is missing</html>", b"\0\1\2"):
        assert cxml.mask(body) == body


def test_an_empty_secret_hides_nothing_of_the_rest():
    masked = cxml.mask(DOCUMENT.format("<SharedSecret a='b' />").encode())
    assert b"<After>seen</After>" in masked


@settings(max_examples=60)
@given(strategies.requests, strategies.secrets, st.data())
def test_no_secret_is_left_in_a_document_however_cut_or_damaged(request, secret, data):
    body = cxml.write(request, secret=secret)
    written = body[body.index(b"<SharedSecret>") + 14 : body.index(b"</SharedSecret>")]
    assume(body.count(written) == 1)
    end = data.draw(st.integers(0, len(body)), "cut")
    for damaged in (body, body[:end], b"\xff" + body, body.replace(b"</", b"< /")):
        masked = cxml.mask(damaged)
        assert written not in masked
        assert written[:12] not in masked or written[:12] in body.replace(written, b"")


@given(st.binary(max_size=200), strategies.secrets)
def test_masking_takes_any_bytes(noise, secret):
    element = b"<SharedSecret>" + secret.encode() + b"</SharedSecret>"
    assume(secret.encode() not in noise and b"<" not in secret.encode())
    masked = cxml.mask(noise + element + noise)
    assert secret.encode() not in masked


@pytest.mark.parametrize(
    "unit",
    [
        b"<SharedSecret>",
        b"<SharedSecret><!--",
        b"<SharedSecret>x</SharedSecret>",
        b"</SharedSecret>",
        b"<SharedSecret a='b' ",
        b"<!DOCTYPE [",
        b"<a:",
        b"<",
    ],
)
def test_masking_takes_time_in_proportion(unit):
    """What would be seconds with a quadratic search is milliseconds."""
    assert len(cxml.mask(unit * (1_000_000 // len(unit)))) > 0
