"""``make docs``: texts for translators, then what :mod:`tools.readme` does, in the
environment that can."""

import sys

from . import texts, venv
from .progress import main


def docs() -> int:
    texts.export()
    venv.enter(venv.lint(), "tools.readme", *sys.argv[1:])


if __name__ == "__main__":
    main(docs)
