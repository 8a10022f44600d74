"""Amazon's habits: numbers in comments, codes in brackets, signs of either kind."""

from dataclasses import replace
from decimal import Decimal

import pytest
from cxml_files import SAMPLES, body_of, index, sample
from hypothesis import assume, given
from hypothesis import strategies as st

import cxml
from cxml import Comment, Extrinsic, InvoiceAmounts, Money, amazon

ORDERED = {1: Decimal(2), 2: Decimal(1), 3: Decimal(7)}


def read(name):
    return cxml.read(sample(name))


def test_order_number_of_header_or_comments():
    split = read("41_confirmation_split_2of2.xml")
    assert amazon.confirm_ids(split) == ("114-5520944-1190337",)
    assert amazon.confirm_id(replace(split, confirm_id=None)) == "114-5520944-1190337"
    assert amazon.confirm_ids(read("43_confirmation_line_rejected.xml")) == ()
    assert amazon.confirm_id(read("44_confirmation_order_rejected.xml")) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("Gone. [Error code: 005-002]", "005-002"),
        ("Weg. [Fehlercode: 005-002] ", "005-002"),
        ("Gone [Error code:003-052].", "003-052"),
        ("[Error code: 005-002] gone", None),
        ("Gone.", None),
        ("", None),
        ((), None),
        ((Comment("x"), Comment("Weird-9", "OrderErrorCode")), "Weird-9"),
        ((Comment("y [Error code: 001-001]"), Comment("7", "lineitemerrorcode")), "7"),
        ((Comment("x"), Comment("y [Error code: 001-001]")), "001-001"),
    ],
)
def test_error_code(told, code):
    assert amazon.error_code(told) == code


def test_reason_is_for_a_person():
    comments = (
        Comment("114-1", "confirmID"),
        Comment("Only 4 left. [Error code: 005-001]"),
        Comment("005-001", "LineItemErrorCode"),
        Comment("Sorry.", "other"),
    )
    assert amazon.reason(comments) == "Only 4 left. Sorry."
    assert amazon.reason(()) == ""


@pytest.mark.parametrize(
    ("name", "whole", "wanted"),
    [
        ("40_confirmation_split_1of2.xml", None, {1: (2, 0)}),
        ("41_confirmation_split_2of2.xml", None, {2: (1, 0), 3: (7, 0)}),
        ("42_confirmation_price_change_partial.xml", None, {2: (1, 0), 3: (4, 3)}),
        ("43_confirmation_line_rejected.xml", None, {2: (0, 1)}),
        (
            "44_confirmation_order_rejected.xml",
            "reject",
            {1: (0, 2), 2: (0, 1), 3: (0, 7)},
        ),
        (
            "45_confirmation_accept_whole.xml",
            "accept",
            {1: (2, 0), 2: (1, 0), 3: (7, 0)},
        ),
        ("46_confirmation_later_cancellation.xml", None, {2: (1, 0), 3: (5, 2)}),
        ("47_confirmation_except.xml", None, {1: (2, 0), 2: (0, 1), 3: (7, 0)}),
        ("48_confirmation_backordered.xml", None, {3: (7, 0)}),
    ],
)
def test_outcomes(name, whole, wanted):
    confirmation = read(name)
    assert amazon.whole_order(confirmation) == whole
    found = amazon.outcomes(confirmation, ORDERED)
    assert {
        number: (one.accepted, one.rejected) for number, one in found.items()
    } == wanted


def test_outcomes_tell_what_came_with_them():
    found = amazon.outcomes(read("42_confirmation_price_change_partial.xml"))
    assert found[2].portions[0].unit_price == Money(Decimal("72.05"), "USD")
    assert found[3].reason == "Only 4 of 7 units can be had."
    assert found[3].error_code == "005-001"
    assert found[2].delivery_date.isoformat() == "2027-02-06T20:00:00-08:00"
    found = amazon.outcomes(read("47_confirmation_except.xml"), ORDERED)
    assert (found[2].reason, found[2].error_code) == (
        "Not sold to businesses.",
        "005-003",
    )
    found = amazon.outcomes(read("44_confirmation_order_rejected.xml"), ORDERED)
    assert {one.error_code for one in found.values()} == {"003-052"}
    found = amazon.outcomes(read("48_confirmation_backordered.xml"), ORDERED)
    assert found[3].backordered == 3
    found = amazon.outcomes(read("50_confirmation_substitute.xml"))
    assert found[2].portions[0].unit_price.amount == Decimal("69.90")


def test_a_rejected_order_rejects_the_lines_it_lists():
    confirmation = replace(
        read("42_confirmation_price_change_partial.xml"), type="reject"
    )
    found = amazon.outcomes(confirmation)
    assert {one.accepted for one in found.values()} == {0}
    assert found[3].rejected == 7
    assert found[3].error_code == "005-001"


def test_two_entries_of_a_line_add_up():
    confirmation = read("42_confirmation_price_change_partial.xml")
    doubled = replace(confirmation, items=confirmation.items * 2)
    assert amazon.outcomes(doubled)[3].accepted == 8


def test_each_portion_of_a_line_keeps_its_price():
    confirmation = read("42_confirmation_price_change_partial.xml")
    item = next(one for one in confirmation.items if one.line_number == 2)
    [status] = item.statuses
    dearer = replace(status, unit_price=Money(Decimal("80.00"), "USD"))
    both = replace(confirmation, items=(replace(item, statuses=(dearer, status)),))
    portions = amazon.outcomes(both)[2].portions
    prices = [one.unit_price.amount for one in portions]
    assert prices == [Decimal("80.00"), Decimal("72.05")]
    assert {one.units for one in portions} == {status.quantity}


def test_cart_habits():
    cart = read("02_punchin_cart_us.xml")
    assert amazon.cart_ship_to(cart).address_id == "CASC-LAB2"
    assert amazon.cart_ship_to(read("20_punchin_cart_line_ship_to.xml")).city == "Salem"
    assert amazon.cart_ship_to(read("14_punchout_cart_us.xml")) is None
    assert not amazon.is_cancelled_cart(cart)
    assert amazon.is_cancelled_cart(read("18_punchout_cart_cancelled.xml"))
    assert amazon.is_cancelled_cart(read("19_punchout_cart_cancelled_204.xml"))
    assert amazon.is_cancelled_cart(replace(cart, status=cxml.Status(204)))


def test_article_habits():
    detail = read("02_punchin_cart_us.xml").items[0].detail
    assert amazon.sold_by(detail) == "Amazon.com Services LLC"
    assert amazon.fulfilled_by(detail) == "Amazon"
    assert amazon.condition(detail) == "New"
    assert (
        amazon.detail_url(detail) == "https://www.amazon.com/dp/B0DTAPE551?psc=1&th=1"
    )
    assert amazon.ean(detail) == "0081203300419"
    assert amazon.upc(detail) == "081203300419"
    bare = detail._replace(extrinsics=(Extrinsic("upc", "NA"), Extrinsic("EAN", " ")))
    assert amazon.upc(bare) is amazon.ean(bare) is amazon.sold_by(bare) is None
    elsewhere = bare._replace(url="https://x.example")
    assert amazon.detail_url(elsewhere) == "https://x.example"


def test_buyer_email():
    request = read("10_punchout_setup_request_us.xml")
    assert amazon.buyer_email(request) == "priya.raman@cascade.example"
    assert (
        amazon.buyer_email(replace(request, user_email=None))
        == request.contacts[0].email
    )
    assert amazon.buyer_email(replace(request, user_email=None, contacts=())) is None


@pytest.mark.parametrize(
    ("carrier", "name", "start"),
    [
        ("AMZN_US", "Amazon", "https://track.amazon.com/"),
        ("amzn_de", "Amazon", "https://track.amazon.com/"),
        ("UPS", "UPS", "https://www.ups.com/"),
        ("USPS", "USPS", "https://tools.usps.com/"),
        ("FEDEX_GROUND", "FedEx", "https://www.fedex.com/"),
        ("DHL", "DHL", "https://www.dhl.com/"),
        ("DPD", "DPD", "https://tracking.dpd.de/"),
        ("GLS", "GLS", "https://gls-group.eu/"),
        ("Hermes", "Hermes", "https://www.myhermes.de/"),
        ("ROYAL_MAIL", "Royal Mail", "https://www.royalmail.com/"),
        ("Royal Mail 24", "Royal Mail", "https://www.royalmail.com/"),
        ("CANADA_POST", "Canada Post", "https://www.canadapost-postescanada.ca/"),
        ("YAMATO", "Yamato", "https://toi.kuronekoyamato.co.jp/"),
        ("SAGAWA", "Sagawa", "https://k2k.sagawa-exp.co.jp/"),
    ],
)
def test_known_carriers(carrier, name, start):
    assert amazon.carrier_name(carrier) == name
    for called in (carrier, name):
        url = amazon.tracking_url(called, " 1Z&9/8 ")
        assert url.startswith(start)
        assert url.endswith("1Z%269%2F8")


@pytest.mark.parametrize(
    ("carrier", "number"), [("", "1"), (None, "1"), ("Onkel Willi", "1"), ("UPS", "")]
)
def test_no_tracking_url(carrier, number):
    assert amazon.tracking_url(carrier, number) is None


@pytest.mark.parametrize("carrier", ["", None, "Onkel Willi", " KURIER_7 "])
def test_an_unknown_carrier_is_called_as_it_was_written(carrier):
    assert amazon.carrier_name(carrier) == (carrier or "").strip()


INVOICE = read("76_invoice_discount_negative.xml")
amounts = st.decimals(min_value="0.01", max_value=10**6, places=2)


def usd(amount):
    return Money(Decimal(amount), "USD")


def memo(purpose, sums):
    """The discount invoice with other totals, and no sums on its line."""
    line = INVOICE.orders[0].lines[0]._replace(amounts=InvoiceAmounts())
    order = replace(INVOICE.orders[0], lines=(line,))
    return replace(INVOICE, purpose=purpose, orders=(order,), summary=sums)


@given(amounts, amounts, st.sampled_from([1, -1]))
def test_discount_has_the_sign_for_which_gross_and_net_agree(goods, discount, sign):
    assume(goods > discount)
    for net, wanted in ((goods - discount, discount), (goods + discount, -discount)):
        sums = InvoiceAmounts(
            subtotal=usd(goods),
            gross=usd(goods),
            discount=usd(sign * discount),
            net=usd(net),
        )
        assert amazon.signed_invoice(memo("standard", sums)).discount == wanted


def test_discount_reduces_where_nothing_tells_the_net_amount():
    sums = InvoiceAmounts(subtotal=usd("10"), discount=usd("-2"))
    signed = amazon.signed_invoice(memo("standard", sums))
    assert (signed.discount, signed.total) == (2, 8)
    assert signed.header_only.discount == 2


@pytest.mark.parametrize(
    ("purpose", "net", "credit"),
    [
        ("standard", "5", False),
        ("standard", "-5", True),
        ("creditMemo", "5", True),
        ("creditmemo", "-5", True),
        ("lineLevelCreditMemo", "-5", True),
        ("debitMemo", "-5", False),
        ("lineLevelDebitMemo", "5", False),
    ],
)
def test_what_gives_money_back(purpose, net, credit):
    sums = InvoiceAmounts(subtotal=usd(net), net=usd(net))
    document = memo(purpose, sums)
    assert amazon.is_credit(document) is credit
    signed = amazon.signed_invoice(document)
    assert signed.is_credit is credit
    assert signed.total == signed.goods == 5


def test_lines_and_totals_may_have_different_habits():
    """The totals positive, the line negative: both are what is given back."""
    document = read("78_credit_memo_negative_quantity.xml")
    sums = InvoiceAmounts(
        subtotal=usd("23.90"), tax=cxml.Tax(usd("0.93")), net=usd("24.83")
    )
    signed = amazon.signed_invoice(replace(document, summary=sums))
    assert (signed.total, signed.lines[0].amount, signed.lines[0].quantity) == (
        Decimal("24.83"),
        Decimal("23.90"),
        2,
    )


def test_a_fee_inside_a_credit_memo_keeps_its_opposite_sign():
    document = read("78_credit_memo_negative_quantity.xml")
    order = document.orders[0]
    fee = order.lines[0]._replace(
        line_number=9,
        quantity=Decimal(1),
        unit_price=usd("4.00"),
        amounts=InvoiceAmounts(subtotal=usd("4.00")),
    )
    document = replace(document, orders=(replace(order, lines=(*order.lines, fee)),))
    goods, charge = amazon.signed_invoice(document).lines
    assert (goods.amount, goods.unit_price) == (Decimal("23.90"), Decimal("11.95"))
    assert (charge.amount, charge.unit_price, charge.quantity) == (-4, -4, 1)


def test_sums_that_only_the_lines_tell_are_added_up():
    document = read("70_invoice_shipment_us.xml")
    signed = amazon.signed_invoice(replace(document, summary=InvoiceAmounts()))
    assert signed.goods == Decimal("94.78")
    assert (signed.tax, signed.shipping) == (Decimal("5.97"), Decimal("2.10"))
    assert signed.total == Decimal("102.85")
    assert signed.currency == "USD"
    assert signed.header_only == amazon.Charges()


@pytest.mark.parametrize(
    "row",
    [
        row
        for row in index(SAMPLES)
        if row.values[0]["document_type"] == "InvoiceDetailRequest"
    ],
)
def test_mirrored_documents_mean_the_same(row):
    """A credit memo printed with all signs turned round is the same credit memo."""
    document = cxml.read(body_of(row))
    if not amazon.is_credit(document):
        document = replace(document, purpose="creditMemo")
    mirrored = _mirror(document)
    assert mirrored != document
    assert amazon.signed_invoice(mirrored) == amazon.signed_invoice(document)


def _mirror(value):
    if isinstance(value, Money):
        return Money(-value.amount, value.currency)
    if type(value) is tuple:
        return tuple(_mirror(each) for each in value)
    if hasattr(value, "_fields"):
        return type(value)(*(_mirror(each) for each in value))
    if hasattr(value, "__dataclass_fields__"):
        return replace(
            value,
            **{
                name: _mirror(getattr(value, name))
                for name in value.__dataclass_fields__
            },
        )
    return value
