"""Hostile documents get the error that their index names: soon, small, and offline.

A process of its own reads them all, because what goes wrong here may take the process
with it. A socket that listens on this machine is named in many of them.
"""

import json
import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hostile import DEFAULTS, FOLDER, KINDS, load, reveals, words

import cxml
import transport

CASES = load()
SECONDS = 2
MEGABYTES = 200
PATIENCE_SECONDS = 300
KEPT_BYTES = 8192
NO_TRAP = "127.0.0.1:9"
CREDENTIALS = (401, 403)
"""Codes of the door, which asks for these before it reads on."""

POLICY = transport.Policy(allowed_hosts=("amazon.com",))
PASSABLE = {"poom/broken_cart.xml", "poom/redirect.xml"}
"""Addresses that are good in themselves; what they lead to is not."""

HIDES_TOO_MUCH = {"many_secrets"}
"""A text like a secret that never ends: nothing behind it is kept."""

SAME = (
    "same_again",
    "same_setup_again",
    "same_later",
    "same_in_other_words",
    "same_in_utf_16",
)


def cases(kind):
    chosen = [case for case in CASES if case.kind == kind and case.file]
    return pytest.mark.parametrize("case", chosen, ids=str)


@pytest.fixture(scope="module")
def trap():
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        yield trap


@pytest.fixture(scope="module")
def findings(trap):
    """What the process of its own says of each case, by title."""
    done = subprocess.run(
        [sys.executable, "-m", "hostile.probe", "{}:{}".format(*trap.getsockname())],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    last = rows[-1]["title"] if rows else "the first one"
    assert done.returncode == 0, f"it ended after {last}:\n{done.stderr}"
    return {row["title"]: row for row in rows}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_error_time_and_memory(findings, case):
    found = findings[str(case)]
    assert found["error"] == case.error, case.why
    if case.error and case.code not in CREDENTIALS:
        assert found["code"] == case.code
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES


def test_nobody_called(findings, trap):
    """A connection would wait in the backlog of the socket that they name."""
    with pytest.raises(BlockingIOError):
        trap.accept()


def test_the_trap_is_named(findings):
    named = [case for case in CASES if b"http://trap/" in case.body(words("trap"))]
    assert len(named) >= 10


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_kept_of_a_stranger_reveals_the_secret(case):
    """The door keeps a masked beginning of what it cannot read or does not know."""
    kept = cxml.mask(case.body(words(NO_TRAP))[:KEPT_BYTES])
    assert not reveals(DEFAULTS["SECRET"], kept)
    assert not reveals(DEFAULTS["OTHER_SECRET"], kept)


@pytest.mark.parametrize("case", [one for one in CASES if not one.error], ids=str)
def test_nothing_kept_of_a_document_reveals_the_secret(case):
    """Of what is read, the whole is kept, masked, and can be read again."""
    body = case.body(words(NO_TRAP))
    kept = cxml.mask(body)
    assert DEFAULTS["SECRET"].encode() not in kept.replace(b"\0", b"")
    if case.generated not in HIDES_TOO_MUCH:
        assert cxml.read(kept) == cxml.read(body)


@cases("poom")
def test_address_of_the_cart(case):
    """Whatever is answered 400 for its address is stopped by the guard."""
    url = cxml.read(case.body(words(NO_TRAP))).poom_url
    if case.file in PASSABLE:
        assert transport.check_url(url, POLICY)
    elif url is not None:
        with pytest.raises(transport.GuardError):
            transport.check_url(url, POLICY)


@cases("replay")
def test_replay(case):
    """The digest tells a repeat from another document of the same name."""
    said = words(NO_TRAP)
    for first in case.before(said):
        digests = {cxml.digest(first), cxml.digest(case.body(said))}
        if Path(case.file).stem in SAME:
            assert len(digests) == 1
        if case.code == 409:
            assert len(digests) == 2
            assert key(first) == key(case.body(said))


def key(body):
    found = cxml.envelope(body)
    return found.document_type, found.payload_id


def test_index_is_complete():
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*")}
    assert {case.file for case in CASES if case.file} == files - {"index.json"}
    assert Counter(case.kind for case in CASES).keys() == set(KINDS)
    assert len({str(case) for case in CASES}) == len(CASES)
    assert len(files) > 60
    assert all(case.why and case.title for case in CASES)


def test_documents_name_no_credentials_of_their_own():
    """They stand for any group: its words are put in when they are sent."""
    for path in FOLDER.rglob("*.xml"):
        text = path.read_text(encoding="utf-8")
        assert DEFAULTS["SECRET"] not in text
        assert "/root/" not in text
