"""The template of translations of each addon, i18n/<addon>.pot, from its sources."""

from . import cache, databases, machine
from .progress import step


def export() -> None:
    """Write them anew; what has not changed but for its date stays as it is."""
    ready = machine.prepare("tests")
    found = databases.manifests(cache.CHECKOUT)
    names = [name for name in found if not name.endswith("_tests")]
    before = {name: _read(name) for name in names}
    with databases.cloned(ready) as database:
        for name in names:
            with step(f"{name}: i18n/{name}.pot"):
                database.odoo("i18n export", name, "-d", database.name)
    for name in names:
        if _undated(_read(name)) == _undated(before[name]):
            _path(name).write_text(before[name])


def _path(name: str):
    return cache.CHECKOUT / name / "i18n" / f"{name}.pot"


def _read(name: str) -> str:
    return _path(name).read_text() if _path(name).exists() else ""


def _undated(text: str) -> list[str]:
    return [line for line in text.splitlines() if "-Date: " not in line]
