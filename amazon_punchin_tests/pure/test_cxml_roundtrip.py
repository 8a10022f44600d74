"""What is written is read again as the same value, and the DTDs agree with it."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
import strategies
from cxml_files import dtd_errors, sample
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

import cxml


@pytest.mark.parametrize("name", sorted(cxml.DOCUMENTS))
@given(data=st.data())
def test_written_is_read_again(name, data):
    document = data.draw(strategies.documents[name])
    body = cxml.write(document)
    assert cxml.read(body) == document
    assert dtd_errors(body) == []


def test_every_document_type_has_a_strategy():
    assert set(strategies.documents) == set(cxml.DOCUMENTS)


@pytest.mark.parametrize("name", sorted(cxml.DOCUMENTS))
@settings(max_examples=8)
@given(data=st.data())
def test_read_values_are_of_the_classes_that_documents_name(name, data):
    """The fast way of making values ends in the frozen classes, not in tuples."""
    found = cxml.read(cxml.write(data.draw(strategies.documents[name])))
    for value in _values(found):
        assert type(value).__module__ in ("cxml.values", "cxml.documents")
        field = next(iter(getattr(value, "_fields", value.__annotations__)))
        with pytest.raises(AttributeError):
            setattr(value, field, None)


def _values(value):
    if type(value) is tuple:
        for each in value:
            yield from _values(each)
    elif hasattr(value, "_fields"):
        yield value
        yield from _values(tuple(value))
    elif hasattr(value, "__dataclass_fields__"):
        yield value
        for name in value.__dataclass_fields__:
            yield from _values(getattr(value, name))


@given(strategies.requests, strategies.secrets)
def test_secret_goes_into_the_frozen_document_and_nothing_else_changes(request, secret):
    frozen = cxml.write(request)
    sent = cxml.insert_secret(frozen, secret)
    assert cxml.envelope(sent).shared_secret == secret
    assert cxml.read(sent) == request
    assert dtd_errors(sent) == []
    start = sent.index(b"<SharedSecret>")
    end = sent.index(b"</SharedSecret>") + len(b"</SharedSecret>")
    assert sent[:start].rstrip() + sent[end:] == frozen


@given(strategies.requests, strategies.secrets, strategies.secrets)
def test_a_secret_replaces_the_one_before(request, old, new):
    sent = cxml.write(request, secret=new)
    assert cxml.insert_secret(cxml.write(request, secret=old), new) == sent
    assert cxml.insert_secret(cxml.write(request), new) == sent


def test_no_secret_leaves_by_itself():
    request = cxml.read(sample("30_order_us.xml"))
    assert b"SharedSecret" not in cxml.write(request)
    assert b"<SharedSecret>s3</SharedSecret>" in cxml.write(request, secret="s3")


def test_doctype_fits_the_document():
    for file, dtd in (
        ("30_order_us.xml", b"cXML.dtd"),
        ("60_ship_notice_partial.xml", b"Fulfill.dtd"),
        ("70_invoice_shipment_us.xml", b"InvoiceDetail.dtd"),
    ):
        body = cxml.write(cxml.read(sample(file)))
        head = body[: body.index(b"<cXML ")]
        assert head.startswith(
            b"<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE cXML"
        )
        assert head.rstrip().endswith(dtd + b'">')


ORDER = cxml.read(sample("30_order_us.xml"))
INVOICE = cxml.read(sample("70_invoice_shipment_us.xml"))
BY_SUMS = cxml.read(sample("75_invoice_header_level.xml"))


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (replace(ORDER, payload_id=""), "payloadID"),
        (replace(ORDER, items=()), "lines"),
        (replace(ORDER, header=cxml.Header()), "identity"),
        (replace(ORDER, order_id=""), "number"),
        (replace(ORDER, order_id="P\x0042"), "written"),
        (replace(ORDER, total=cxml.Money(Decimal("NaN"), "USD")), "NaN"),
        (replace(ORDER, order_date=datetime(2027, 1, 1)), "offset"),  # noqa: DTZ001
        (replace(ORDER, timestamp=datetime(2027, 1, 1)), "offset"),  # noqa: DTZ001
        (replace(INVOICE, orders=()), "order"),
        (replace(INVOICE, orders=INVOICE.orders + BY_SUMS.orders), "or for none"),
        (replace(INVOICE, summary=cxml.InvoiceAmounts()), "subtotal"),
        (replace(INVOICE, comments=(cxml.Comment("a"),) * 2), "one comment"),
    ],
)
def test_what_the_grammar_has_no_place_for_is_an_error(document, words):
    with pytest.raises(cxml.UnwritableError, match=words) as caught:
        cxml.write(document)
    assert caught.value.code == 500


def test_a_secret_that_xml_cannot_hold_is_not_quoted():
    with pytest.raises(cxml.UnwritableError) as caught:
        cxml.insert_secret(cxml.write(ORDER), "hush\x00hush")
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff"])
def test_a_secret_goes_into_nothing_but_a_document(body):
    with pytest.raises(cxml.NotXmlError):
        cxml.insert_secret(body, "secret")


def test_a_document_without_sender_takes_no_secret():
    with pytest.raises(cxml.MissingError, match="Sender"):
        cxml.insert_secret(sample("33_order_response_ok.xml"), "secret")


@given(strategies.documents["InvoiceDetailRequest"])
def test_lines_of_an_invoice_are_numbered_through_all_orders(invoice):
    root = etree.fromstring(cxml.write(invoice))
    numbers = root.xpath("//@invoiceLineNumber")
    assert numbers == [str(place) for place in range(1, len(numbers) + 1)]
    assert len(numbers) == sum(len(order.lines) or 1 for order in invoice.orders)
