from . import purchase_order, purchase_order_line, stock_move, stock_rule
