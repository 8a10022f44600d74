"""The fault bench in short: 20 purchases, 2 power cuts, an order desk that falters.

The long form is in bench/bench_faults.py.
"""

from amazon_punchin_tests.faults.story import play
from tools import machine


def test_nothing_lost_nothing_twice():
    ready = machine.prepare("tests", with_browser=True)
    verdict = play(
        ready, purchases=20, cuts=1, followed=10, cuts_later=1, slow=1, seed=7
    )
    print(verdict.table("Faults: 20 purchases, 8 at a time, on two workers"))
    assert not verdict.faults
