from . import (
    test_amounts,
    test_cart,
    test_cart_server,
    test_door,
    test_group,
    test_order_desk,
    test_outbox,
    test_receive,
    test_rights,
    test_transfer,
)
