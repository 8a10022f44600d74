"""The whole story, long or short: buy, cut the power, drain, follow, judge."""

import itertools
import time

from amazon_punchin_tests.faults import bench as benches
from amazon_punchin_tests.faults import desk
from amazon_punchin_tests.faults.player import Player
from amazon_punchin_tests.faults.verdict import Verdict, judge, judge_followed
from tools.machine import Machine

FALTER_SECONDS = 300
"""How long the desk may falter after the last release, before it is calm."""
DRAIN_SECONDS = 120


def play(
    machine: Machine,
    *,
    purchases: int,
    cuts: int,
    followed: int,
    cuts_later: int,
    slow: int,
    seed: int,
) -> Verdict:
    """Play so many purchases and judge them.

    :param cuts: how often the power is cut while people buy
    :param followed: how many purchases Amazon confirms and ships
    :param cuts_later: how often the power is cut meanwhile
    :param slow: how many answers of the desk come too late
    """
    phases = [time.monotonic()]
    with benches.opened(machine, seed=seed, slow=slow) as bench:
        player = Player.of(bench, purchases)
        phases.append(time.monotonic())
        with bench.clock():
            with bench.power_cuts(cuts, seed, lambda: bench.sent() / purchases):
                player.buy()
                phases.append(time.monotonic())
                bench.drain(FALTER_SECONDS)
            desk.calm(bench.desk)
            bench.drain(DRAIN_SECONDS)
            phases.append(time.monotonic())
            chosen = player.purchases[:followed]
            with bench.power_cuts(cuts_later, seed, player.progress):
                player.follow(chosen)
            left = bench.drain(DRAIN_SECONDS)
        phases.append(time.monotonic())
        verdict = judge_followed(judge(bench, player, left), bench, chosen)
        verdict.log = [str(one) for one in bench.server.complaints()]
    names = ("to start", "to buy", "to deliver", "to follow")
    spent = [end - start for start, end in itertools.pairwise(phases)]
    verdict.numbers["seconds"] = ", ".join(
        f"{each:.0f} {name}" for each, name in zip(spent, names, strict=True)
    )
    return verdict
