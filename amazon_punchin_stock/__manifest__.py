{
    "name": "Amazon Business Punch-in: Stock",
    "summary": "Receipts follow what Amazon confirms; replenishment stays out",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "license": "LGPL-3",
    "author": "amazon_punchin founders",
    "website": "https://github.com/amazon-punchin/amazon_punchin",
    "depends": ["amazon_punchin", "purchase_stock"],
    "data": ["views/item_views.xml"],
    "auto_install": True,
}
