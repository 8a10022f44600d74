"""Long steps that show they are alive, and failures that help.

Someone who runs ``make demo`` for the first time waits for minutes. Every step
says what it does, how long it took, and, when it cannot go on, what to do.
"""

import contextlib
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

BEAT_SECONDS = 15
TAIL_LINES = 15


class Failure(Exception):
    """A step that cannot be done: which one, why, and what a person can do."""

    def __init__(self, step: str, cause: str, remedy: str) -> None:
        super().__init__(step, cause, remedy)
        self.step = step
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        cause = self.cause.strip().replace("\n", "\n         ")
        return (
            f"FAILED:  {self.step}\n  cause: {cause}\n  remedy: {self.remedy.strip()}"
        )


def say(text: str) -> None:
    """Print at once, also into a pipe: a CI log must not lag behind."""
    print(text, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, tell every few seconds that it still runs, and its time."""
    began = time.monotonic()
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            say(f"  … {title}: {time.monotonic() - began:.0f} s so far")

    say(f"→ {title}")
    threading.Thread(target=beat, daemon=True).start()
    try:
        yield
    finally:
        over.set()
    say(f"✓ {title} ({time.monotonic() - began:.1f} s)")


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    remedy: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | str | None = None,
    stdin: str | None = None,
) -> str:
    """Run a command quietly and return what it printed.

    Raises :class:`Failure` with the last lines of its output, so that nobody
    needs to look for a log file to learn the cause.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            check=False,
            cwd=cwd,
            env=dict(env) if env is not None else None,
            errors="replace",
            input=stdin if stdin is not None else "",
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
    except OSError as error:
        raise Failure(what, f"{words[0]}: {error.strerror}", remedy) from error
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-TAIL_LINES:])
        cause = f"exit {done.returncode} of: {shlex.join(words)}\n{tail}"
        raise Failure(what, cause, remedy)
    return done.stdout


def main(function) -> None:
    """Run a command line's function; a Failure becomes its text and exit 1."""
    try:
        sys.exit(function())
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
