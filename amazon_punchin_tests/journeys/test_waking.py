"""A stored document wakes the cron, once for many, and is never left to chance."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg2
import pytest
from amazon import Inbox, post

from amazon_punchin_tests.faults import papers
from tools.play import Purchase, log_in

TRIGGERS = """
SELECT count(*) FROM ir_cron_trigger
  JOIN ir_model_data AS name ON name.model = 'ir.cron' AND name.res_id = cron_id
 WHERE name.module = 'amazon_punchin' AND name.name = 'cron_apply'
"""
CLEAR = """
DELETE FROM ir_cron_trigger WHERE cron_id = (
    SELECT res_id FROM ir_model_data
     WHERE model = 'ir.cron' AND module = 'amazon_punchin' AND name = 'cron_apply')
"""

DOCUMENTS = 24
HANDS = 8
AGE = "UPDATE ir_cron_trigger SET call_at = call_at - interval '5 seconds'"


@pytest.fixture
def asleep(serve):
    """A server whose crons never run: the triggers stay to be counted."""
    server = serve(max_cron_threads=0)
    people = log_in(server)
    Purchase(server, people).set_address()
    return server, Inbox.of_sandbox(people["admin"])


def test_triggers_are_few_and_never_too_few(asleep):
    """A cron deletes its triggers when it begins and commits that when it ends. What
    comes in between needs a trigger of its own, as the cron may have looked already."""
    server, inbox = asleep
    machine, name = server.database.machine, server.database.name

    def triggers():
        return int(machine.postgres.sql(TRIGGERS, name)[0][0])

    def send():
        body = papers.ship_notice(inbox, papers.new_payload_id(), "S1", "P1", [(1, 1)])
        assert post(inbox.url, body).code == 200

    machine.postgres.sql(CLEAR, name)
    with ThreadPoolExecutor(HANDS) as pool:
        list(pool.map(lambda _number: send(), range(DOCUMENTS)))
    assert 1 <= triggers() < DOCUMENTS, "one serves those of its second"
    environment = machine.postgres.environment
    where = {key: environment[f"PG{key.upper()}"] for key in ("host", "port", "user")}
    with closing(psycopg2.connect(dbname=name, **where)) as cron, cron.cursor() as work:
        work.execute(CLEAR)
        send()
        cron.commit()
    assert triggers() == 1, "what came while a cron was at it has one of its own"
    machine.postgres.sql(AGE, name)
    before = triggers()
    send()
    assert triggers() == before + 1, "an old one woke nobody"
