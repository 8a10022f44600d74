"""Chromium, for the tours and the screenshots.

The only part that needs root, because a browser comes with half a system of
libraries. Without root and without a browser everything else goes on.
"""

import os
import shutil
from pathlib import Path

from . import cache
from .progress import Failure, run, say, step

LIGHT, FULL = "chromium-headless-shell", "chromium"
"""The same browser without windows, which takes a quarter less of the processor; and
the one for distributions that lack it."""
NAMES = (LIGHT, FULL, "chromium-browser", "google-chrome", "google-chrome-stable")
APT_GET = ("apt-get", "-q", "-y", "--no-install-recommends")
COMMAND = "apt-get update && apt-get install --no-install-recommends chromium"
STEP = "Chromium"


def find() -> Path | None:
    """Return the browser's program; install it when root; else say how."""
    found = on_path()
    if found:
        return found
    if os.geteuid() or not shutil.which("apt-get"):
        say(f"! no Chromium: browser tests are skipped. As root: {COMMAND}")
        return None
    try:
        with cache.lock("chromium"):
            return on_path() or _install()
    except Failure as failure:
        say(f"{failure}\n! going on without a browser: browser tests are skipped")
        return None


def on_path() -> Path | None:
    """The first browser of the Chromium kind that this machine has."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    return None


def _install() -> Path | None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"{STEP}: apt-get install"):
        run(["apt-get", "-q", "update"], what=STEP, remedy=COMMAND, env=env)
        try:
            run([*APT_GET, "install", LIGHT], what=STEP, remedy=COMMAND, env=env)
        except Failure:
            run([*APT_GET, "install", FULL], what=STEP, remedy=COMMAND, env=env)
    return on_path()
