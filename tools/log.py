"""Odoo's log, read for what it complains of.

A server that works says nothing above INFO. What core Odoo itself says on every
start is listed here, each with its reason, so that a test can ask for silence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) (?P<pid>\d+) "
    r"(?P<level>[A-Z]+) (?P<database>\S+) (?P<logger>[^:\s]+): (?P<message>.*)"
)
LEVELS = {"WARNING", "ERROR", "CRITICAL"}

CORE_NOISE = (
    # Core calls what its libraries are about to drop; a warning of that kind
    # about a file of ours is not noise.
    r"py\.warnings: (?!\S*/amazon_punchin\w*/(?:\w+/)*\w+\.py:)\S+ DeprecationWarning",
    # A PostgreSQL from the wheel lacks these two, and Odoo does without.
    r"bad query: b'CREATE EXTENSION IF NOT EXISTS (pg_trgm|unaccent)'",
    r"Unable to create PostgreSQL extensions",
    # With workers, browsers need a proxy in front to reach the event worker; without
    # one they only miss live notifications.
    r"odoo\.http: [\s\S]*Couldn't bind the websocket",
    # The mail queue and the sender of the moment may take the same mail: core's own
    # tables, and core comes again.
    r"odoo\.sql_db: bad query: b' UPDATE \"mail_mail\"",
    r"ir_cron: Job 'Mail: Email Queue Manager' \(\d+\) server action",
    # On a busy machine core's vacuum runs out of its time before it has counted.
    r"ir_cron: Job 'Base: Auto-vacuum internal data' \(\d+\) processed no record",
    # Odoo's own tests end the browser while it still loads something.
    r"\.browser: Error received after termination:",
)


@dataclass(frozen=True)
class Line:
    """One entry; a traceback that follows it is part of its message."""

    time: str
    pid: int
    level: str
    database: str
    logger: str
    message: str

    def __str__(self) -> str:
        return f"{self.time} {self.level} {self.logger}: {self.message}"


def complaints(text: str) -> list[Line]:
    """Entries of level WARNING and above, without core's own noise."""
    return [
        line
        for line in entries(text)
        if line.level in LEVELS
        and not any(re.search(noise, str(line)) for noise in CORE_NOISE)
    ]


def entries(text: str) -> Iterator[Line]:
    """Parse a log. What stands before the first entry belongs to none."""
    fields: dict = {}
    for row in text.splitlines():
        match = LINE.fullmatch(row)
        if match:
            if fields:
                yield Line(**fields)
            fields = {**match.groupdict(), "pid": int(match["pid"])}
        elif fields:
            fields["message"] += f"\n{row}"
    if fields:
        yield Line(**fields)
