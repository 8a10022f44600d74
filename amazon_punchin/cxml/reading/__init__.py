"""From elements to the frozen values of :mod:`..documents`, one module per kind.

The readers go once over the children of an element and pick by name: backwards, so
that of namesakes the first stays; a slice, because an iterator costs three times as
much to begin. A path is computed only when an error needs it. Unknown elements and
attributes are passed over.
"""
