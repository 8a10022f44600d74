"""What reading costs beside a bare parse of the same bytes.

The documents are our samples with their lines repeated, each line with numbers, prices
and texts of its own. The contenders run in blocks, one after the other and again (after
another's work a heap is warm, which would flatter whoever comes next), the garbage
collector rests for all, and the median of the processor times counts: of a thousand
lines a bare parse now and then takes a third less, where the C library happens to have
kept its heap, and the least time would be that of the luckiest contender.
"""

import gc
import re
import sys
import time
from pathlib import Path
from statistics import median

import pytest
from lxml import etree

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "amazon_punchin"))

import cxml  # noqa: E402
from cxml import parser  # noqa: E402

SIZES = (10, 100, 1000)
ROUNDS = 5
SAMPLES = {
    "cart": ("14_punchout_cart_us.xml", "ItemIn"),
    "cart with VAT": ("15_punchout_cart_de_vat.xml", "ItemIn"),
    "invoice": ("70_invoice_shipment_us.xml", "InvoiceDetailItem"),
    "invoice without shipping": ("73_invoice_po_level.xml", "InvoiceDetailItem"),
}
DIGITS = re.compile(
    r"(?<=<SupplierPartID>B0D)\w+|(?<=>)\d+(?=\.\d\d</Money>)"
    r'|(?<=name="ean">)\d+|(?<=dp/)\w+|(?<=,)\d+(?=</SupplierPartAux)'
    r'|(?<=ineNumber=")\d+'
)


def grow(name, tag, lines):
    """A sample with that many lines, no two alike."""
    text = (REPOSITORY / "data" / "cxml" / name).read_text(encoding="utf-8")
    found = re.findall(rf"\s*<{tag} .*?</{tag}>", text, re.DOTALL)
    start = text.index(found[0])
    end = text.rindex(f"</{tag}>") + len(tag) + 3
    many = [
        DIGITS.sub(lambda _, number=number: str(number), found[number % len(found)])
        for number in range(1, lines + 1)
    ]
    return (text[:start] + "".join(many) + text[end:]).encode()


@pytest.fixture(scope="module", autouse=True)
def settled():
    """The C library learns from the first long documents how much heap to keep."""
    for name, tag in SAMPLES.values():
        cxml.read(grow(name, tag, SIZES[-1]))


def duel(body, turns):
    """Median processor seconds of a bare parse, our parser alone, and of reading."""
    contenders = (
        lambda: etree.fromstring(body),
        lambda: parser.parse(body),
        lambda: cxml.read(body),
    )
    took = [[] for _contender in contenders]
    gc.collect()
    gc.disable()
    try:
        for _round in range(ROUNDS):
            for place, run in enumerate(contenders):
                for _turn in range(turns):
                    start = time.process_time()
                    run()
                    took[place].append(time.process_time() - start)
    finally:
        gc.enable()
    return [median(each) for each in took]


@pytest.mark.parametrize("name", SAMPLES)
def test_reading_beside_a_bare_parse(name):
    """At most three times the bare parse, at any size (issue 2); growth is what a
    line costs in the longest document against the shortest."""
    print(f"\n{name}: lines, kB, bare parse ms, hardened ms, read ms, read/bare")
    per_line = []
    for lines in SIZES:
        body = grow(*SAMPLES[name], lines)
        count = len(cxml.read(body).items if "cart" in name else _lines(body))
        assert count == lines
        bare, hardened, read = duel(body, 5 + 2000 // lines)
        per_line.append(read / lines)
        print(
            f"  {lines:5d} {len(body) / 1000:8.1f} {bare * 1e3:8.3f}"
            f" {hardened * 1e3:8.3f} {read * 1e3:8.3f} {read / bare:6.2f}"
        )
    print(f"  growth of a line's cost: {per_line[-1] / per_line[0]:.2f}")


def _lines(body):
    return [line for order in cxml.read(body).orders for line in order.lines]
