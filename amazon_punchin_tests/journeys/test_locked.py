"""What nobody changes from outside, whoever asks: by `write`, `create`, `unlink`,
import and x2many commands over RPC (scenario 9)."""

import pytest

from tools.play import REQUEST
from tools.rpc import RpcError

LINE = "amazon.punchin.request.line"
ORDER = "purchase.order"
ORDER_LINE = "purchase.order.line"


@pytest.mark.complains("odoo.http: ")
def test_nobody_changes_what_was_bought(buy, people):
    purchase = buy()
    request = purchase.request
    admin = people["admin"]
    names = ("price_unit", "quantity", "supplier_part_id", "qty_shipped")
    lines = admin.find(LINE, [("request_id", "=", request)], *names)
    order = purchase.see("purchase_id")["purchase_id"][0]
    ordered = ("price_unit", "product_qty", "discount")
    order_lines = admin.find(ORDER_LINE, [("order_id", "=", order)], *ordered)
    line, order_line = lines[0]["id"], order_lines[0]["id"]
    group = admin.read(REQUEST, request, "group_id")["group_id"][0]
    attempts = [
        (REQUEST, "write", [request], {"state": "open"}),
        (REQUEST, "write", [request], {"approver_id": 2}),
        (REQUEST, "write", [request], {"expired_override": "x"}),
        (REQUEST, "write", [request], {"still_live": False, "late_documents": ""}),
        (REQUEST, "write", [request], {"approved_for_id": 2, "asked_on": False}),
        (REQUEST, "write", [request], {"line_ids": [(1, line, {"quantity": 9})]}),
        (REQUEST, "write", [request], {"line_ids": [(2, line)]}),
        (REQUEST, "create", {"group_id": group, "state": "released"}),
        (REQUEST, "copy", [request]),
        (REQUEST, "unlink", [request]),
        (LINE, "write", [line], {"price_unit": 0.01}),
        (LINE, "create", {"request_id": request, "name": "Free"}),
        (LINE, "unlink", [line]),
        (ORDER, "write", [order], {"partner_id": 1}),
        (ORDER, "unlink", [order]),
        (ORDER_LINE, "write", [order_line], {"price_unit": 0.01}),
        (ORDER_LINE, "write", [order_line], {"product_qty": 99}),
        (ORDER_LINE, "unlink", [order_line]),
    ]
    for login, person in people.items():
        for attempt in attempts:
            with pytest.raises(RpcError):
                person.call(*attempt)
                pytest.fail(f"{login} could {attempt}")
        done = person.call(REQUEST, "load", [".id", "state"], [[str(request), "Open"]])
        assert not done["ids"], login
    assert admin.find(LINE, [("request_id", "=", request)], *names) == lines
    found = admin.find(ORDER_LINE, [("order_id", "=", order)], *ordered)
    assert found == order_lines
    assert purchase.see("state")["state"] == "released"
