"""Odoo 19.0 Community, from wherever this machine can have it.

In this order: the tree that ``ODOO_SOURCE`` names; Debian's own package
``odoo-19``, fetched from the machine's own mirror and checked by apt, without
root and without a change to the machine; a shallow clone of the public
repository. Why Debian before git: it is a third of the size, signed, and
reachable from build machines that reach nothing else.
"""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import cache
from .progress import Failure, run, say, step

SERIES = "19.0"
# Debian's Odoo takes its libraries and its font from packages of their own.
DEBIAN_PACKAGES = (
    "odoo-19",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
# What Debian leaves out because it is no source, and what stands in its place: a
# missing file is an error in every page of the web client. This one blurs the
# background of video calls.
MISSING = {
    "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js": (
        "// Not part of Debian's package: video calls have no background blur.\n"
    ),
}
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
GIT_KEY = "git"
GIT_ADDRESS = "https://github.com/odoo/odoo.git"
STEP = f"Odoo {SERIES}"
REMEDY = (
    f"unpack or clone Odoo {SERIES} yourself and name its folder: "
    "ODOO_SOURCE=/path/to/odoo make …"
)


@dataclass(frozen=True)
class OdooSource:
    """An Odoo on disk: what Python must see, what starts it, where addons lie."""

    root: Path
    python_path: Path
    launcher: Path
    addons_paths: tuple[Path, ...]
    version: str

    @property
    def key(self) -> str:
        """Names this Odoo in the names of databases and environments."""
        return cache.key([str(self.root), self.version])


def find() -> OdooSource:
    """Return the Odoo to work with; bring it onto the machine if need be."""
    named = os.environ.get("ODOO_SOURCE")
    if named:
        return _describe(Path(named).expanduser().resolve())
    return _describe(_cached() or _fetch())


def _describe(root: Path) -> OdooSource:
    """Recognise an unpacked Debian package or a git checkout."""
    unpacked = root / "usr/lib/python3/dist-packages"
    if (unpacked / "odoo/release.py").is_file():
        python_path, launcher = unpacked, root / "usr/bin/odoo"
        addons = (unpacked / "odoo/addons",)
    elif (root / "odoo/release.py").is_file():
        python_path, launcher = root, root / "odoo-bin"
        addons = (root / "addons", root / "odoo/addons")
    else:
        raise Failure(STEP, f"no Odoo in {root} (looked for odoo/release.py)", REMEDY)
    version = _version(python_path)
    if not version.startswith(SERIES):
        raise Failure(STEP, f"{root} holds Odoo {version}, not {SERIES}", REMEDY)
    addons = tuple(path for path in addons if path.is_dir())
    return OdooSource(root, python_path, launcher, addons, version)


def _version(python_path: Path) -> str:
    """Read the version without importing Odoo, which needs its requirements."""
    text = (python_path / "odoo/release.py").read_text()
    numbers = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.MULTILINE)
    built = re.search(r"^version\s*=.*'([0-9.+]*)'", text, re.MULTILINE)
    series = ".".join(numbers.groups()) if numbers else "unknown"
    return built.group(1) if built and built.group(1) > series else series


def _cached() -> Path | None:
    """The newest Odoo that an earlier run unpacked."""
    found = [
        path
        for ending in (_debian_key(), GIT_KEY)
        for path in sorted(cache.folder().glob(f"odoo-{SERIES}*-{ending}/"))
    ]
    return found[-1] if found else None


def _debian_key() -> str:
    """Names what the packages of one version became; other packages, other tree."""
    return cache.key([*DEBIAN_PACKAGES, *MISSING, *MISSING.values()])


def _fetch() -> Path:
    with cache.lock("odoo-source"):
        found = _cached()
        if found:
            return found
        mirror = _debian_mirror()
        if mirror:
            try:
                return _from_debian(mirror)
            except Failure as failure:
                say(f"{failure}\n  going on: trying git instead")
        return _from_git()


def _debian_mirror() -> str | None:
    """The Debian mirror that this machine itself uses, if it is a Debian."""
    if not (DEBIAN_KEYRING.is_file() and shutil.which("apt-get")):
        return None
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(ORIGIN)"]
    lines = run(command, what=STEP, remedy=REMEDY).splitlines()
    mirrors = [line.split()[0] for line in lines if line.split()[1:] == ["Debian"]]
    mirrors = [uri for uri in mirrors if "security" not in uri]
    return mirrors[0] if mirrors else None


def _from_debian(mirror: str) -> Path:
    """Download with apt (which checks signatures) and unpack, all in private."""
    apt = cache.folder() / "apt"
    shutil.rmtree(apt, ignore_errors=True)
    for part in ("lists/partial", "cache/archives/partial", "debs", "tree"):
        (apt / part).mkdir(parents=True)
    (apt / "status").touch()
    sources = apt / "sources.list"
    sources.write_text(f"deb [signed-by={DEBIAN_KEYRING}] {mirror} sid main\n")
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": apt / "lists",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "APT::Architecture": "amd64",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
    }
    apt_get = ["apt-get", "-q"]
    for name, value in options.items():
        apt_get += ["-o", f"{name}={value}"]
    with step(f"{STEP}: download from the machine's Debian mirror (130 MB)"):
        run([*apt_get, "update"], what=STEP, remedy=REMEDY)
        command = [*apt_get, "download", *DEBIAN_PACKAGES]
        run(command, what=STEP, remedy=REMEDY, cwd=apt / "debs")
    with step(f"{STEP}: unpack (1.2 GB)"):
        for package in sorted((apt / "debs").glob("*.deb")):
            run(["dpkg", "-x", package, apt / "tree"], what=STEP, remedy=REMEDY)
    package = next((apt / "debs").glob("odoo-19_*.deb"))
    version = package.name.split("_")[1].replace("%2b", "+").replace("%3a", ":")
    for name, text in MISSING.items():
        path = apt / "tree/usr/lib/python3/dist-packages" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return _keep(apt / "tree", f"{version}-{_debian_key()}", apt)


def _from_git() -> Path:
    """Clone the branch's last commit only: the history is several gigabytes."""
    clone = cache.folder() / "git-clone"
    shutil.rmtree(clone, ignore_errors=True)
    command = ["git", "clone", "-q", "--depth", "1", "--branch", SERIES]
    with step(f"{STEP}: git clone (several minutes)"):
        run([*command, GIT_ADDRESS, clone], what=STEP, remedy=REMEDY)
    return _keep(clone, f"{SERIES}-{GIT_KEY}", clone)


def _keep(tree: Path, version: str, rubbish: Path) -> Path:
    """Give a complete tree its name in the cache and drop what led to it."""
    kept = cache.folder() / f"odoo-{version}"
    tree.chmod(0o755)
    tree.rename(kept)
    shutil.rmtree(rubbish, ignore_errors=True)
    return kept
