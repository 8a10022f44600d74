from . import (
    common,
    test_inbox,
    test_outbox,
    test_purchase,
    test_purchase_lock,
    test_rights,
)
