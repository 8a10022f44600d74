"""Every sample document says what its index says, and comes back from a round trip."""

from collections import Counter
from decimal import Decimal

import pytest
from cxml_files import SAMPLES, body_of, dtd_errors, index, look, matches

import cxml

ROWS = index(SAMPLES)
SIGNED = [row for row in ROWS if "signed" in row.values[0]["expect"]]
WRITTEN = [
    row for row in ROWS if row.values[0]["file"] != "19_punchout_cart_cancelled_204.xml"
]


@pytest.mark.parametrize("row", ROWS)
def test_sample_reads_as_its_index_says(row):
    document = cxml.read(body_of(row))
    assert type(document).__name__ == row["document_type"]
    wrong = {
        path: look(document, path)
        for path, wanted in row["expect"].items()
        if path != "signed" and not matches(look(document, path), wanted)
    }
    assert not wrong


@pytest.mark.parametrize("row", WRITTEN)
def test_sample_survives_writing_and_reading(row):
    document = cxml.read(body_of(row))
    body = cxml.write(document)
    assert cxml.read(body) == document
    assert dtd_errors(body) == []


@pytest.mark.parametrize("row", SIGNED)
def test_sample_invoice_has_normalised_signs(row):
    wanted = row["expect"]["signed"]
    signed = cxml.amazon.signed_invoice(cxml.read(body_of(row)))
    lines = [
        [line.line_number, line.quantity, line.unit_price, line.amount]
        for line in signed.lines
    ]
    assert lines == [
        [int(first) if first else None, *map(Decimal, rest)]
        for first, *rest in wanted["lines"]
    ]
    totals = {path: value for path, value in wanted.items() if path != "lines"}
    assert {path: look(signed, path) for path in totals} == {
        path: value if path == "is_credit" else Decimal(value)
        for path, value in totals.items()
    }
    assert signed.goods == sum(line.amount for line in signed.lines)


def test_samples_and_index_are_the_same_set():
    files = {path.name for path in SAMPLES.iterdir()} - {"index.json"}
    assert files == {row.values[0]["file"] for row in ROWS}


def test_every_document_type_has_a_sample():
    seen = Counter(row.values[0]["document_type"] for row in ROWS)
    assert set(seen) == set(cxml.DOCUMENTS)


def test_a_cart_without_total_is_not_written():
    row = next(row for row in ROWS if row not in WRITTEN).values[0]
    with pytest.raises(cxml.UnwritableError, match="cart's total"):
        cxml.write(cxml.read(body_of(row)))
