"""What the papers of an order cost: credits, changed prices, other currencies."""

import pytest
from amazon import Desk

from tools.play import DESK, GROUP

INVOICE = "amazon.punchin.invoice"
EXCEPTION = "amazon.punchin.exception"
LINE = "amazon.punchin.request.line"


def deliver(purchase, admin):
    """Ship and invoice all that is open, one after the other."""
    admin.call(DESK, "desk_ship", [purchase.desk])
    purchase.at_stage("shipped")
    admin.call(DESK, "desk_invoice", [purchase.desk])
    purchase.at_stage("invoiced")


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
