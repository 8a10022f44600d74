"""What Amazon sends after the order: repeated, contradicted, late, taken back.

The papers are the sandbox order desk's own; tests that need another order of arrival
hold them back at the desk and post them themselves.
"""

import pytest
from amazon import MESSAGE, Desk, anew, payload_id, setup_request
from lxml import etree

from tools.play import CART, DESK, GROUP, REQUEST

INVOICE = "amazon.punchin.invoice"
EXCEPTION = "amazon.punchin.exception"
LINE = "amazon.punchin.request.line"
FACTS = ("stage", "confirmation_ref", "shipment_ids", "invoice_ids", "purchase_ids")
QUANTITIES = ("qty_confirmed", "qty_rejected", "qty_shipped", "qty_invoiced")


@pytest.fixture
def desk(admin):
    return Desk(admin)


@pytest.fixture
def lines(admin):
    """Quantities of a purchase's lines, in the cart's order."""

    def read(purchase, *names):
        domain = [("request_id", "=", purchase.request)]
        found = admin.find(LINE, domain, *(names or QUANTITIES), order="line_number")
        return [{name: one[name] for name in names or QUANTITIES} for one in found]

    return read


@pytest.fixture
def state(lines):
    """All that a document could have changed about a purchase."""
    return lambda purchase: (purchase.see(*FACTS), lines(purchase))


def deliver(purchase, admin):
    """Ship and invoice all that is open, one after the other."""
    admin.call(DESK, "desk_ship", [purchase.desk])
    purchase.at_stage("shipped")
    admin.call(DESK, "desk_invoice", [purchase.desk])
    purchase.at_stage("invoiced")


def set_all(paper, tag, **values):
    """Change attributes of all elements of a kind."""
    for element in paper.iter(tag):
        for name, value in values.items():
            element.set(name, value)
    return paper


# Who may send, and how often ---------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "code"), [("ShipNoticeRequest", 401), ("PunchOutSetupRequest", 403)]
)
def test_wrong_secret(buy, desk, inbox, state, document, code):
    """One wording for a wrong secret and an unknown identity, and nothing happens."""
    purchase = buy()
    if document == "ShipNoticeRequest":
        [paper] = desk.write(purchase.desk, "ship")
    else:
        paper = setup_request(inbox, payload_id(), "employee@example.com", "http://x/")
    before = state(purchase)
    wrong = inbox.send(anew(paper), secret="sandbox-main-offic")
    stranger = anew(paper)
    for identity in stranger.iterfind("Header//Identity"):
        identity.text = "Nobody"
    unknown = inbox.send(stranger)
    assert (wrong.http, wrong.code) == (unknown.http, unknown.code) == (200, code)
    assert wrong.text == unknown.text
    assert state(purchase) == before
    kept = inbox.admin.find(
        MESSAGE, [("direction", "=", "in")], "state", "group_id", "body_text"
    )[-1]
    assert (kept["state"], kept["group_id"]) == ("refused", False)
    assert "sandbox-main-office" not in kept["body_text"]


def test_repeats_are_answered_the_same_and_change_nothing(buy, desk, inbox, state):
    purchase = buy()
    for act in (purchase.confirm, purchase.ship_part, purchase.ship_rest):
        act()
    purchase.invoice()
    before = state(purchase)
    types = ("ConfirmationRequest", "ShipNoticeRequest", "InvoiceDetailRequest")
    papers = [paper for name in types for paper in desk.sent(purchase.desk, name)]
    assert len(papers) == 5
    for paper in papers:
        first, second = inbox.send(paper), inbox.send(paper)
        assert (first.http, first.code, first.body) == (200, 200, second.body)
        kept = inbox.kept(paper.get("payloadID"))
        assert [one["state"] for one in kept] == ["done", "duplicate", "duplicate"]
        assert [one["original"] for one in kept] == [True, False, False]
    assert state(purchase) == before


def test_a_repeated_set_up_request_fetches_no_cart(buy, desk, inbox, state):
    purchase = buy()
    before = state(purchase)
    names = ("setup_id", "times_fetched", "start_page_url")
    cart = inbox.admin.read(CART, purchase.cart, *names)
    answer = inbox.send(desk.paper(cart["setup_id"][0]))
    url = answer.element("StartPage/URL")
    assert (answer.http, answer.code) == (200, 200)
    assert (url, cart["times_fetched"]) == (cart["start_page_url"], 1)
    again = inbox.admin.read(CART, purchase.cart, "times_fetched")["times_fetched"]
    assert again == 1
    assert state(purchase) == before


def test_another_content_under_a_known_payload_id(buy, desk, inbox, state):
    """409, kept as refused, and a person is told (protocol §5.4)."""
    purchase = buy()
    purchase.confirm()
    before = state(purchase)
    [paper] = desk.sent(purchase.desk, "ConfirmationRequest")
    answer = inbox.send(set_all(paper, "ConfirmationStatus", type="reject"))
    assert (answer.http, answer.code) == (200, 409)
    kept = inbox.kept(paper.get("payloadID"))
    assert [(one["state"], one["status_code"]) for one in kept] == [
        ("done", 200),
        ("refused", 409),
    ]
    assert state(purchase) == before
    todos = inbox.admin.find(
        "mail.activity",
        [("res_model", "=", REQUEST), ("res_id", "=", purchase.request)],
        "summary",
    )
    assert "Two different documents with one number" in [
        one["summary"] for one in todos
    ]


def test_profile(inbox, buy, desk):
    """Amazon asks which documents are taken here (protocol §3)."""
    [paper] = desk.write(buy().desk, "ship")
    paper = anew(paper)
    request = paper.find("Request")
    request.remove(request[0])
    etree.SubElement(request, "ProfileRequest")
    answer = inbox.send(paper)
    tree = etree.fromstring(answer.body)
    served = {one.get("requestName") for one in tree.iter("Transaction")}
    assert {"PunchOutSetupRequest", "InvoiceDetailRequest"} <= served
    assert {one.text for one in tree.iterfind(".//Transaction/URL")} == {inbox.url}


def test_unsupported_type(inbox, buy, desk):
    [paper] = desk.write(buy().desk, "ship")
    paper = anew(paper)
    paper.find("Request")[0].tag = "CatalogUploadRequest"
    assert inbox.send(paper).code == 450


# Order, change, end ------------------------------------------------------------------


def test_documents_in_any_order(buy, desk, inbox, state):
    """Invoice before shipment before confirmation leads to the same place."""
    backwards = buy()
    [confirmation] = desk.write(backwards.desk, "confirm")
    [notice] = desk.write(backwards.desk, "ship")
    invoices = desk.write(backwards.desk, "invoice")
    inbox.take(invoices[0])
    assert backwards.see("stage")["stage"] == "invoiced"
    inbox.take(notice)
    inbox.take(confirmation)
    [invoice] = inbox.admin.find(
        INVOICE, [("request_ids", "in", backwards.request)], "match_state", "move_id"
    )
    assert (invoice["match_state"], bool(invoice["move_id"])) == ("matched", True)
    _facts, lines = state(backwards)
    assert backwards.see("stage")["stage"] == "invoiced"
    for line, (_asin, quantity) in zip(lines, backwards.items, strict=True):
        assert line == {
            "qty_confirmed": quantity,
            "qty_rejected": 0,
            "qty_shipped": quantity,
            "qty_invoiced": quantity,
        }


def test_update_and_delete_of_a_ship_notice(buy, desk, inbox, lines):
    """An `update` replaces, a `delete` removes, and what is older undoes neither."""
    purchase = buy()
    [notice] = desk.write(purchase.desk, "ship")

    def shipped():
        return [line["qty_shipped"] for line in lines(purchase)]

    less = anew(notice, minutes=10, operation="update")
    set_all(less, "ShipNoticeItem", quantity="1")
    inbox.take(less)
    assert shipped() == [1, 1, 1]
    inbox.take(notice)
    assert shipped() == [1, 1, 1], "an older notice undid a newer one"
    assert purchase.see("stage")["stage"] == "partly_shipped"
    inbox.take(anew(notice, minutes=20, operation="delete"))
    assert shipped() == [0, 0, 0]
    assert purchase.see("stage")["stage"] == "order_sent"
    inbox.take(anew(notice, minutes=5, operation="update"))
    assert shipped() == [0, 0, 0], "a removed shipment came back"


def test_delete_before_its_notice(buy, desk, inbox, lines):
    purchase = buy()
    [notice] = desk.write(purchase.desk, "ship")
    inbox.take(anew(notice, minutes=1, operation="delete"))
    inbox.take(notice)
    assert [line["qty_shipped"] for line in lines(purchase)] == [0, 0, 0]


def test_a_later_confirmation_accepts_less(buy, desk, inbox, lines):
    """Fewer accepted units later are a cancellation (protocol §3)."""
    purchase = buy()
    [first] = desk.write(purchase.desk, "confirm")
    inbox.take(first)
    update = anew(first, minutes=1)
    update.find(".//ConfirmationHeader").set("operation", "update")
    item = update.find(".//ConfirmationItem[@lineNumber='3']")
    item.set("quantity", "1")
    item.find("ConfirmationStatus").set("quantity", "1")
    inbox.take(update)
    third = lines(purchase)[2]
    assert (third["qty_confirmed"], third["qty_rejected"]) == (1, 3)


def test_unknown_order_needs_attention(buy, desk, inbox, state):
    """Never an error answer: Amazon has done nothing wrong (design §5)."""
    purchase = buy()
    before = state(purchase)
    [notice] = desk.write(purchase.desk, "ship")
    notice = anew(notice)
    set_all(notice, "OrderReference", orderID="P99999")
    set_all(notice, "DocumentReference", payloadID=payload_id())
    kept = inbox.take(notice)
    assert kept["state"] == "attention"
    assert "P99999" in kept["error"]
    assert state(purchase) == before


# Money -------------------------------------------------------------------------------


@pytest.fixture
def credited(buy, admin):
    """A purchase, invoiced, and the memo that credits one unit of its first line."""
    purchase = buy()
    deliver(purchase, admin)
    admin.call(DESK, "desk_credit", [purchase.desk], {"1": 1})
    domain = [("request_ids", "in", purchase.request), ("move_type", "=", "in_refund")]
    names = ("origin_invoice_id", "move_id", "amount_goods", "amount_tax")
    [memo] = purchase.wait_for(
        lambda: admin.find(INVOICE, domain, *names), bool, "the credit memo"
    )
    return purchase, memo


def test_credit_memo(credited, admin, lines):
    """A refund, tied to the bill of the invoice that it corrects."""
    purchase, memo = credited
    invoice = admin.read(INVOICE, memo["origin_invoice_id"][0], "move_id")
    names = ("move_type", "state", "reversed_entry_id", "amount_total")
    refund = admin.read("account.move", memo["move_id"][0], *names)
    assert (refund["move_type"], refund["state"]) == ("in_refund", "draft")
    assert refund["reversed_entry_id"][0] == invoice["move_id"][0]
    total = memo["amount_goods"] + memo["amount_tax"]
    assert refund["amount_total"] == pytest.approx(total)
    told = lines(purchase, "price_unit", "qty_credited", "qty_invoiced")
    assert memo["amount_goods"] == told[0]["price_unit"]
    assert [line["qty_credited"] for line in told] == [1, 0, 0]
    assert [line["qty_invoiced"] for line in told] == [2, 3, 4]


def test_a_credit_bears_the_tax_of_its_goods_alone(credited):
    """Shipping is not credited, so neither is its tax."""
    _purchase, memo = credited
    assert memo["amount_tax"] == pytest.approx(memo["amount_goods"] * 0.08, abs=0.006)


def test_one_invoice_over_two_purchases(buy, admin):
    first, second = buy(), buy()
    desks = [first.desk, second.desk]
    for purchase in (first, second):
        admin.call(DESK, "desk_ship", [purchase.desk])
        purchase.at_stage("shipped")
    admin.call(DESK, "desk_consolidate", desks)
    for purchase in (first, second):
        purchase.at_stage("invoiced")
    domain = [("request_ids", "in", [first.request, second.request])]
    names = ("name", "request_ids", "match_state", "move_id", "amount_total")
    [invoice] = admin.find(INVOICE, domain, *names)
    assert set(invoice["request_ids"]) == {first.request, second.request}
    assert invoice["match_state"] == "matched"
    tied = first.check_bill(admin, invoice)
    assert len(tied) == len(first.items) + len(second.items)


def test_a_rejected_line(buy, admin, lines):
    """The rest is delivered, invoiced and matched; the purchase order wants less."""
    purchase = buy()
    reason = "Out of stock. [Error code: 005-001]"
    admin.call(DESK, "desk_confirm", [purchase.desk], {}, {"2": reason})
    purchase.at_stage("order_confirmed")
    purchase.wait_for(
        lambda: lines(purchase)[1]["qty_rejected"],
        lambda now: now == 3,
        "the rejection",
    )
    second = lines(purchase, "reject_reason", "purchase_line_id", "qty_confirmed")[1]
    assert second["qty_confirmed"] == 0
    assert second["reject_reason"].startswith("Out of stock.")
    ordered = admin.read(
        "purchase.order.line",
        second["purchase_line_id"][0],
        "product_qty",
        "price_unit",
    )
    assert ordered["product_qty"] == 0
    assert ordered["price_unit"] > 0
    deliver(purchase, admin)
    [invoice] = admin.find(
        INVOICE, [("request_ids", "in", purchase.request)], "match_state"
    )
    assert invoice["match_state"] == "matched"


def test_a_changed_price(buy, admin, people, desk, inbox):
    """Confirmed and invoiced at another price: a difference with an owner, until the
    accountant accepts it."""
    purchase = buy()
    price = admin.find(
        LINE, [("request_id", "=", purchase.request)], "price_unit", order="line_number"
    )[0]["price_unit"]
    admin.call(DESK, "desk_confirm", [purchase.desk], {"1": price + 1})
    purchase.at_stage("order_confirmed")
    [confirmation] = desk.sent(purchase.desk, "ConfirmationRequest")
    assert inbox.settle(confirmation)["state"] == "attention"
    domain = [("request_id", "=", purchase.request), ("code", "=", "price")]
    names = ("state", "amount", "user_id", "invoice_id")
    [told] = admin.find(EXCEPTION, domain, *names)
    assert (told["state"], told["amount"]) == ("open", 2)
    assert told["user_id"]
    deliver(purchase, admin)
    of_request = [("request_ids", "in", purchase.request)]
    [invoice] = admin.find(INVOICE, of_request, "match_state", "move_id")
    assert invoice["match_state"] == "exception"
    assert invoice["move_id"], "a draft bill is made whatever the verdict is"
    for one in admin.find(EXCEPTION, [("invoice_id", "=", invoice["id"])], "state"):
        note = "The price rose by a dollar"
        people["accountant"].call(EXCEPTION, "accept", [one["id"]], note)
    assert admin.read(INVOICE, invoice["id"], "match_state")["match_state"] == (
        "tolerance"
    )


@pytest.fixture(scope="module")
def open_group(server, admin):
    """A sandbox group in another country: ``open_group("JP", "JPY")``."""

    def create(country, currency):
        money = admin.call(
            "res.currency",
            "search",
            [("name", "=", currency)],
            context={"active_test": False},
        )
        admin.call("res.currency", "write", money, {"active": True})
        domain = [("marketplace", "=", "sandbox")]
        names = (
            "endpoint_id",
            "partner_id",
            "default_location_id",
            "payment_method_id",
        )
        model = admin.find(GROUP, domain, *names)[0]
        group = admin.call(
            GROUP,
            "create",
            {
                **{name: model[name][0] for name in names},
                "name": f"Sandbox {country}",
                "marketplace": "sandbox",
                "from_identity": f"Sandbox{country}",
                "shared_secret": f"secret of {country}",
            },
        )
        admin.call(GROUP, "go_live", [group], "A test")
        return group

    return create


def bill_of(purchase, admin):
    """Ship and invoice the whole purchase; its only invoice and that one's bill."""
    deliver(purchase, admin)
    names = ("name", "match_state", "move_id", "amount_total", "amount_tax")
    domain = [("request_ids", "in", purchase.request)]
    [invoice] = admin.find(INVOICE, domain, *names)
    assert invoice["match_state"] == "matched"
    purchase.check_bill(admin, invoice)
    return invoice, admin.read(
        "account.move", invoice["move_id"][0], "currency_id", "amount_total"
    )


def order_request(purchase, admin):
    """The OrderRequest that the desk received."""
    document = admin.read(DESK, purchase.desk, "request_document_id")
    return Desk(admin).paper(document["request_document_id"][0])


def test_yen_have_no_decimals(buy, admin, open_group):
    items = [("B0SBXJPY01", 3), ("B0SBXJPY02", 1)]
    purchase = buy(group=open_group("JP", "JPY"), items=items)
    seen = purchase.see("currency_id", "amount_goods", "amount_tax_estimate")
    assert seen["currency_id"][1] == "JPY"
    assert (seen["amount_goods"], seen["amount_tax_estimate"]) == (4397, 489)
    order = order_request(purchase, admin)
    amounts = {money.text for money in order.iter("Money")}
    assert {"1180", "857", "4397"} <= amounts
    assert not [text for text in amounts if "." in text]
    names = {one.text for one in order.iter("Description")}
    assert "ゲルインクボールペン 0.5mm 黒 10本" in names
    invoice, bill = bill_of(purchase, admin)
    assert (bill["currency_id"][1], bill["amount_total"]) == ("JPY", 5386)
    assert invoice["amount_tax"] == 489


def test_german_cart_with_vat(buy, admin, open_group, lines):
    items = [("B0SBXEUR01", 7), ("B0SBXEUR02", 1)]
    purchase = buy(group=open_group("DE", "EUR"), items=items)
    seen = purchase.see(
        "amount_goods", "amount_shipping_estimate", "amount_tax_estimate"
    )
    goods, shipping = seen["amount_goods"], seen["amount_shipping_estimate"]
    assert (goods, shipping) == (86.75, 4.19)
    assert seen["amount_tax_estimate"] == pytest.approx(17.28)
    names = [line["name"] for line in lines(purchase, "name")]
    assert names == [
        "Kugelschreiber K 15, Druckmechanik, M, Grün – für Büro & Schule",
        "Schreibtischlampe, dimmbar, 4000 K, weiß",
    ]
    invoice, bill = bill_of(purchase, admin)
    assert (bill["currency_id"][1], bill["amount_total"]) == ("EUR", 108.22)
    assert invoice["amount_tax"] == pytest.approx(17.28)
