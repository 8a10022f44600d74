"""A process of its own that reads every case, and measures it.

``python -m hostile.probe <host:port>`` prints a line of JSON for
each: what the reader said, in how many seconds, with how much memory. Whatever kills
or bloats a process does so here, where it can be told from everything else.
"""

import json
import sys
import time
from pathlib import Path

from cxml import CxmlError, digest, envelope, mask, read

from .index import Case, load
from .words import words

SELF = Path("/proc/self")


def megabytes(name: str) -> float:
    """`VmRSS`, what this process has in memory, or `VmHWM`, the most it ever had."""
    lines = (SELF / "status").read_text().splitlines()
    line = next(one for one in lines if one.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


def probe(case: Case, trap: str) -> dict:
    """What the reader, the digest and the masking make of a case."""
    body = case.body(words(trap))
    (SELF / "clear_refs").write_text("5")
    before, began = megabytes("VmRSS"), time.perf_counter()
    error, code = None, None
    try:
        found = envelope(body)
        read(found)
        digest(found)
        mask(body)
    except CxmlError as caught:
        error, code = type(caught).__name__, caught.code
    took = time.perf_counter() - began
    return {
        "title": str(case),
        "error": error,
        "code": code,
        "seconds": took,
        "megabytes": megabytes("VmHWM") - before,
    }


if __name__ == "__main__":
    for case in load():
        print(json.dumps(probe(case, sys.argv[1])), flush=True)
