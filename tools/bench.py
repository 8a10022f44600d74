"""``make bench``: the measurements, which print their numbers and ratios."""

import sys

from . import cache, machine, venv
from .progress import Failure, main

FOLDER = "amazon_punchin_tests/bench"


def bench() -> int:
    if not (cache.CHECKOUT / FOLDER).is_dir():
        raise Failure("make bench", f"there is no {FOLDER}", "nothing to measure yet")
    python = machine.prepare("tests").python
    venv.enter(python, "pytest", "-p", "no:odoo", "-s", "-q", FOLDER, *sys.argv[1:])


if __name__ == "__main__":
    main(bench)
