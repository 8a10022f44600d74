"""Databases in seconds: templates on two levels, and clones of them.

Installing Odoo's own addons takes minutes and changes with Odoo only; installing
ours takes seconds and changes with every edit. So level one, `base_<key>`, is
made once; level two, `addons_<key>`, is a clone of it with our addons, made again
when their sources change; and whoever needs a database gets a clone of that.
"""

import ast
import atexit
import contextlib
import functools
import itertools
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from . import cache, log
from .machine import Machine
from .postgres import PORT, ROLE
from .progress import Failure, say, step

# Tests act beside Odoo's inventory; a demonstration shows what the addon needs.
BASE_MODULES = {False: ("purchase", "purchase_stock", "account"), True: ("purchase",)}
# Tests and texts for people: a change in them needs no new installation.
NOT_INSTALLED = {"tests", "pure", "journeys", "bench", "readme", "__pycache__"} | {
    "faults",
    "hostile",
    "tours",
}
KEPT_TEMPLATES = 12
STEP = "Database"
REMEDY = "read the log lines above; make clean ALL=1 starts anew"

# Without a country Odoo installs no chart of accounts, and without one there is
# no vendor bill.
ACCOUNTS = """
company = env.ref("base.main_company")
if not company.chart_template:
    company.country_id = env.ref("base.us")
    env["account.chart.template"].try_loading("generic_coa", company)
env.cr.commit()
"""

# Otherwise each server compiles scripts and styles anew at its first page. Odoo's own
# way to do so, `_pregenerate_assets_bundles`, does it for its unit tests too, and takes
# 24 seconds instead of 6.
ASSETS = """
for bundle in (
    "web.assets_frontend",
    "web.assets_frontend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_web",
    "web.assets_web_print",
):
    files = env["ir.qweb"]._get_asset_bundle(bundle)
    files.css()
    files.js()
env.cr.commit()
"""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """A database and the folder of its files (filestore, sessions)."""

    machine: Machine
    name: str

    @property
    def data_dir(self) -> Path:
        files = f"files-{self.machine.postgres.folder.name}"
        return cache.folder() / files / self.name

    @property
    def filestore(self) -> Path:
        return self.data_dir / "filestore" / self.name

    def write_configuration(self, path: Path, **options: object) -> Path:
        """Write an odoo.conf for this database; `options` add to it or replace."""
        values = {
            "addons_path": self.machine.addons_path,
            "data_dir": self.data_dir,
            "db_host": self.machine.postgres.socket_dir,
            "db_maxconn": 32,
            "db_name": self.name,
            "db_port": PORT,
            "db_user": ROLE,
            "dbfilter": f"^{self.name}$",
            "http_interface": "127.0.0.1",
            "limit_time_real": 600,
            "limit_time_cpu": 600,
            "list_db": False,
            **options,
        }
        lines = [f"{key} = {value}\n" for key, value in values.items()]
        path.write_text("".join(["[options]\n", *lines]))
        return path

    def odoo(self, command: str, *words: str, stdin: str = "") -> list[log.Line]:
        """Run one of Odoo's commands, e.g. ``shell`` or ``i18n export``, to its end.

        Returns what its log complains of.

        Raises Failure when it ends badly or logs an error.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log"
            conf = self.write_configuration(Path(folder) / "odoo.conf")
            start = [self.machine.python, self.machine.source.launcher]
            start += command.split()
            with path.open("w") as output:
                done = subprocess.run(
                    [*start, "-c", conf, *words],
                    check=False,
                    cwd=folder,
                    env=self.machine.environment,
                    input=stdin,
                    stderr=subprocess.STDOUT,
                    stdout=output,
                    text=True,
                )
            text = path.read_text(errors="replace")
        complaints = log.complaints(text)
        errors = [line for line in complaints if line.level != "WARNING"]
        if done.returncode or errors:
            cause = "\n".join(map(str, errors)) or "\n".join(text.splitlines()[-15:])
            title = f"{STEP} {self.name}: odoo {command} {' '.join(words)}"
            raise Failure(title, cause, REMEDY)
        return complaints

    def install(self, *modules: str, with_demo: bool = False) -> None:
        """Install addons; what Odoo warns of while it does is shown."""
        words = ["--no-http", "--stop-after-init", "--max-cron-threads=0"]
        words += ["--with-demo"] if with_demo else []
        for complaint in self.odoo("server", *words, "-i", ",".join(modules)):
            say(f"  {complaint}")

    def exists(self) -> bool:
        statement = f"SELECT 1 FROM pg_database WHERE datname = '{self.name}'"
        return bool(self.machine.postgres.sql(statement))

    def copy_to(self, other: "Database") -> "Database":
        """Make `other` a copy. Its files are links: Odoo never changes one in place."""
        if self.filestore.exists():
            shutil.copytree(self.filestore, other.filestore, copy_function=os.link)
        statement = f'CREATE DATABASE "{other.name}" TEMPLATE "{self.name}"'
        self.machine.postgres.sql(statement)
        return other

    def rename(self, name: str) -> "Database":
        """Files first, so that a database that exists always has its files."""
        other = Database(self.machine, name)
        shutil.rmtree(other.data_dir, ignore_errors=True)
        other.data_dir.parent.mkdir(parents=True, exist_ok=True)
        self.data_dir.rename(other.data_dir)
        inside = other.data_dir / "filestore"
        if (inside / self.name).exists():
            (inside / self.name).rename(inside / name)
        statement = f'ALTER DATABASE "{self.name}" RENAME TO "{name}"'
        self.machine.postgres.sql(statement)
        return other

    def drop(self) -> None:
        """Drop it with its files, and whoever is still connected to it."""
        statement = f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)'
        self.machine.postgres.sql(statement)
        shutil.rmtree(self.data_dir, ignore_errors=True)


def clone(
    machine: Machine, name: str | None = None, *, with_demo: bool = False
) -> Database:
    """A fresh database with all addons of this checkout installed.

    One of that name is replaced. Without a name it gets one that the next run
    clears away should this one be killed.
    """
    origin = template(machine, with_demo)
    database = Database(machine, name or f"test_{os.getpid()}_{next(_numbers)}")
    database.drop()
    return origin.copy_to(database)


@contextlib.contextmanager
def cloned(
    machine: Machine, name: str | None = None, *, with_demo: bool = False
) -> Iterator[Database]:
    """As :func:`clone`, and dropped when the process ends: thousands of files that were
    just deleted make the next clone slow on some file systems (3 s instead of 0.5)."""
    database = clone(machine, name, with_demo=with_demo)
    atexit.register(database.drop)
    yield database


def manifests(checkout: Path, only: Collection[str] = ()) -> dict[str, dict]:
    """The addons of a checkout that can be installed, by name."""
    found = {}
    for path in sorted(checkout.glob("*/__manifest__.py")):
        if only and path.parent.name not in only:
            continue
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def installed_files(folder: Path) -> list[Path]:
    """The files of an addon that its installation depends on."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    parts = ((path, set(path.relative_to(folder).parts)) for path in paths)
    return [path for path, names in parts if not names & NOT_INSTALLED]


@functools.cache
def _base(machine: Machine, with_demo: bool) -> Database:
    """Level one. Our addons are out of its sight: it must not depend on them."""
    machine = replace(machine, checkout=None)
    modules = BASE_MODULES[with_demo]
    parts = [machine.source.key, str(with_demo), ACCOUNTS, *modules]

    def fill(database: Database) -> None:
        database.install(*modules, with_demo=with_demo)
        database.odoo("shell", "--no-http", stdin=ACCOUNTS)

    title = f"{STEP}: install Odoo's own addons (once, 1 to 3 minutes)"
    return _template(machine, f"base_{cache.key(parts)}", title, None, fill)


def template(machine: Machine, with_demo: bool = False) -> Database:
    """Level two. Asked for at every clone, as sources change while one works."""
    base = _base(machine, with_demo)
    found = manifests(machine.checkout, machine.only) if machine.checkout else {}
    wanted = [
        name
        for name in found
        if not _comes_by_itself(found[name])
        and not (with_demo and _is_for_tests(found[name]))
    ]
    if not wanted:
        return base
    folders = [machine.checkout / name for name in found]
    files = [file for folder in folders for file in installed_files(folder)]
    file_names = [str(file.relative_to(machine.checkout)) for file in files]

    def fill(database: Database) -> None:
        database.install(*wanted, with_demo=with_demo)
        database.odoo("shell", "--no-http", stdin=ASSETS)

    title = f"{STEP}: install {', '.join(wanted)}"
    key = cache.key([base.name, *file_names, *files])
    return _template(machine, f"addons_{key}", title, base, fill)


def _comes_by_itself(manifest: dict) -> bool:
    """Glue addons are Odoo's to install, when what they tie together is there."""
    return bool(manifest.get("auto_install"))


def _is_for_tests(manifest: dict) -> bool:
    return manifest.get("category") == "Hidden/Tests"


def _template(
    machine: Machine,
    name: str,
    title: str,
    origin: Database | None,
    fill: Callable[[Database], None],
) -> Database:
    """Return the template `name`; make it, under another name until it is whole."""
    ready = Database(machine, name)
    if ready.exists():
        return ready
    with cache.lock(f"databases-{machine.postgres.name}"):
        if ready.exists():
            return ready
        _sweep(machine)
        making = Database(machine, f"making_{name}")
        making.drop()
        with step(title):
            if origin:
                origin.copy_to(making)
            fill(making)
        return making.rename(name)


def _sweep(machine: Machine) -> None:
    """Drop old templates, what was never finished, and clones whose makers are
    gone. The lock is ours, so nobody is making anything."""
    statement = "SELECT datname FROM pg_database ORDER BY oid DESC"
    names = [row[0] for row in machine.postgres.sql(statement)]
    templates = [name for name in names if name.startswith("addons_")]
    doomed = templates[KEPT_TEMPLATES - 1 :]
    doomed += [name for name in names if name.startswith("making_")]
    for name in names:
        clone_of = re.fullmatch(r"test_(\d+)_\d+", name)
        if clone_of and not Path("/proc", clone_of.group(1)).exists():
            doomed.append(name)
    for name in doomed:
        Database(machine, name).drop()
