"""200 purchases, 12 power cuts, and an order desk that falters: 0 lost, 0 doubled."""

from amazon_punchin_tests.faults.story import play


def test_nothing_lost_nothing_twice(ready):
    verdict = play(
        ready, purchases=200, cuts=10, followed=100, cuts_later=2, slow=6, seed=2611
    )
    print(verdict.table("Faults: 200 purchases, 8 at a time, on two workers"))
    assert not verdict.faults
