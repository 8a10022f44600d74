"""What Amazon sends after the order: repeated, contradicted, late, taken back.

The papers are the sandbox order desk's own; tests that need another order of arrival
hold them back at the desk and post them themselves.
"""

import pytest
from amazon import MESSAGE, anew, payload_id, setup_request
from lxml import etree

from tools.play import CART, REQUEST

INVOICE = "amazon.punchin.invoice"


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
