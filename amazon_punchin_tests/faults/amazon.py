"""Amazon's servers: they post a document and come again until it is answered 200."""

import http.client
import re
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

ANSWER_SECONDS = 60
PAUSES = (0.2, 0.5, 1, 2, 4)
STATUS = re.compile(rb'<Status[^>]* code="(\d+)"')

NO_ANSWER = (OSError, http.client.HTTPException)
"""What a client sees of a server that is killed, starting, or gone."""


class Refused(AssertionError):
    """An answer that Amazon takes as final."""


def post(url: str, body: bytes) -> int:
    """The cXML code of the answer. Raises one of `NO_ANSWER`."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)
    with closing(connection):
        connection.request("POST", parts.path, body, {"Content-Type": "text/xml"})
        reply = connection.getresponse()
        content = reply.read()
    found = STATUS.search(content)
    if reply.status != 200 or not found:
        text = content[:200].decode(errors="replace")
        raise http.client.HTTPException(f"HTTP {reply.status}: {text}")
    return int(found[1])


def insist(url: str, body: bytes, seconds: float) -> int:
    """Post the same bytes again after a 500 or no answer; how often it took.

    0 when the time was over before it was answered 200. Raises Refused for any other
    code, as Amazon does not come again after one.
    """
    until = time.monotonic() + seconds
    tries = 0
    while time.monotonic() < until:
        tries += 1
        try:
            code = post(url, body)
        except NO_ANSWER:
            code = 500
        if code == 200:
            return tries
        if code != 500:
            raise Refused(f"answered {code}")
        time.sleep(PAUSES[min(tries, len(PAUSES)) - 1])
    return 0


def again(act: Callable[[], Any], seconds: float) -> Any:
    """`act` once more while the server does not answer; the last error at the end."""
    until = time.monotonic() + seconds
    while True:
        try:
            return act()
        except NO_ANSWER:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
