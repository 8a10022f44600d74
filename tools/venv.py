"""The virtual environments: one to run and test in, one to lint in.

Each is keyed by the hash of its requirements, so a changed pin builds a new one
beside the old and a second checkout with the same pins starts at once.
"""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from . import cache
from .progress import Failure, run, step
from .source import OdooSource

REQUIREMENTS = cache.CHECKOUT / "requirements.txt"
LINT_REQUIREMENTS = cache.CHECKOUT / "requirements-lint.txt"
OLDEST, NEWEST = (3, 11), (3, 13)
STEP = "Python environment"
REMEDY = (
    "check that this machine reaches its Python package index (pip's own settings "
    "are used) and that python3 has venv (Debian: apt-get install python3-venv), or "
    "name another Python: make PYTHON=python3.11 …"
)


def unfit() -> str | None:
    """Why no environment can be made with this Python; ``None`` where it can.

    The Makefile asks the system's own Python first: that is the one that Debian's Odoo
    is made for, and it is compiled with optimizations, which one from a version
    manager often is not (reading cXML then took 12 to 20 % longer).
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}"
    return None if find_spec("ensurepip") else f"{sys.executable} has no ensurepip"


def runtime(source: OdooSource) -> Path:
    """The Python that has Odoo, its requirements and the test tools.

    The ``.pth`` file makes Odoo importable and known to pip, so that OCA addons
    from the package index install beside it and Odoo finds them.
    """
    name = f"venv-{cache.key([REQUIREMENTS, source.key, sys.version])}"
    return _environment(name, REQUIREMENTS, source.python_path)


def lint() -> Path:
    """The Python that has pre-commit, ruff and pylint."""
    name = f"lint-{cache.key([LINT_REQUIREMENTS, sys.version])}"
    return _environment(name, LINT_REQUIREMENTS)


def enter(python: Path, module: str, *words: str) -> NoReturn:
    """Replace this process by ``python -m module``: Ctrl-C then reaches one."""
    os.chdir(cache.CHECKOUT)
    os.execv(python, [str(python), "-m", module, *words])


def _environment(name: str, requirements: Path, importable: Path | None = None) -> Path:
    """Build in place: a virtual environment's scripts do not survive a rename.

    So a file written last is the sign of being whole, and what lacks it is
    thrown away and built again.
    """
    path = cache.folder() / name
    whole = path / "whole"
    python = path / "bin/python"
    if whole.exists():
        return python
    cause = unfit()
    if cause:
        raise Failure(STEP, cause, REMEDY)
    with cache.lock(name):
        if whole.exists():
            return python
        shutil.rmtree(path, ignore_errors=True)
        with step(f"{STEP}: {requirements.name} (about a minute)"):
            run([sys.executable, "-m", "venv", path], what=STEP, remedy=REMEDY)
            pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            # What servers and tests compile is kept elsewhere (machine.py).
            run([*pip, "--no-compile", "-r", requirements], what=STEP, remedy=REMEDY)
        if importable:
            packages = next(path.glob("lib/python3.*/site-packages"))
            (packages / "odoo.pth").write_text(f"{importable}\n")
        whole.touch()
    return python


if __name__ == "__main__":
    sys.exit(unfit())
