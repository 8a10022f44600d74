from . import (
    common,
    test_any_order,
    test_housekeeping,
    test_inbox,
    test_numbers,
    test_numbers_invoices,
    test_numbers_queries,
    test_outbox,
    test_purchase,
    test_purchase_lock,
    test_query_counts,
    test_rights,
)
