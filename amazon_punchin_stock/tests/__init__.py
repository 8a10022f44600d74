from . import test_receipts, test_replenishment
