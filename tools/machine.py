"""One call that makes a machine ready, and one object that says what it has."""

import functools
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import browser, cache, postgres, source, venv
from .postgres import Postgres
from .source import OdooSource


@dataclass(frozen=True)
class Machine:
    """What a run works with.

    `chromium` is None where there is no browser; `checkout` is the folder of our
    addons, None for an Odoo without them; `only` names those of them that count,
    empty for all; `beside` are folders of other people's addons.
    """

    source: OdooSource
    python: Path
    postgres: Postgres
    chromium: Path | None = None
    checkout: Path | None = cache.CHECKOUT
    only: tuple[str, ...] = ()
    beside: tuple[Path, ...] = ()

    @property
    def addons_path(self) -> str:
        """Odoo's own addons and ours, as Odoo wants to read it."""
        paths = [*self.source.addons_paths]
        if self.checkout and any(self.checkout.glob("*/__manifest__.py")):
            paths.append(self.checkout)
        paths += self.beside
        return ",".join(map(str, paths))

    @property
    def environment(self) -> dict[str, str]:
        """The environment for a child: it asks nothing again, finds psql, and keeps
        what it compiles, also where the caller's Python may not: the start of a server
        takes half as long."""
        path = f"{self.python.parent}{os.pathsep}{self.postgres.programs}"
        return {
            **self.postgres.environment,
            "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": f"{cache.folder()}/bytecode",
            "PYTHONUNBUFFERED": "1",
        }


@functools.cache
def prepare(cluster: str = "tests", *, with_browser: bool = False) -> Machine:
    """Return the machine with everything on it and its PostgreSQL started.

    `cluster` is ``tests`` (quick, may lose data) or ``demo``. With a browser
    asked for and none to be had, `chromium` is None: a reason to skip what needs
    one, not to stop. ``ADDONS=name,name`` leaves the checkout's other addons alone, for
    the hours when one of them is half written.

    Raises :class:`tools.progress.Failure`.
    """
    with ThreadPoolExecutor() as pool:
        chromium = pool.submit(browser.find if with_browser else lambda: None)
        odoo = source.find()
        python = venv.runtime(odoo)
        server = postgres.cluster(cluster, python).start()
    only = tuple(filter(None, os.environ.get("ADDONS", "").split(",")))
    return Machine(odoo, python, server, chromium.result(), only=only)
