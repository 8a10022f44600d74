"""What stands in place of the placeholders when a document is sent."""

import itertools
import time

_numbers = itertools.count(1)

DEFAULTS = {
    "EMAIL": "employee@example.com",
    "IDENTITY": "HostileTest",
    "SECRET": "not-so-secret-0123456789",
    "OTHER_IDENTITY": "HostileTestOther",
    "OTHER_SECRET": "not-so-secret-9876543210",
    "ORDER": "P00001",
    "ORDER_PAYLOAD": "20261120101500.1.abc@odoo.example",
    "POOM_URL": "https://www.amazon.com/cart",
    "BROKEN_URL": "https://www.amazon.com/broken",
    "REDIRECT_URL": "https://www.amazon.com/moved",
}
BYTES = {"NUL": "\0", "BELL": "\a", "OVERLONG": "\udcc0\udcbc"}
"""Characters that no file should hold; the last are two bytes that are no UTF-8."""


def words(trap: str, **given: str) -> dict[str, str]:
    """The words of one case, with a payloadID and another number that are new.

    :param trap: `host:port` of a socket that must not see a connection
    :param given: by name, what replaces the defaults
    """
    number = f"{time.time_ns()}.{next(_numbers)}"
    found = {
        **DEFAULTS,
        **BYTES,
        "PAYLOAD": f"{number}@amazon.com",
        "TRAP": trap,
        "UNIQUE": number,
        **given,
    }
    identity, secret = found["IDENTITY"], found["SECRET"]
    return {
        "IDENTITY_CAPITALS": identity.upper(),
        "LOOK_ALIKE": identity.replace("e", "\u0435"),
        "SECRET_REFERENCES": "".join(f"&#{ord(letter)};" for letter in secret),
        "SECRET_SHORTER": secret[:-1],
        **found,
    }
