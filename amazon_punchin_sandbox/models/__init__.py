from . import (
    endpoint,
    group,
    item,
    cart_line,
    cart,
    document_line,
    document,
    document_outbox,
    order_line,
    order,
    order_desk,
    desk,
)
