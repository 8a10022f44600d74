"""``make lint``: pre-commit with local hooks, and the tools that the hooks call.

Without words it runs all hooks over all files, those not yet added to git too.
``python3 -m tools.lint ruff …`` is what a hook calls: one tool, from the cache.
``--fix`` lets the tools mend what they can.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import cache, npm, venv
from .progress import Failure, main, run, say

PRETTIER = ("prettier@3.10.1", "@prettier/plugin-xml@3.4.2")
PLUGIN = "node_modules/@prettier/plugin-xml/src/plugin.js"
STYLED = (".css", ".js", ".scss", ".xml", ".yaml", ".yml")
STEP = "Lint"


def lint() -> int:
    words = sys.argv[1:]
    if words and words[0] == "prettier":
        return prettier(words[1:])
    python = venv.lint()
    if words == ["--fix"]:
        return fix(python)
    if words:
        program = python.parent / words[0]
        os.execv(program, [str(program), *words[1:]])
    with tempfile.TemporaryDirectory() as folder:
        # The hooks say python3: let that be the one with which we were called.
        path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        env = {**os.environ, "PATH": path, "PRE_COMMIT_HOME": f"{folder}/hooks"}
        env = _with_git(env, folder)
        pre_commit = [python, "-m", "pre_commit", "run", "--show-diff-on-failure"]
        command = [*pre_commit, "--color=auto", "--files", *_files(env)]
        done = subprocess.run(command, check=False, cwd=cache.CHECKOUT, env=env)
        return done.returncode


def fix(python: Path) -> int:
    """Mend in place; what is left is for a person, so lint again afterwards."""
    ruff = str(python.parent / "ruff")
    codes = [
        subprocess.run([ruff, *words], check=False, cwd=cache.CHECKOUT).returncode
        for words in (["check", "--fix"], ["format"])
    ]
    files = [file for file in _files(dict(os.environ)) if file.endswith(STYLED)]
    codes.append(prettier(["--write", "--log-level=warn", *files]))
    return max(codes)


def prettier(words: list[str]) -> int:
    """Run prettier from the cache. Without node there is none, and we say so."""
    if not npm.is_here():
        say("skipped: prettier needs node and npm (Debian: apt-get install npm)")
        return 0
    what = f"{STEP}: prettier and its XML plugin from npm"
    home = npm.installed("prettier", PRETTIER, what)
    program = home / "node_modules/.bin/prettier"
    command = [program, f"--plugin={home / PLUGIN}", *words]
    return subprocess.run(command, check=False, cwd=cache.CHECKOUT).returncode


def _files(env: dict[str, str]) -> list[str]:
    """What git has or would take: not what .gitignore names."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = run(listing, what=STEP, remedy="install git", env=env, cwd=cache.CHECKOUT)
    found = sorted(set(names.split("\0")) - {""})
    return [name for name in found if (cache.CHECKOUT / name).is_file()]


def _with_git(env: dict[str, str], folder: str) -> dict[str, str]:
    """pre-commit works in a git checkout only; an unpacked archive gets one for
    the length of the run, outside of itself."""
    if (cache.CHECKOUT / ".git").exists():
        return env
    if not shutil.which("git"):
        raise Failure(STEP, "there is no git", "install git (apt-get install git)")
    say("  this is no git checkout: using a temporary one")
    env = {**env, "GIT_DIR": f"{folder}/git", "GIT_WORK_TREE": str(cache.CHECKOUT)}
    for command in (["git", "init", "-q"], ["git", "add", "-A"]):
        run(command, what=STEP, remedy="install git", env=env, cwd=cache.CHECKOUT)
    return env


if __name__ == "__main__":
    main(lint)
