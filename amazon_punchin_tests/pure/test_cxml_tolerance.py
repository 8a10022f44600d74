"""Documents that are odd, and read all the same (protocol §§0-3)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from cxml_files import sample
from hypothesis import given
from hypothesis import strategies as st

import cxml

CART = sample("14_punchout_cart_us.xml").decode()
NOTICE = sample("60_ship_notice_partial.xml").decode()
SETUP = sample("01_punchin_setup_request_us.xml").decode()
INVOICE = sample("70_invoice_shipment_us.xml").decode()
READ_CART = cxml.read(CART.encode())


def change(text, *pairs):
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return cxml.read(text.encode())


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2027-01-29T14:31:55.108Z", datetime(2027, 1, 29, 14, 31, 55, 108000, UTC)),
        ("2027-01-29T14:31:55-08:00", datetime(2027, 1, 29, 22, 31, 55, 0, UTC)),
        ("2027-01-29T14:31:55+0900", datetime(2027, 1, 29, 5, 31, 55, 0, UTC)),
        (" 2027-01-29T14:31:55 ", datetime(2027, 1, 29, 14, 31, 55, 0, UTC)),
        ("2027-01-29", datetime(2027, 1, 29, tzinfo=UTC)),
        ("2014-03-12T17:37:27+17:37", datetime(2014, 3, 12, 17, 37, 27, 0, UTC)),
        ("2014-03-12T17:37:27-99:99", datetime(2014, 3, 12, 17, 37, 27, 0, UTC)),
        ("2014-03-12T17:37:27 -08:00", datetime(2014, 3, 13, 1, 37, 27, 0, UTC)),
        (
            "2014-03-12T17:37:27.1234567Z",
            datetime(2014, 3, 12, 17, 37, 27, 123456, UTC),
        ),
        ("2027-01-29T14:31:55+14:00", datetime(2027, 1, 29, 0, 31, 55, 0, UTC)),
        ("9999-12-31T23:59:59-08:00", None),
        ("29.01.2027 14:31", None),
        ("2027-13-29T14:31:55Z", None),
        ("٢٠٢٧-01-29", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_no_document_is_refused_for_its_date(written, moment):
    text = re.sub('timestamp="[^"]*"', f'timestamp="{written}"', SETUP)
    found = cxml.read(text.encode()).timestamp
    assert found == moment
    assert found is None or found.utcoffset() is not None


@given(st.text(max_size=30))
def test_any_text_for_a_date_is_a_moment_or_nothing(text):
    found = cxml.reading.scalars.moment(text)
    assert found is None or found.astimezone(UTC).year


def test_the_offset_of_a_date_is_kept():
    found = cxml.read(sample("70_invoice_shipment_us.xml")).invoice_date
    assert found.tzinfo == timezone(timedelta(hours=-8))
    assert found.hour == 8


@pytest.mark.parametrize(
    "codec",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"),
        *("iso-8859-15", "windows-1252", "shift_jis", "euc_jp", "gb18030", "us-ascii"),
    ],
)
def test_any_declared_encoding_is_read(codec):
    word = {"shift_jis": "黒インク", "euc_jp": "黒インク", "gb18030": "黑墨水"}.get(
        codec, "Ink" if codec == "us-ascii" else "Straße à côté"
    )
    text = CART.replace("Lumenta Direct", word)
    declared = "utf-8" if codec == "utf-8-sig" else codec
    body = text.replace('encoding="UTF-8"', f'encoding="{declared}"').encode(codec)
    found = cxml.read(body)
    assert cxml.amazon.sold_by(found.items[0].detail) == word


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-8"])
def test_what_the_bytes_are_beats_what_the_declaration_says(codec):
    body = CART.replace('encoding="UTF-8"', 'encoding="utf-16"').encode(codec)
    assert cxml.read(body) == READ_CART


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<?xml", "\ufeff<?xml"),
        ("<?xml", "\r\n\t <?xml"),
        ("<?xml", "\ufeff \n<?xml"),
        ('<?xml version="1.0" encoding="UTF-8"?>\n', ""),
        (' encoding="UTF-8"', ""),
        ("<cXML ", '<cXML xmlns="http://xml.cxml.org/schemas/cXML" '),
        ("<cXML ", '<cXML xmlns:xsi="urn:x" xsi:noSchemaLocation="y" '),
        ("<Message>", "<!-- a --><Message><?b c?>"),
        ("<UnitOfMeasure>EA</UnitOfMeasure>", "<UnitOfMeasure/>"),
        ("<UnitOfMeasure>EA</UnitOfMeasure>", ""),
        ("<UnitOfMeasure>EA<", "<UnitOfMeasure>\n EA\n<"),
        ('quantity="5"', 'quantity=" 5.000 "'),
        ('quantity="5"', 'quantity="+5"'),
        (">71.20<", ">\n71.2\n<"),
        ('currency="USD"', 'currency="usd"'),
        ("<Money currency", "<Money alternateAmount='1' currency"),
        (
            "</ItemDetail>",
            "<LeadTime>2</LeadTime></ItemDetail><Wrapping><x/></Wrapping>",
        ),
        ("<Header>", "<Extra/><Header>"),
        ("</From>", "<Correspondent/></From>"),
        (">GENERAL<", "><![CDATA[GENERAL]]><"),
        (">GENERAL<", ">GEN<!-- x -->ERAL<"),
        (">GENERAL<", ">GEN<?x y?>ERAL<"),
        (">GENERAL<", ">G&#69;N&#x45;RAL<"),
        (">GENERAL<", ">G<b>ENER</b>AL<"),
    ],
)
def test_odd_markup_changes_nothing(old, new):
    assert change(CART, (old, new)) == READ_CART


def test_identity_is_not_cut_at_a_comment():
    found = change(SETUP, ("CascadeLabs", "BUYER-A<!-- -->.evil"))
    assert found.header.sender[0].identity == "BUYER-A.evil3317740928"


def test_named_characters_are_read_by_html_s_table():
    found = change(
        CART,
        ("Lumenta Direct", "Caf&eacute; &amp; &nbsp;B&auml;r &NotEqualTilde;"),
        ('name="category"', 'name="cat&eacute;gorie"'),
        (">GENERAL<", "><![CDATA[&eacute;]]><!-- &nonsense; --><"),
    )
    extrinsics = found.items[0].detail.extrinsics
    assert extrinsics[0].value == "Café & \xa0Bär \u2242\u0338"
    assert extrinsics[2].name == "catégorie"
    assert extrinsics[3].value == "&eacute;"


def test_opaque_id_comes_back_byte_for_byte():
    odd = " 138-9920177-0031446,1\n+/=%2B "
    found = change(CART, (">138-9920177-0031446,1<", f">{odd}<"))
    assert found.items[0].supplier_part_auxiliary_id == odd
    again = cxml.read(cxml.write(found))
    assert again.items[0].supplier_part_auxiliary_id == odd


def test_unknown_extrinsics_are_kept_in_their_order():
    found = change(
        CART, ("</ItemDetail>", '<Extrinsic name="x">1</Extrinsic></ItemDetail>')
    )
    assert found.items[0].detail.extrinsics[-1] == cxml.Extrinsic("x", "1")
    assert len(found.items[0].detail.extrinsics) == 11


def test_lines_with_the_same_article_stay_two_lines():
    found = cxml.read(sample("02_punchin_cart_us.xml"))
    ids = [item.supplier_part_id for item in found.items]
    assert ids == ["B0DTAPE551", "B0DLAMP207", "B0DTAPE551"]


def test_names_of_extrinsics_have_no_case():
    found = change(SETUP, ("UserEmail", "USEREMAIL"), ("PoomUrl", "poomurl"))
    assert found.user_email == "priya.raman@cascade.example"
    assert found.poom_url.startswith("https://www.amazon.com/")
    assert found.extrinsics == ()


def test_a_second_extrinsic_of_that_name_is_not_lost():
    again = '<Extrinsic name="UserEmail">b@x.example</Extrinsic></PunchOutSetupRequest>'
    found = change(SETUP, ("</PunchOutSetupRequest>", again))
    assert found.user_email == "priya.raman@cascade.example"
    assert found.extrinsics == (cxml.Extrinsic("UserEmail", "b@x.example"),)


def test_first_secret_of_several_counts_and_empty_ones_do_not():
    second = (
        "<Credential domain='x'><Identity>y</Identity><SharedSecret>{}</SharedSecret>"
    )
    for text, secret in (
        (
            SETUP.replace(
                "<UserAgent>", second.format("two") + "</Credential><UserAgent>"
            ),
            "sample-secret-of-no-group",
        ),
        (
            SETUP.replace("sample-secret-of-no-group", " ").replace(
                "<UserAgent>", second.format("two") + "</Credential><UserAgent>"
            ),
            "two",
        ),
        (SETUP.replace("sample-secret-of-no-group", ""), None),
    ):
        envelope = cxml.envelope(text.encode())
        assert envelope.shared_secret == secret
        assert "sample-secret" not in repr(envelope)


def test_envelope_tells_who_and_what():
    envelope = cxml.envelope(CART.encode())
    assert envelope.document_type == "PunchOutOrderMessage"
    assert envelope.identities("sender") == ("128990368", "Amazon")
    assert envelope.identities("to") == ("CascadeLabs3317740928",)
    assert envelope.header.user_agent == "Amazon LLC eProcurement Application"
    assert envelope.deployment_mode == "production"
    assert cxml.read(envelope) == READ_CART


def test_country_of_the_address_counts_where_the_postal_one_has_no_code():
    text = sample("02_punchin_cart_us.xml").decode()
    found = change(text, ('<Country isoCountryCode="US">', "<Country>"))
    assert found.ship_to.country_code == "US"
    assert found.ship_to.country_name == "United States"


@pytest.mark.parametrize("mode", ["test", "TEST", " test "])
def test_test_mode_is_known_in_any_spelling(mode):
    found = change(SETUP, ('deploymentMode="production"', f'deploymentMode="{mode}"'))
    assert found.deployment_mode == "test"


def test_silence_on_the_mode_means_production():
    found = change(SETUP, (' deploymentMode="production"', ""))
    assert found.deployment_mode == "production"


def test_units_in_no_order_and_packages_in_either_place():
    control = re.search("<ShipControl>.*?</ShipControl>", NOTICE, re.S)[0]
    moved = NOTICE.replace(control, "").replace(
        "</ShipNoticeHeader>", control + "</ShipNoticeHeader>"
    )
    assert cxml.read(moved.encode()) == cxml.read(NOTICE.encode())


def test_carrier_is_the_name_before_the_code():
    code = '<CarrierIdentifier domain="SCAC">AMZL</CarrierIdentifier>'
    found = change(NOTICE, ("<CarrierIdentifier", code + "<CarrierIdentifier"))
    assert found.packages[0].carrier == "AMZN_US"
    found = change(
        NOTICE,
        ('<CarrierIdentifier domain="companyName">AMZN_US</CarrierIdentifier>', code),
    )
    assert found.packages[0].carrier == "AMZL"


def test_tax_detail_counts_without_the_description_between():
    described = re.compile("(<Tax>.*?</Money>)<Description.*?</Description>")
    text = described.sub(r"\1", sample("15_punchout_cart_de_vat.xml").decode())
    found = cxml.read(text.encode())
    assert found.items[0].tax.details[0].percentage_rate == 19


def test_an_empty_sum_says_nothing():
    shipping = re.search("<ShippingAmount>.*?</ShippingAmount>", INVOICE)[0]
    found = change(INVOICE, (shipping, "<ShippingAmount/>"))
    assert found.summary.shipping is None


def test_a_payment_term_that_is_no_number_says_nothing():
    assert change(INVOICE, ('"30"', '"30 days"')).pay_in_days is None


def test_line_of_a_service_has_its_subtotal_for_a_price():
    service = """<InvoiceDetailServiceItem invoiceLineNumber="9">
      <InvoiceDetailServiceItemReference lineNumber="4">
        <Description xml:lang="en">Assembly</Description>
      </InvoiceDetailServiceItemReference>
      <SubtotalAmount><Money currency="USD">15.00</Money></SubtotalAmount>
    </InvoiceDetailServiceItem></InvoiceDetailOrder>"""
    line = change(INVOICE, ("</InvoiceDetailOrder>", service)).orders[0].lines[-1]
    assert (line.line_number, line.quantity) == (4, 1)
    assert line.unit_price == cxml.Money(Decimal("15.00"), "USD")
    assert line.description == "Assembly"


def test_price_basis_counts_its_factor():
    text = sample("83_invoice_uk_price_basis.xml").decode()
    found = change(text, ('conversionFactor="1"', 'conversionFactor="0.5"'))
    assert found.orders[0].lines[0].price_basis_quantity == 50


def test_answer_without_anything_but_a_status():
    found = cxml.read(b"<cXML><Response><Status code='560'/></Response></cXML>")
    assert found == cxml.Response(status=cxml.Status(560))


def test_session_beside_a_failure_is_no_session():
    text = sample("11_punchout_setup_response.xml").decode()
    found = change(text, ('code="200"', 'code="500"'))
    assert type(found) is cxml.Response
    assert found.status.code == 500


def test_unknown_content_of_an_answer_is_passed_over():
    found = cxml.read(
        b"<cXML><Response><Status code='200' text='OK'/><DataResponse/></Response>"
        b"</cXML>"
    )
    assert found.status == cxml.Status(200, "OK")


def test_the_parts_of_a_tax_may_stand_before_its_sum():
    cart = sample("15_punchout_cart_de_vat.xml").decode()
    turned, count = re.subn(
        r"<Tax>(.*?)(<TaxDetail.*?</TaxDetail>)</Tax>", r"<Tax>\2\1</Tax>", cart
    )
    assert count and turned != cart
    assert cxml.read(turned.encode()) == cxml.read(cart.encode())


@pytest.mark.parametrize(
    ("text", "element", "other"),
    [
        (CART, "<UnitPrice>.*?</UnitPrice>", '<Money currency="USD">9</Money>'),
        (CART, "<UnitOfMeasure>.*?</UnitOfMeasure>", "BOX"),
        (CART, "<ManufacturerName>.*?</ManufacturerName>", "Nobody"),
        (INVOICE, "<Description.*?</Description>", "Something else"),
        (INVOICE, "<NetAmount>.*?</NetAmount>", '<Money currency="USD">9</Money>'),
        (INVOICE, "<SubtotalAmount>.*?</SubtotalAmount>", "<Money>no sum</Money>"),
    ],
)
def test_of_namesakes_the_first_that_says_something_counts(text, element, other):
    tag = re.search(r"\w+", element)[0]
    after, count = re.subn(element, rf"\g<0><{tag}>{other}</{tag}>", text)
    assert count and cxml.read(after.encode()) == cxml.read(text.encode())
    if tag not in ("UnitPrice", "Description"):
        before = re.sub(element, rf"<{tag}/>\g<0>", text)
        assert cxml.read(before.encode()) == cxml.read(text.encode())


@pytest.mark.parametrize("amount", ["-4.11", "+4.11", "4.", ".5", "-0", " 4.11 "])
def test_amounts_are_read_with_their_sign(amount):
    net = re.search("<NetAmount>.*?</NetAmount>", INVOICE)[0]
    found = change(INVOICE, (net, re.sub(r"(?<=>)[\d.]+(?=<)", amount, net)))
    assert found.summary.net == (Decimal(amount.strip()), "USD")
