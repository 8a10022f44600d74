"""The sandbox's documents: records of the sandbox to values of `cxml`, and back.

One module per document, each with a function that takes a record. What is in a
document is the record's affair, how Amazon words it is written here.
"""

from . import confirmation, invoice, order_request, punchin, punchout, ship_notice
