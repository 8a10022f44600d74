"""The cache folder: where everything big lives, outside every checkout.

Two checkouts, or two runs at the same time, share it. So everything in it is
keyed by what it was made from, made in a temporary place and renamed when it is
whole, and made by one process at a time.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .progress import say

CHECKOUT = Path(__file__).resolve().parent.parent


def folder() -> Path:
    """The cache folder, made on first use."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(base).expanduser().resolve() / "amazon_punchin"
    path.mkdir(parents=True, exist_ok=True)
    return path


def key(parts: Iterable[str | bytes | Path]) -> str:
    """A short name for these contents; a Path stands for the bytes of its file.

    Every part is preceded by its length, so that moving a byte from one part to
    the next is another key.
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            data = part.read_bytes()
        else:
            data = part.encode() if isinstance(part, str) else part
        digest.update(f"{len(data)}:".encode())
        digest.update(data)
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def lock(name: str) -> Iterator[None]:
    """Let one process at a time do the work called `name`; the others wait."""
    with (folder() / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"  waiting for another run to finish with: {name}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_once(path: Path, make: Callable[[Path], None]) -> Path:
    """Return `path`, made by `make(temporary)` if it is not there yet.

    The rename at the end is the only thing that others can see: an interrupted
    run leaves nothing that looks finished.
    """
    if path.exists():
        return path
    with lock(path.name):
        if not path.exists():
            temporary = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
            try:
                make(temporary)
                temporary.chmod(0o755)
                temporary.rename(path)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    return path
