"""Programs and scripts from npm, in the cache like everything else."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from . import cache
from .progress import run, step

REMEDY = "check that npm reaches its registry"


def is_here() -> bool:
    return bool(shutil.which("node") and shutil.which("npm"))


def installed(name: str, packages: Sequence[str], what: str) -> Path:
    """The folder in which these packages are installed, once for all runs."""

    def make(path: Path) -> None:
        command = ["npm", "install", "--no-audit", "--no-fund", "--no-save"]
        with step(what):
            run([*command, "--prefix", path, *packages], what=what, remedy=REMEDY)

    return cache.make_once(cache.folder() / f"{name}-{cache.key(packages)}", make)
