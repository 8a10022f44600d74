"""One purchase from cart to matched bill, with as many workers as people have."""

import pytest

from tools.play import Purchase


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_purchase_from_cart_to_matched_bill(serve, workers):
    """The cart is fetched while the set-up request is being answered: also a server
    with one worker must not wait for itself (design §8)."""
    steps = list(Purchase(serve(workers=workers)).play())
    assert len(steps) == 10
