"""With OCA's `purchase_tier_validation`, an order leaves only after its reviews.

That addon is AGPL and installed into a database of this test alone; our own addons do
not know it but by two fields of the purchase order."""

import json
from dataclasses import replace

import pytest

from tools import databases, oca
from tools.progress import Failure

PACKAGES = (
    "odoo-addon-purchase-tier-validation==19.0.*",
    "odoo-addon-base-tier-validation==19.0.*",
)

SCRIPT = """
import json
from odoo.addons.amazon_punchin.models.guarded import unguarded

admin = env.ref("base.user_admin")
manager = env["res.users"].search([("login", "=", "manager")])
buyer = env["res.users"].search([("login", "=", "employee")])
env["tier.definition"].create({
    "model_id": env["ir.model"]._get("purchase.order").id,
    "review_type": "individual", "reviewer_id": admin.id,
    "definition_domain": "[('amount_total', '>', 1)]",
})
group = env["amazon.punchin.group"].search([("marketplace", "=", "sandbox")], limit=1)
request = unguarded(env["amazon.punchin.request"]).create({
    "group_id": group.id, "origin": "punchin", "payload_id": "tiers-1",
    "state": "pending", "user_id": buyer.id, "user_email": buyer.email,
    "currency_id": env.ref("base.USD").id, "location_id": group.default_location_id.id,
    "address_matched": True, "cart_date": "2026-11-01", "expires_on": "2100-01-01",
    "amount_goods": 10.0, "line_ids": [(0, 0, {
        "line_number": 1, "currency_id": env.ref("base.USD").id,
        "supplier_part_id": "B000000001", "name": "Pens", "quantity": 1.0,
        "uom_code": "EA", "product_uom_id": env.ref("uom.product_uom_unit").id,
        "price_unit": 10.0, "price_subtotal": 10.0, "unspsc": "44121700",
    })],
})
told = []

def tell(step):
    env.flush_all()
    env.invalidate_all()
    order = request.purchase_id
    told.append({
        "step": step, "state": order.state, "reviews": order.validation_status,
        "sent": len(order._amazon_messages()),
        "why": request.with_user(buyer).not_sent_reason or "",
    })

def refused(act):
    try:
        with env.cr.savepoint():
            act()
    except Exception as error:
        return type(error).__name__
    return ""

theirs = request.with_user(manager).with_context({})
theirs.release()
tell("released")
theirs.send_order()
tell("sent by hand")
order = request.purchase_id
told.append(refused(order.with_user(manager).button_confirm))
told.append(refused(lambda: order.with_user(manager).write({"state": "purchase"})))
tell("confirmed by hand")
order.with_user(admin).validate_tier()
tell("reviewed")
order.with_user(manager).button_confirm()
tell("confirmed")
told.append(order._amazon_messages()._may_leave()[0])
env.cr.rollback()
open(PATH, "w").write(json.dumps(told))
"""


@pytest.fixture(scope="module")
def tiers(ready):
    try:
        folder = oca.fetch(ready, *PACKAGES)
    except Failure as failure:
        pytest.skip(str(failure))
    return replace(ready, beside=(folder,))


def test_order_leaves_after_its_reviews(tiers, tmp_path):
    path = tmp_path / "told"
    with databases.cloned(tiers) as database:
        database.install("purchase_tier_validation")
        database.odoo("shell", "--no-http", stdin=f"PATH = {str(path)!r}\n{SCRIPT}")
    released, again, confirm, write, by_hand, reviewed, done, verdict = json.loads(
        path.read_text()
    )
    for told in released, again, by_hand:
        assert (told["state"], told["reviews"], told["sent"]) == ("draft", "pending", 0)
        assert "waits for its reviews" in told["why"], told
    assert (confirm, bool(write)) == ("ValidationError", True)
    assert (reviewed["state"], reviewed["reviews"]) == ("draft", "validated")
    assert reviewed["sent"] == 0
    assert (done["state"], done["sent"], verdict) == ("purchase", 1, "go")
