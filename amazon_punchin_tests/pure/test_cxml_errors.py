"""What cannot be read is refused with the code, the place and the type."""

import re
import traceback

import pytest
from cxml_files import sample
from hypothesis import given
from hypothesis import strategies as st

import cxml

FILES = {
    "setup": "01_punchin_setup_request_us.xml",
    "cart": "14_punchout_cart_us.xml",
    "order": "30_order_us.xml",
    "confirmation": "41_confirmation_split_2of2.xml",
    "notice": "60_ship_notice_partial.xml",
    "invoice": "70_invoice_shipment_us.xml",
    "sums": "75_invoice_header_level.xml",
    "update": "07_status_update_approved.xml",
    "opened": "11_punchout_setup_response.xml",
    "answer": "33_order_response_ok.xml",
    "profile": "91_profile_response.xml",
}
TEXTS = {name: sample(file).decode() for name, file in FILES.items()}
ITEM = "cXML/Message/PunchOutOrderMessage/ItemIn[2]"
LINE = "cXML/Request/InvoiceDetailRequest/InvoiceDetailOrder/InvoiceDetailItem[2]"
CONFIRMED = "cXML/Request/ConfirmationRequest/ConfirmationItem[2]"


def drop(name):
    """A change that takes the last element of that name away."""
    start = rf"<{name}(?: [^>]*)?"
    body = rf"(?:(?!<{name}[ >/]).)*?"
    return rf"{start}(?:/>|>{body}</{name}>)(?!.*<{name}[ >/])", ""


MISSING = [
    ("setup", drop("Header"), "cXML/Header", 400),
    ("setup", (' payloadID="[^"]*"', ""), "cXML/@payloadID", 400),
    ("notice", (' payloadID="18[^"]*"', ' payloadID=" "'), "cXML/@payloadID", 406),
    ("cart", (' payloadID="[^"]*"', ""), "cXML/@payloadID", 400),
    ("cart", drop("Header"), "cXML/Header", 400),
    ("cart", drop("ItemID"), f"{ITEM}/ItemID", 400),
    ("cart", drop("SupplierPartID"), f"{ITEM}/ItemID/SupplierPartID", 400),
    ("cart", drop("ItemDetail"), f"{ITEM}/ItemDetail", 400),
    ("cart", drop("UnitPrice"), f"{ITEM}/ItemDetail/UnitPrice/Money", 400),
    ("cart", (' quantity="5"', ""), f"{ITEM}/@quantity", 400),
    (
        "cart",
        ('currency="USD">11.95', ">11.95"),
        f"{ITEM}/ItemDetail/UnitPrice/Money/@currency",
        400,
    ),
    (
        "order",
        drop("OrderRequestHeader"),
        "cXML/Request/OrderRequest/OrderRequestHeader",
        406,
    ),
    (
        "order",
        drop("BillTo"),
        "cXML/Request/OrderRequest/OrderRequestHeader/BillTo/Address",
        406,
    ),
    ("order", drop("Total"), "cXML/Request/OrderRequest/OrderRequestHeader/Total", 406),
    (
        "order",
        ('orderID="[^"]*"', ""),
        "cXML/Request/OrderRequest/OrderRequestHeader/@orderID",
        406,
    ),
    (
        "order",
        ('lineNumber="2"', ""),
        "cXML/Request/OrderRequest/ItemOut[2]/@lineNumber",
        406,
    ),
    (
        "confirmation",
        drop("ConfirmationHeader"),
        "cXML/Request/ConfirmationRequest/ConfirmationHeader",
        406,
    ),
    (
        "confirmation",
        drop("OrderReference"),
        "cXML/Request/ConfirmationRequest/OrderReference",
        406,
    ),
    (
        "confirmation",
        (' type="detail" noticeDate', " noticeDate"),
        "cXML/Request/ConfirmationRequest/ConfirmationHeader/@type",
        406,
    ),
    ("confirmation", ('lineNumber="3"', ""), f"{CONFIRMED}/@lineNumber", 406),
    ("confirmation", ('quantity="7" line', "line"), f"{CONFIRMED}/@quantity", 406),
    (
        "confirmation",
        ('quantity="7" type="detail"', 'quantity="7"'),
        f"{CONFIRMED}/ConfirmationStatus/@type",
        406,
    ),
    (
        "notice",
        drop("ShipNoticeHeader"),
        "cXML/Request/ShipNoticeRequest/ShipNoticeHeader",
        406,
    ),
    (
        "notice",
        ('shipmentID="[^"]*"', 'shipmentID=""'),
        "cXML/Request/ShipNoticeRequest/ShipNoticeHeader/@shipmentID",
        406,
    ),
    (
        "notice",
        drop("OrderReference"),
        "cXML/Request/ShipNoticeRequest/ShipNoticePortion/OrderReference",
        406,
    ),
    (
        "invoice",
        drop("InvoiceDetailRequestHeader"),
        "cXML/Request/InvoiceDetailRequest/InvoiceDetailRequestHeader",
        406,
    ),
    (
        "invoice",
        drop("InvoiceDetailSummary"),
        "cXML/Request/InvoiceDetailRequest/InvoiceDetailSummary",
        406,
    ),
    (
        "invoice",
        drop("InvoiceDetailOrderInfo"),
        "cXML/Request/InvoiceDetailRequest/InvoiceDetailOrder/InvoiceDetailOrderInfo",
        406,
    ),
    (
        "invoice",
        ('invoiceID="[^"]*"', ""),
        "cXML/Request/InvoiceDetailRequest/InvoiceDetailRequestHeader/@invoiceID",
        406,
    ),
    (
        "invoice",
        drop("InvoiceDetailItemReference"),
        f"{LINE}/InvoiceDetailItemReference",
        406,
    ),
    ("invoice", drop("UnitPrice"), f"{LINE}/UnitPrice/Money", 406),
    ("invoice", (' quantity="4"', ""), f"{LINE}/@quantity", 406),
    (
        "sums",
        drop("InvoiceDetailOrderSummary"),
        "cXML/Request/InvoiceDetailRequest/InvoiceDetailHeaderOrder[2]/InvoiceDetailOrderSummary",
        406,
    ),
    ("update", drop("Status"), "cXML/Request/StatusUpdateRequest/Status", 406),
    (
        "opened",
        drop("StartPage"),
        "cXML/Response/PunchOutSetupResponse/StartPage/URL",
        400,
    ),
    (
        "opened",
        (r"<URL>.*</URL>", "<URL> </URL>"),
        "cXML/Response/PunchOutSetupResponse/StartPage/URL",
        400,
    ),
    ("answer", drop("Status"), "cXML/Response/Status", 400),
    ("answer", (' code="200"', ""), "cXML/Response/Status/@code", 400),
    (
        "profile",
        (' requestName="Confirm[^"]*"', ""),
        "cXML/Response/ProfileResponse/Transaction[2]/@requestName",
        400,
    ),
]


@pytest.mark.parametrize(("name", "edit", "path", "code"), MISSING)
def test_missing_part_is_named(name, edit, path, code):
    error = refused(name, edit, cxml.MissingError)
    assert (error.path, error.code) == (path, code)


NUMBERS = [
    "NaN",
    "nan",
    "sNaN",
    "Infinity",
    "-inf",
    "1e400",
    "1E2",
    "1,234.50",
    "1.234,50",
    "",
    " ",
    ".",
    "-",
    "1_000",
    "0x10",
    "\u0663",
    "\uff13",
    "1 2",
    "1.2.3",
    "$5",
    "--1",
    "1" * 16,
    "1." + "1" * 21,
    "9" * 400,
    "\u00bd",
    "1\u00a0000",
    "True",
]


@pytest.mark.parametrize("raw", NUMBERS)
def test_amount_that_is_none_is_named(raw):
    error = refused("cart", (">11.95<", f">{raw}<"), cxml.InvalidValueError)
    assert error.path == f"{ITEM}/ItemDetail/UnitPrice/Money"
    assert error.code == 400
    error = refused(
        "invoice",
        (">2.10</Money></Inv", f">{raw}</Money></Inv"),
        cxml.InvalidValueError,
    )
    assert error.path == f"{LINE}/InvoiceDetailLineShipping/Money"
    assert error.code == 406


@pytest.mark.parametrize("raw", [raw for raw in NUMBERS if raw.strip()])
def test_quantity_that_is_none_is_named(raw):
    error = refused(
        "confirmation", ('"7" line', f'"{raw}" line'), cxml.InvalidValueError
    )
    assert error.path == f"{CONFIRMED}/@quantity"
    assert error.code == 406


@pytest.mark.parametrize(
    "raw",
    ["0", "-1", "2147483648", "99999999999", "1.0", "1e1", "x", "", "\u0661", "1_0"],
)
def test_line_number_that_is_none_is_named(raw):
    edit = ('lineNumber="3"', f'lineNumber="{raw}"')
    error = refused("confirmation", edit, cxml.InvalidValueError)
    assert error.path == f"{CONFIRMED}/@lineNumber"
    edit = ('lineNumber="1"', f'lineNumber="{raw}"')
    error = refused("notice", edit, cxml.InvalidValueError)
    assert error.path.endswith("ShipNoticePortion/ShipNoticeItem[2]/@lineNumber")


@pytest.mark.parametrize(
    "raw", ["US", "DOLLAR", "US$", "", "12A", "\u00c4\u00d6\u00dc", "U D"]
)
def test_currency_that_is_none_is_named(raw):
    edit = ('currency="USD">11.95', f'currency="{raw}">11.95')
    error = refused("cart", edit, cxml.InvalidValueError)
    assert error.path == f"{ITEM}/ItemDetail/UnitPrice/Money/@currency"


@pytest.mark.parametrize("raw", ["OK", "-1", "2.0", ""])
def test_status_code_that_is_none_is_named(raw):
    error = refused("answer", ('code="200"', f'code="{raw}"'), cxml.InvalidValueError)
    assert (error.path, error.document_type) == (
        "cXML/Response/Status/@code",
        "Response",
    )


@pytest.mark.parametrize("raw", ["0", "-25"])
def test_price_basis_that_is_none_is_named(raw):
    text = sample("83_invoice_uk_price_basis.xml").decode()
    with pytest.raises(cxml.InvalidValueError) as caught:
        cxml.read(text.replace('quantity="25"', f'quantity="{raw}"').encode())
    assert caught.value.path.endswith("InvoiceDetailItem/PriceBasisQuantity/@quantity")


def test_a_long_value_is_quoted_in_part():
    error = refused("cart", (">11.95<", ">" + "x" * 5000 + "<"), cxml.InvalidValueError)
    assert len(error.text) < 100


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12))
def test_any_text_is_a_decimal_within_bounds_or_an_error(raw):
    text = TEXTS["cart"].replace(">11.95<", f"><![CDATA[{raw.replace(']]>', '')}]]><")
    try:
        amount = cxml.read(text.encode()).items[1].detail.unit_price.amount
    except cxml.InvalidValueError:
        return
    assert amount.is_finite() and abs(amount) < 10**15
    assert re.fullmatch(r"\s*[-+]?[0-9.]+\s*", raw)


@pytest.mark.parametrize("name", ["QuoteRequest", "CopyRequest", "Foo"])
def test_unknown_request_is_not_supported(name):
    text = TEXTS["update"].replace("StatusUpdateRequest", name)
    envelope = cxml.envelope(text.encode())
    assert envelope.document_type == name
    with pytest.raises(cxml.UnsupportedError) as caught:
        cxml.read(envelope)
    error = caught.value
    assert (error.code, error.document_type) == (450, name)
    assert error.path == f"cXML/Request/{name}"


def test_unknown_message_is_not_supported():
    text = TEXTS["cart"].replace("PunchOutOrderMessage>", "ProviderDoneMessage>")
    with pytest.raises(cxml.UnsupportedError):
        cxml.read(text.encode())


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"<cXML/>", "cXML/Request"),
        (b"<cXML payloadID='1'><Header/></cXML>", "cXML/Request"),
        (b"<cXML payloadID='1'><Header/><Request/></cXML>", "cXML/Request/*"),
        (
            b"<cXML payloadID='1'><Header/><Request><!-- x --></Request></cXML>",
            "cXML/Request/*",
        ),
        (
            b"<cXML payloadID='1'><Message><Status code='204'/></Message></cXML>",
            "cXML/Message/PunchOutOrderMessage",
        ),
    ],
)
def test_a_document_that_asks_for_nothing(body, path):
    with pytest.raises(cxml.MissingError) as caught:
        cxml.envelope(body)
    error = caught.value
    assert (error.code, error.path, error.document_type) == (400, path, None)


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE cXML [<!ENTITY a 'b'>]>",
        "<!DOCTYPE cXML SYSTEM 'a>b' [<!ENTITY a 'b'>]>",
        "<!-- x --><!DOCTYPE cXML PUBLIC 'a' 'b' []>",
        "<!DOCTYPE cXML SYSTEM 'u' [%x;]>",
    ],
)
def test_a_doctype_that_declares_anything_is_hostile(doctype):
    with pytest.raises(cxml.HostileXmlError) as caught:
        cxml.envelope(f"{doctype}<cXML/>".encode())
    assert (caught.value.code, caught.value.document_type) == (400, None)


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"<html/>", b"<cXML>", b"{}", b"\x1f\x8b"]
)
def test_what_is_no_cxml_at_all(body):
    with pytest.raises(cxml.NotXmlError) as caught:
        cxml.envelope(body)
    assert caught.value.code == 400


def test_the_limit_is_in_bytes_and_inclusive():
    body = TEXTS["setup"].encode()
    assert cxml.envelope(body, limit=len(body))
    with pytest.raises(cxml.TooLargeError):
        cxml.envelope(body, limit=len(body) - 1)


def test_every_error_names_its_document_type():
    for name, edit, _path, _code in MISSING:
        error = refused(name, edit, cxml.MissingError)
        assert error.document_type in cxml.DOCUMENTS
    assert str(error) == f"{error.text} ({error.path})"


@pytest.mark.parametrize(
    "secret", ["hush<hush", "a&hush;b", "hush]]>", "<hush/>", "\x01hush"]
)
def test_no_error_quotes_a_secret(secret):
    text = TEXTS["setup"].replace("sample-secret-of-no-group", secret)
    for damaged in (text, text.replace("</Sender>", ""), text.replace("priya", "\x01")):
        try:
            cxml.read(damaged.encode())
        except cxml.CxmlError as error:
            assert "hush" not in "".join(traceback.format_exception(error))


def refused(name, edit, kind):
    """The error for a document changed by a regular expression."""
    text = re.sub(edit[0], lambda _: edit[1], TEXTS[name], count=1, flags=re.DOTALL)
    assert text != TEXTS[name]
    with pytest.raises(kind) as caught:
        cxml.read(text.encode())
    return caught.value
