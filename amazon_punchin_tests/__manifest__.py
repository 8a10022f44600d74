{
    "name": "Amazon Business Punch-in: Tests",
    "summary": "Whole purchases, played over HTTP and in a browser",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "amazon_punchin founders",
    "website": "https://github.com/amazon-punchin/amazon_punchin",
    "depends": ["amazon_punchin_sandbox"],
    "post_init_hook": "add_people",
}
