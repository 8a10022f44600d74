"""From elements to the frozen values of :mod:`..documents`, one module per kind.

The readers go once over the children of an element and pick by name; a path is
computed only when an error needs it. Unknown elements and attributes are passed over.
"""
