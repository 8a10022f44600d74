"""The sample documents of the repository, and the DTDs where they lie beside it."""

import json
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from lxml import etree

import cxml

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "data" / "cxml"
HOSTILE = REPOSITORY / "data" / "hostile"
DTDS = REPOSITORY.parent / "shared" / "dtd"


def index(folder):
    """The rows of a folder's index, as pytest parameters named after the file."""
    rows = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return [pytest.param(row, id=row["file"]) for row in rows]


def body_of(row):
    """The bytes of a sample; out of the browser's form where it is one."""
    body = (SAMPLES / row["file"]).read_bytes()
    if row.get("form"):
        return cxml.from_form(dict(parse_qsl(body.decode("ascii"))))
    return body


def sample(name):
    return (SAMPLES / name).read_bytes()


def look(value, path):
    """What stands at a dotted path of attributes, places, and ``#`` for a length."""
    for step in path.split("."):
        if step == "#":
            value = len(value)
        elif step.isdigit():
            value = value[int(step)]
        else:
            value = getattr(value, step)
    return value


def matches(found, wanted):
    """Whether a value is what the index says in JSON's few types."""
    if isinstance(found, Decimal):
        return found == Decimal(wanted)
    if hasattr(found, "utcoffset"):
        return found == cxml.reading.scalars.moment(wanted)
    return found == wanted


def dtd_errors(body):
    """What the DTD that the document names has to say against it.

    Skips the test where the DTDs are not on the machine: their licence keeps them out
    of the repository.
    """
    tree = etree.fromstring(body).getroottree()
    name = tree.docinfo.system_url.rsplit("/", 1)[1]
    if not (DTDS / name).exists():
        pytest.skip(f"the DTD {name} is not beside the repository")
    dtd = _dtd(name)
    dtd.validate(tree)
    return list(dtd.error_log)


def _dtd(name):
    if name not in _loaded:
        _loaded[name] = etree.DTD(str(DTDS / name))
    return _loaded[name]


_loaded = {}
