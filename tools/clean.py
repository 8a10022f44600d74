"""``make clean``: remove what runs left behind; with ``--all`` the cache too."""

import argparse
import shutil

from . import cache, postgres
from .progress import main, say

LEFTOVERS = (
    "__pycache__",
    ".hypothesis",
    ".pytest_cache",
    ".ruff_cache",
    "node_modules",
    "*.egg-info",
)


def clean() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the cache folder as well")
    everything = parser.parse_args().all
    shutil.rmtree(cache.CHECKOUT / ".cache", ignore_errors=True)
    for pattern in LEFTOVERS:
        for path in [*cache.CHECKOUT.rglob(pattern)]:
            shutil.rmtree(path, ignore_errors=True)
    say("✓ the checkout is clean")
    if everything:
        folder = cache.folder()
        postgres.remove_all()
        shutil.rmtree(folder, ignore_errors=True)
        say(f"✓ removed {folder} and its PostgreSQL clusters")
    return 0


if __name__ == "__main__":
    main(clean)
