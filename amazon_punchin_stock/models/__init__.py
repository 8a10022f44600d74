from . import stock_rule
