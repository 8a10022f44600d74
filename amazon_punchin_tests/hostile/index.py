"""The index: each case with its bytes, and the answer that design §5 names for it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .generated import GENERATED
from .packing import PACKERS

FOLDER = Path(__file__).parents[2] / "data/hostile"
KINDS = ("xml", "http", "auth", "poom", "value", "replay", "company")
PLACEHOLDER = re.compile(r"@([A-Z_]+)@")


@dataclass(frozen=True)
class Case:
    """One entry of the index.

    The bytes are those of `file`, or made by the function that `generated` names.
    `error` is the class that the reader raises, None where it reads the document.
    `sent` says what is unusual about the way it travels, and is empty for a plain POST
    by a group that may fetch `@POOM_URL@`, and to which `@ORDER@` does not belong; its
    keys:

    ========= =====================================================================
    group     `sandbox` for the group to which `@ORDER@` belongs
    after     files that are sent before, under the same payloadID
    encoding  Python's name of the encoding in which the file travels
    add       further bytes behind it, in hexadecimal digits
    pack      `gzip`, `zip` or `base64`
    method    another one than POST
    path      `unknown` for an address that is none
    version   `HTTP/1.0`
    headers   further ones; null leaves a usual one out
    length    by how much Content-Length is wrong
    chunked   in chunks, without a length
    ========= =====================================================================
    """

    title: str
    kind: str
    sent: Mapping
    code: int
    http: int
    error: str | None
    why: str
    file: str = ""
    generated: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"

    def body(self, words: Mapping[str, str]) -> bytes:
        """The bytes, with `words` in place of each `@NAME@`."""
        if self.generated:
            return GENERATED[self.generated](words)
        body = _read(self.file, words, self.sent.get("encoding", "utf-8"))
        body += bytes.fromhex(self.sent.get("add", ""))
        packer = PACKERS.get(self.sent.get("pack"))
        return packer(body) if packer else body

    def before(self, words: Mapping[str, str]) -> Iterator[bytes]:
        """What is sent before it."""
        for file in self.sent.get("after", ()):
            yield _read(file, words, "utf-8")


def load() -> list[Case]:
    """All cases, in the order of the index."""
    return [Case(**one) for one in json.loads((FOLDER / "index.json").read_text())]


def _read(file: str, words: Mapping[str, str], encoding: str) -> bytes:
    """A file as it travels. Raises KeyError for a placeholder that means nothing."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    text = PLACEHOLDER.sub(lambda found: words[found[1]], text)
    return text.encode(encoding, "surrogateescape")
