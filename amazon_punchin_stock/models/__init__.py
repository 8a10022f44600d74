from . import (
    item,
    purchase_order,
    purchase_order_line,
    shipment,
    stock_move,
    stock_rule,
)
