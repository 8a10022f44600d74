"""What the order desk got, one line of JSON each: the other side of the story.

A line is written before the desk does anything else, so that whatever becomes of the
connection or of Odoo, the desk remembers.
"""

import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """A document that the desk has read to its end.

    `taken` tells whether the desk keeps it: the one thing that its answer, or the lack
    of one, may hide from the sender.
    """

    document_type: str
    payload_id: str
    timestamp: str
    order_id: str
    sha256: str
    behaviour: str
    taken: bool


class Ledger:
    """The file at `path`; the desk adds to it, the verdict reads it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._path.touch()

    def add(self, entry: Entry) -> None:
        """Each line is one write to the end of the file: threads do not mix them."""
        with self._path.open("a", buffering=1) as file:
            file.write(f"{json.dumps(asdict(entry))}\n")

    def entries(self) -> list[Entry]:
        return [Entry(**json.loads(row)) for row in self._path.open()]

    def orders(self) -> dict[str, list[Entry]]:
        """The order documents by the number of the order."""
        found = defaultdict(list)
        for entry in self.entries():
            if entry.document_type == "OrderRequest":
                found[entry.order_id].append(entry)
        return dict(found)
