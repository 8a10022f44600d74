"""A document that comes again has the digest it had; another has another."""

import re

import pytest
import strategies
from cxml_files import SAMPLES, body_of, index, sample
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

import cxml

ORDER = sample("30_order_us.xml")
documents = st.one_of(*strategies.documents.values())


def _indented(body):
    parser = etree.XMLParser(remove_blank_text=True)
    root = etree.fromstring(body, parser)
    etree.indent(root, "\t\t")
    return etree.tostring(root)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: re.sub(rb' timestamp="[^"]*"', b' timestamp="2030-01-01"', body),
        lambda body: re.sub(rb' timestamp="[^"]*"', b"", body),
        lambda body: body.replace(b"sample-secret-of-no-group", b"another"),
        lambda body: re.sub(rb"<SharedSecret>.*</SharedSecret>", b"", body),
        lambda body: body.replace(b' deploymentMode="production"', b""),
        lambda body: body.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16"),
        lambda body: body.replace(b"<ItemOut ", b"<!-- line --><ItemOut "),
        lambda body: re.sub(rb"<!DOCTYPE[^>]*>", b"", body),
        lambda body: re.sub(
            rb'quantity="(\d+)" lineNumber="(\d+)"',
            rb"lineNumber='\2'  quantity='\1'",
            body,
        ),
        _indented,
        lambda body: body.replace(b"\n", b"\n" + b" " * 1000),
        lambda body: re.sub(rb">\s+<", b"><", body),
    ],
)
def test_digest_overlooks_what_may_differ_in_a_repeat(change):
    changed = change(ORDER)
    assert changed != ORDER
    assert cxml.digest(changed) == cxml.digest(ORDER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b">23.49<", b">23.50<"),
        (b">23.49<", b">23.490<"),
        (b'quantity="7"', b'quantity="8"'),
        (b"production", b"test"),
        (b"7719035,1", b" 7719035,1"),
        (b"<City>Salem", b"<City> Salem"),
        (b"c0ffee@", b"c0ffef@"),
        (b"<DeliverTo>Bay 7</DeliverTo>", b""),
        (b"<Identity>Amazon<", b"<Identity>Amazon2<"),
    ],
)
def test_digest_sees_every_other_change(old, new):
    changed = ORDER.replace(old, new)
    assert changed != ORDER
    assert cxml.digest(changed) != cxml.digest(ORDER)


@given(documents, documents)
def test_digests_are_equal_for_equal_documents_only(one, other):
    assume(not isinstance(one, cxml.PunchOutOrderMessage) or one.payload_id)
    first, second = cxml.write(one), cxml.write(other)
    assert cxml.digest(first) == cxml.digest(cxml.write(cxml.read(first)))
    alike = re.sub(rb' timestamp="[^"]*"', b"", first) == re.sub(
        rb' timestamp="[^"]*"', b"", second
    )
    assert (cxml.digest(first) == cxml.digest(second)) is alike


@given(strategies.requests, strategies.secrets, strategies.secrets)
def test_digest_knows_no_secret(request, one, other):
    frozen = cxml.write(request)
    digests = {
        cxml.digest(body)
        for body in (
            frozen,
            cxml.insert_secret(frozen, one),
            cxml.insert_secret(frozen, other),
            cxml.mask(cxml.insert_secret(frozen, one)),
        )
    }
    assert len(digests) == 1


@pytest.mark.parametrize("row", index(SAMPLES))
def test_digest_leaves_the_tree_alone(row):
    envelope = cxml.envelope(body_of(row))
    before = etree.tostring(envelope.tree)
    first = cxml.digest(envelope)
    assert etree.tostring(envelope.tree) == before
    assert cxml.digest(envelope) == first
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    cxml.read(envelope)


def test_all_samples_have_digests_of_their_own():
    """But for the cart that is there three times over, in three wrappings."""
    rows = [row.values[0] for row in index(SAMPLES)]
    again = ("21_form_base64.txt", "23_punchout_cart_utf16.xml")
    found = [cxml.digest(body_of(row)) for row in rows if row["file"] not in again]
    assert len(set(found)) == len(found)
    cart = cxml.digest(sample("14_punchout_cart_us.xml"))
    for file in again:
        row = next(row for row in rows if row["file"] == file)
        assert cxml.digest(body_of(row)) == cart
