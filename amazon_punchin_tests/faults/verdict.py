"""Nothing lost, nothing twice: what Odoo says held against what the desk got."""

from collections import Counter
from dataclasses import dataclass, field

from amazon_punchin_tests.faults.bench import Bench
from amazon_punchin_tests.faults.ledger import Entry
from amazon_punchin_tests.faults.papers import quantity
from amazon_punchin_tests.faults.player import Player, Purchase
from tools.play import REQUEST

MESSAGE = "amazon.punchin.message"
LINE = "amazon.punchin.request.line"
APPLIED = ("done", "attention")


@dataclass
class Verdict:
    """Sentences of what is wrong, by kind, and the numbers beside them."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    numbers: dict[str, object] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.doubled, *self.stuck, *self.unmarked]

    def table(self, title: str) -> str:
        rows = {
            **self.numbers,
            "lost": len(self.lost),
            "doubled": len(self.doubled),
            "stuck": len(self.stuck),
            "taken twice, not marked": len(self.unmarked),
            "complaints in Odoo's log": len(self.log),
        }
        width = max(map(len, rows))
        lines = [f"  {name:{width}}  {value}" for name, value in rows.items()]
        kinds = Counter(_kind(one) for one in self.log)
        noise = [f"  {count} x {text}" for text, count in kinds.items()]
        return "\n".join(["", title, *lines, *noise, *self.faults])


def _kind(complaint: str) -> str:
    """What a complaint is about: its last line, as a traceback ends with the error."""
    rows = [row for row in complaint.splitlines() if row.strip()]
    return f"{rows[0][24:240]} … {rows[-1][:160]}"


def judge(bench: Bench, player: Player, left: dict[str, int]) -> Verdict:
    """Pass the verdict on everything that was played.

    :param left: what :meth:`Bench.drain` left
    """
    verdict = Verdict()
    verdict.stuck += [f"{count} messages are {state}" for state, count in left.items()]
    _judge_kept(verdict, bench, player)
    _judge_orders(verdict, bench, player)
    entries = bench.ledger.entries()
    verdict.numbers.update(
        {
            "purchases": len(player.purchases),
            "power cuts": bench.kills,
            "posts of a cart, most": max(one.posts for one in player.purchases),
            "carts given up by Amazon": sum(
                len(one.given_up) for one in player.purchases
            ),
            "documents answered 200": len(player.kept),
            "documents at the desk": len(entries),
            "the desk's behaviour": " ".join(
                f"{name} {count}"
                for name, count in sorted(Counter(e.behaviour for e in entries).items())
            ),
        }
    )
    return verdict


def _judge_kept(verdict: Verdict, bench: Bench, player: Player) -> None:
    """What was answered 200 is here, once, and was worked on."""
    domain = [("direction", "=", "in"), ("original", "=", True)]
    names = ("payload_id", "document_type", "state")
    found = Counter()
    for message in bench.admin.find(MESSAGE, domain, *names):
        if message["document_type"] != "PunchOutOrderMessage":
            found[message["payload_id"]] += message["state"] in APPLIED
    for payload_id in dict.fromkeys(player.kept):
        if found[payload_id] != 1:
            text = f"{payload_id} was answered 200, {found[payload_id]} were applied"
            (verdict.doubled if found[payload_id] else verdict.lost).append(text)


def _judge_orders(verdict: Verdict, bench: Bench, player: Player) -> None:
    """Every release is one order at the desk, whatever was sent how often."""
    names = ("payload_id", "state", "purchase_ids", "order_sent_on")
    requests = {one["id"]: one for one in bench.admin.find(REQUEST, [], *names)}
    counts = Counter(one["payload_id"] for one in requests.values())
    verdict.doubled += [
        f"{count} requests of cart {payload_id}"
        for payload_id, count in counts.items()
        if count > 1
    ]
    domain = [("document_type", "=", "OrderRequest"), ("direction", "=", "out")]
    names = ("order_ref", "payload_id", "ambiguous", "state")
    messages = {}
    for message in bench.admin.find(MESSAGE, domain, *names):
        messages.setdefault(message["order_ref"], []).append(message)
    ledger = bench.ledger.orders()
    repeats = 0
    for purchase in player.purchases:
        request = requests[purchase.request]
        if request["state"] != "released" or not request["order_sent_on"]:
            verdict.lost.append(f"{purchase} was not ordered: {request}")
        if len(request["purchase_ids"]) != 1:
            verdict.doubled.append(f"{purchase}: orders {request['purchase_ids']}")
        sent = messages.get(purchase.order_id, [])
        got = [one for one in ledger.pop(purchase.order_id, []) if one.taken]
        _judge_order(verdict, purchase, sent, got)
        repeats += len(got) > 1
    verdict.doubled += [f"nobody released {number}" for number in ledger]
    verdict.numbers["orders that the desk took twice"] = repeats
    verdict.numbers["orders marked ambiguous"] = sum(
        one["ambiguous"] for found in messages.values() for one in found
    )


def _judge_order(
    verdict: Verdict, purchase: Purchase, sent: list[dict], got: list[Entry]
) -> None:
    number = purchase.order_id
    if not got:
        verdict.lost.append(f"{number} never reached the desk")
    if len(sent) != 1:
        verdict.doubled.append(f"{number} is {len(sent)} messages")
    for name in ("payload_id", "timestamp", "sha256"):
        if len({getattr(one, name) for one in got}) > 1:
            verdict.doubled.append(f"{number} reached the desk with another {name}")
    if len(got) > 1 and not all(one["ambiguous"] for one in sent):
        how = ", ".join(one.behaviour for one in got)
        verdict.unmarked.append(f"{number} was taken {len(got)} times ({how})")


def judge_followed(
    verdict: Verdict, bench: Bench, purchases: list[Purchase]
) -> Verdict:
    """Confirmations and notices count once: every unit, no unit twice."""
    names = ("order_ids", "shipment_ids", "payload_id")
    requests = {one["id"]: one for one in bench.admin.find(REQUEST, [], *names)}
    domain = [("request_id", "in", [one.request for one in purchases])]
    names = ("request_id", "line_number", "qty_confirmed", "qty_shipped")
    for line in bench.admin.find(LINE, domain, *names):
        units = quantity(line["line_number"])
        for name in ("qty_confirmed", "qty_shipped"):
            if line[name] != units:
                kind = verdict.lost if line[name] < units else verdict.doubled
                kind.append(f"{name} is {line[name]} of {units} in {line}")
    for purchase in purchases:
        for name in ("order_ids", "shipment_ids"):
            if len(requests[purchase.request][name]) > 1:
                verdict.doubled.append(
                    f"{purchase}: {name} {requests[purchase.request]}"
                )
    verdict.numbers["purchases confirmed and shipped"] = len(purchases)
    return verdict
