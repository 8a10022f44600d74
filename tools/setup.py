"""``make setup``: everything onto the machine, without running anything."""

from . import databases, machine
from .progress import main, say


def setup() -> int:
    ready = machine.prepare("tests", with_browser=True)
    databases.template(ready)
    say(f"  Odoo        {ready.source.root}")
    say(f"  Python      {ready.python}")
    say(f"  PostgreSQL  {ready.postgres.version} in {ready.postgres.folder}")
    say(f"  Chromium    {ready.chromium or 'none: browser tests are skipped'}")
    return 0


if __name__ == "__main__":
    main(setup)
