"""Hypothesis strategies for every cXML document, in the form in which one is written:
text without white space around it, no empty text where ``None`` says the same."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

import cxml

_CHARACTERS = st.characters(
    blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"
)


def _is_plain(text):
    return text == text.strip()


texts = st.text(_CHARACTERS, max_size=20).filter(_is_plain)
words = st.text(_CHARACTERS, min_size=1, max_size=20).filter(
    lambda text: text == text.strip() and text.strip()
)
"""Text with something in it; XML keeps line ends out of attributes, so none here."""

auxiliary_ids = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), whitelist_characters=" \t\n"),
    min_size=1,
    max_size=30,
)
"""Opaque: white space at either end is part of it."""

secrets = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zs", "Zl", "Zp")),
    min_size=12,
    max_size=40,
).filter(_is_plain)


def maybe(strategy):
    return st.none() | strategy


def tuples(strategy, least=0, most=3):
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


offsets = st.integers(-14 * 60, 14 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes)) if minutes else UTC
)
moments = st.datetimes(
    datetime.fromisoformat("1970-01-02"),
    datetime.fromisoformat("2199-01-01"),
    timezones=offsets,
)
codes = st.sampled_from(["USD", "EUR", "JPY", "GBP"])
amounts = st.decimals(
    min_value=Decimal(-(10**14)), max_value=10**14, places=2
) | st.decimals(min_value=0, max_value=1000, places=4)
moneys = st.builds(cxml.Money, amounts, codes)
quantities = st.decimals(min_value=0, max_value=10**6, places=3)
line_numbers = st.integers(1, 2**31 - 1)
units = words
credentials = st.builds(cxml.Credential, texts, words)
parties = tuples(credentials, 1, 2)
headers = st.builds(
    cxml.Header,
    from_=parties,
    to=parties,
    sender=parties,
    user_agent=maybe(words),
)
extrinsics = tuples(
    st.builds(
        cxml.Extrinsic,
        words.filter(lambda name: name.lower() not in ("useremail", "poomurl")),
        texts,
    )
)
comments = tuples(st.builds(cxml.Comment, words, maybe(words)))
statuses = st.builds(cxml.Status, st.integers(200, 599), texts, texts)
tax_details = st.builds(
    cxml.TaxDetail,
    category=words,
    purpose=maybe(words),
    percentage_rate=maybe(st.decimals(min_value=0, max_value=100, places=2)),
    taxable_amount=maybe(moneys),
    tax_amount=moneys,
)
taxes = st.builds(cxml.Tax, moneys, tuples(tax_details, most=2))
phones = st.builds(
    cxml.Phone,
    country_code=texts,
    iso_country_code=texts,
    area_code=texts,
    number=texts,
)
addresses = st.builds(
    cxml.Address,
    name=texts,
    address_id=maybe(words),
    deliver_to=tuples(words),
    street=tuples(words),
    city=texts,
    state=maybe(words),
    postal_code=maybe(words),
    country_code=texts,
    country_name=texts,
    email=maybe(words),
    phone=maybe(phones),
)
tokens = st.from_regex(r"[a-zA-Z][a-zA-Z]{0,9}", fullmatch=True)
contacts = tuples(
    st.builds(cxml.Contact, role=maybe(tokens), name=texts, email=maybe(words)), most=2
)
details = st.builds(
    cxml.ItemDetail,
    unit_price=moneys,
    description=texts,
    description_language=words,
    unit_of_measure=units,
    classifications=tuples(st.builds(cxml.Classification, texts, words)),
    manufacturer_part_id=maybe(words),
    manufacturer_name=maybe(words),
    url=maybe(words),
    extrinsics=extrinsics,
)
items_in = st.builds(
    cxml.ItemIn,
    quantity=quantities,
    supplier_part_id=words,
    detail=details,
    supplier_part_auxiliary_id=maybe(auxiliary_ids),
    line_number=maybe(line_numbers),
    ship_to=maybe(addresses),
    shipping=maybe(moneys),
    tax=maybe(taxes),
    extrinsics=extrinsics,
)
items_out = st.builds(
    cxml.ItemOut,
    line_number=line_numbers,
    quantity=quantities,
    supplier_part_id=words,
    detail=details,
    supplier_part_auxiliary_id=maybe(auxiliary_ids),
)
references = st.builds(
    cxml.OrderReference,
    order_id=maybe(words),
    payload_id=maybe(words),
    order_date=maybe(moments),
)
invoice_references = st.builds(
    cxml.OrderReference,
    order_id=words,
    payload_id=maybe(words),
    order_date=maybe(moments),
)

_DOCUMENT = {
    "payload_id": words,
    "timestamp": maybe(moments),
    "language": maybe(words),
}
_REQUEST = {
    **_DOCUMENT,
    "header": headers,
    "deployment_mode": st.sampled_from(["production", "test"]),
}

confirmation_statuses = st.builds(
    cxml.ConfirmationStatus,
    quantity=quantities,
    type=st.sampled_from(["accept", "allDetail", "detail", "reject", "backordered"]),
    unit_of_measure=units,
    shipment_date=maybe(moments),
    delivery_date=maybe(moments),
    unit_price=maybe(moneys),
    tax=maybe(taxes),
    shipping=maybe(moneys),
    comments=comments,
) | st.builds(
    cxml.ConfirmationStatus,
    quantity=quantities,
    type=st.just("detail"),
    item=items_in,
    comments=comments,
)


def _sums(**more):
    return st.builds(
        cxml.InvoiceAmounts,
        subtotal=more.pop("subtotal", maybe(moneys)),
        tax=more.pop("tax", maybe(taxes)),
        special_handling=maybe(moneys),
        shipping=maybe(moneys),
        gross=maybe(moneys),
        discount=maybe(moneys),
        net=more.pop("net", maybe(moneys)),
        due=more.pop("due", st.none()),
    )


invoice_lines = st.builds(
    cxml.InvoiceLine,
    line_number=line_numbers,
    quantity=st.decimals(min_value=-(10**6), max_value=10**6, places=3),
    unit_price=moneys,
    unit_of_measure=units,
    price_basis_quantity=maybe(st.decimals(min_value=1, max_value=1000, places=2)),
    supplier_part_id=words,
    supplier_part_auxiliary_id=maybe(auxiliary_ids),
    description=texts,
    amounts=_sums(),
    extrinsics=extrinsics,
)
_by_lines = tuples(
    st.builds(
        cxml.InvoiceOrder, order=invoice_references, lines=tuples(invoice_lines, 1, 2)
    ),
    1,
    2,
)
_by_sums = tuples(
    st.builds(
        cxml.InvoiceOrder, order=invoice_references, amounts=_sums(subtotal=moneys)
    ),
    1,
    2,
)

documents = {
    "PunchOutSetupRequest": st.builds(
        cxml.PunchOutSetupRequest,
        **_REQUEST,
        operation=st.sampled_from(["create", "edit", "inspect"]),
        buyer_cookie=texts,
        user_email=maybe(words),
        poom_url=maybe(words),
        extrinsics=extrinsics,
        browser_form_post_url=maybe(words),
        contacts=contacts,
        supplier_setup_url=maybe(words),
        ship_to=maybe(addresses),
        selected_part_id=maybe(words),
    ),
    "PunchOutOrderMessage": st.builds(
        cxml.PunchOutOrderMessage,
        **_REQUEST,
        status=maybe(statuses),
        buyer_cookie=texts,
        operation_allowed=st.sampled_from(["create", "edit", "inspect"]),
        total=moneys,
        ship_to=maybe(addresses),
        shipping=maybe(moneys),
        tax=maybe(taxes),
        items=tuples(items_in),
    ),
    "OrderRequest": st.builds(
        cxml.OrderRequest,
        **_REQUEST,
        order_id=words,
        order_date=maybe(moments),
        type=st.sampled_from(["new", "update", "delete"]),
        total=moneys,
        ship_to=maybe(addresses),
        bill_to=addresses,
        shipping=maybe(moneys),
        tax=maybe(taxes),
        contacts=contacts,
        document_reference=maybe(words),
        extrinsics=extrinsics,
        items=tuples(items_out, 1),
    ),
    "ConfirmationRequest": st.builds(
        cxml.ConfirmationRequest,
        **_REQUEST,
        confirm_id=maybe(words),
        operation=st.sampled_from(["new", "update"]),
        type=st.sampled_from(["accept", "detail", "except", "reject"]),
        notice_date=maybe(moments),
        document_reference=maybe(words),
        order=references,
        total=maybe(moneys),
        shipping=maybe(moneys),
        tax=maybe(taxes),
        comments=comments,
        extrinsics=extrinsics,
        items=tuples(
            st.builds(
                cxml.ConfirmationItem,
                line_number=line_numbers,
                quantity=quantities,
                unit_of_measure=units,
                statuses=tuples(confirmation_statuses, 1, 2),
            ),
            most=2,
        ),
    ),
    "ShipNoticeRequest": st.builds(
        cxml.ShipNoticeRequest,
        **_REQUEST,
        shipment_id=words,
        operation=st.sampled_from(["new", "update", "delete"]),
        notice_date=maybe(moments),
        shipment_date=maybe(moments),
        delivery_date=maybe(moments),
        shipment_type=maybe(st.sampled_from(["actual", "planned"])),
        document_reference=maybe(words),
        comments=comments,
        extrinsics=extrinsics,
        packages=tuples(
            st.builds(
                cxml.Package,
                carrier=texts,
                tracking_number=texts,
                start_date=maybe(moments),
            )
        ),
        portions=tuples(
            st.builds(
                cxml.ShipNoticePortion,
                order=references,
                items=tuples(
                    st.builds(
                        cxml.ShipNoticeItem,
                        line_number=line_numbers,
                        quantity=quantities,
                        unit_of_measure=units,
                    )
                ),
            )
        ),
    ),
    "InvoiceDetailRequest": st.builds(
        cxml.InvoiceDetailRequest,
        **_REQUEST,
        invoice_id=words,
        purpose=st.sampled_from(
            ["standard", "creditMemo", "debitMemo", "lineLevelCreditMemo"]
        ),
        operation=st.sampled_from(["new", "delete"]),
        invoice_date=maybe(moments),
        partners=tuples(
            st.builds(cxml.InvoicePartner, role=tokens, name=texts, vat=maybe(words))
        ),
        document_reference=maybe(words),
        origin_invoice_id=maybe(words),
        pay_in_days=maybe(st.integers(0, 365)),
        comments=comments.map(lambda found: found[:1]),
        extrinsics=extrinsics,
        orders=_by_lines | _by_sums,
        summary=_sums(subtotal=moneys, tax=taxes, net=moneys, due=maybe(moneys)),
    ),
    "StatusUpdateRequest": st.builds(
        cxml.StatusUpdateRequest,
        **_REQUEST,
        document_reference=maybe(words),
        status=statuses,
        extrinsics=extrinsics,
    ),
    "ProfileRequest": st.builds(cxml.ProfileRequest, **_REQUEST),
    "Response": st.builds(cxml.Response, **_DOCUMENT, status=statuses),
    "PunchOutSetupResponse": st.builds(
        cxml.PunchOutSetupResponse,
        **_DOCUMENT,
        status=st.builds(cxml.Status, st.integers(200, 299), texts, texts),
        start_page_url=words,
    ),
    "ProfileResponse": st.builds(
        cxml.ProfileResponse,
        **_DOCUMENT,
        status=statuses,
        effective_date=maybe(moments),
        transactions=tuples(st.builds(cxml.Transaction, tokens, words), 1),
    ),
}
"""A strategy for every document, by the name of its class."""

requests = st.one_of(
    *(
        documents[name]
        for name in ("PunchOutSetupRequest", "OrderRequest", "ProfileRequest")
    )
)
"""What leaves with a secret."""
