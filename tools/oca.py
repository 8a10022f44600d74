"""Addons of the Odoo Community Association for tests beside ours.

They are AGPL and no part of this project: only tests bring them onto the machine,
into a folder of the cache, and install them into databases of their own.
"""

import shutil
from pathlib import Path

from . import cache
from .machine import Machine
from .progress import run

STEP = "OCA addons"
REMEDY = "tests that need them are skipped where the package index does not have them"


def fetch(machine: Machine, *requirements: str) -> Path:
    """The addons folder that holds what these pip requirements name.

    Without their dependencies: those are Odoo itself, or named as well.

    Raises :class:`tools.progress.Failure` where they cannot be had.
    """
    folder = cache.folder() / f"oca-{cache.key([*requirements])}"
    addons = folder / "odoo/addons"
    whole = folder / "whole"
    with cache.lock(folder.name):
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            pip = [machine.python, "-m", "pip", "install", "-q", "--no-deps"]
            pip += ["--disable-pip-version-check", "--target", folder]
            run([*pip, *requirements], what=STEP, remedy=REMEDY)
            whole.touch()
    return addons
