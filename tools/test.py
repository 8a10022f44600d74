"""``make test``: pure tests, addon tests on a cloned database, journeys and tours.

Three parts at a time, as two would leave the cores idle wherever a journey waits. Every
part runs even if another failed, each line says whose it is, and a summary at the end
repeats how each closed.
"""

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import cache, databases, log, machine, source, venv
from .progress import Failure, main, say

TESTS = "amazon_punchin_tests"
# pytest-odoo wants a database for every run it takes part in.
PLAIN = ("-m", "pytest", "-p", "no:odoo")
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Outcome:
    """How a part ended: pytest's exit code, its closing line, Odoo's complaints."""

    part: str
    code: int
    closing: str
    seconds: float
    complaints: tuple[log.Line, ...] = ()

    @property
    def good(self) -> bool:
        return not self.code and not self.complaints

    def __str__(self) -> str:
        sign = "✓" if self.good else "✗"
        text = f"{sign} {self.part:9}{self.closing} [{self.seconds:.0f} s]"
        if self.complaints:
            text += f"; {len(self.complaints)} warnings or errors in Odoo's log"
        return text


def test() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--part", choices=PARTS, help="run only this one")
    parser.add_argument("words", nargs="*", help="for pytest, after --")
    options = parser.parse_args()
    names = [options.part] if options.part else QUEUE
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        outcomes = [*pool.map(lambda name: _run(name, options.words), names)]
    say("\n══ summary")
    for outcome in outcomes:
        say(str(outcome))
    return 0 if all(outcome.good for outcome in outcomes) else 1


def _run(name: str, words: Sequence[str]) -> Outcome:
    """A part; one that cannot even begin must not hide how the others ended."""
    say(f"\n══ {name} tests")
    try:
        return PARTS[name](words)
    except Failure as failure:
        say(f"\n{failure}")
        return Outcome(name, 1, f"did not begin: {failure.step}", 0)


def pure(words: Sequence[str]) -> Outcome:
    """No Odoo, no database, no network."""
    python = venv.runtime(source.find())
    return _pytest("pure", python, PLAIN, [f"{TESTS}/pure"], words)


def addons(words: Sequence[str]) -> Outcome:
    """Each addon's own tests inside Odoo. Its log must stay silent meanwhile."""
    ready = machine.prepare("tests", with_browser=True)
    names = databases.manifests(cache.CHECKOUT, ready.only)
    folders = [f"{name}/tests" for name in names]
    if not _existing(folders):
        return _none("addons", folders)
    with databases.cloned(ready) as database, _folder() as folder:
        log_path = folder / "odoo.log"
        conf = database.write_configuration(
            folder / "odoo.conf", http_interface="127.0.0.1", logfile=log_path
        )
        command = ["-m", "pytest", "--odoo-http", "--odoo-log-level=warn"]
        outcome = _pytest(
            "addons",
            ready.python,
            command,
            folders,
            words,
            env={**ready.environment, "ODOO_RC": str(conf)},
        )
        text = log_path.read_text(errors="replace") if log_path.exists() else ""
    found = tuple(log.complaints(text))
    for complaint in found:
        say(f"! {complaint}")
    return Outcome(**{**vars(outcome), "complaints": found})


def journeys(words: Sequence[str]) -> Outcome:
    """Whole purchases on real servers, which the tests start themselves."""
    return _on_servers("journeys", words)


def faults(words: Sequence[str]) -> Outcome:
    """Purchases on a server that is killed, with an order desk that falters."""
    return _on_servers("faults", words)


def tours(words: Sequence[str]) -> Outcome:
    """The same in a real browser."""
    return _on_servers("tours", words)


def _on_servers(part: str, words: Sequence[str]) -> Outcome:
    folders = [f"{TESTS}/{part}"]
    if not _existing(folders):
        return _none(part, folders)
    ready = machine.prepare("tests", with_browser=True)
    databases.template(ready)
    env = ready.environment
    return _pytest(part, ready.python, PLAIN, folders, words, env=env)


PARTS: dict[str, Callable[[Sequence[str]], Outcome]] = {
    "pure": pure,
    "addons": addons,
    "journeys": journeys,
    "faults": faults,
    "tours": tours,
}
QUEUE = ("addons", "tours", "pure", "faults", "journeys")
"""The longest first; the pure ones need no database while theirs is made."""
AT_A_TIME = 3


def _pytest(
    part: str,
    python: Path,
    command: Sequence[str],
    folders: Sequence[str],
    words: Sequence[str],
    env: dict[str, str] | None = None,
) -> Outcome:
    """Run pytest, show what it prints as it prints it, and keep its last line."""
    present = _existing(folders)
    if not present:
        return _none(part, folders)
    began = time.monotonic()
    color = "yes" if sys.stdout.isatty() else "no"
    closing = ""
    with subprocess.Popen(
        [python, *command, f"--color={color}", *present, *words],
        cwd=cache.CHECKOUT,
        env=env,
        errors="replace",
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        for line in process.stdout:
            say(f"{part:8} │ {line.rstrip()}")
            closing = line.strip(" =\n") or closing
    code = process.returncode
    if code == NOTHING_COLLECTED and words:
        code = 0
    return Outcome(part, code, closing, time.monotonic() - began)


def _existing(folders: Sequence[str]) -> list[str]:
    return [folder for folder in folders if (cache.CHECKOUT / folder).is_dir()]


def _none(part: str, folders: Sequence[str]) -> Outcome:
    return Outcome(part, 0, f"no tests: there is no {' or '.join(folders)}", 0)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amazon_punchin-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main(test)
