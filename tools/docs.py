"""``make docs``: what :mod:`tools.readme` does, in the environment that can."""

import sys

from . import venv
from .progress import main


def docs() -> int:
    venv.enter(venv.lint(), "tools.readme", *sys.argv[1:])


if __name__ == "__main__":
    main(docs)
