"""The hostile documents of `data/hostile`: what they are, and how they are sent.

The pure tests hand them to the reader, a journey posts them to a running server; both
hold what the index says of each.
"""

from .index import FOLDER, KINDS, Case, load
from .readings import reveals
from .words import DEFAULTS, words
