"""Waiting for what has to happen, and not for leases and pauses to run out."""

import time

PATIENCE_SECONDS = 30
PAUSE_SECONDS = 0.05

DUE = """
UPDATE amazon_punchin_message
   SET next_attempt_at = now() AT TIME ZONE 'UTC' - interval '1 second'
 WHERE next_attempt_at IS NOT NULL
"""
CHECKED = """
UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' + interval '1 day'
 WHERE id = (SELECT res_id FROM ir_model_data
              WHERE module = 'amazon_punchin' AND name = 'cron_check')
"""
RUN_OUT = """
UPDATE amazon_punchin_{noun}
   SET expires_on = now() AT TIME ZONE 'UTC' - interval '1 minute'
 WHERE {column} = {request}
"""
TRIGGERS = """
INSERT INTO ir_cron_trigger (cron_id, call_at)
SELECT res_id, now() AT TIME ZONE 'UTC' FROM ir_model_data
 WHERE module LIKE 'amazon_punchin%' AND model = 'ir.cron'
"""


def let_time_pass(server):
    """As if hours had gone by for every message that waits.

    Only the moment at which it is due is touched: a lease of 40 seconds and pauses of
    minutes are what no test should sit out. The database is asked, as a person cannot
    write a message. Nothing may be on its way meanwhile: its lease would run out too.
    """
    server.database.machine.postgres.sql(DUE, server.database.name)
    wake(server)


def run_out(server, request, noun="request"):
    """As if the days of a request's cart were over, or, of its `session`, the hours."""
    column = "id" if noun == "request" else "request_id"
    told = RUN_OUT.format(noun=noun, column=column, request=int(request))
    server.database.machine.postgres.sql(told, server.database.name)


def put_off_checks(database):
    """The daily health check asks the shop for a session of its own: not in between."""
    database.machine.postgres.sql(CHECKED, database.name)


def wake(server):
    """The crons look now; by itself, a server that has just started waits a minute."""
    postgres = server.database.machine.postgres
    postgres.sql(TRIGGERS, server.database.name)
    postgres.sql(f"SELECT pg_notify('cron_trigger', '{server.database.name}')")


def wait_until(look, what, seconds=PATIENCE_SECONDS):
    """What `look` finds, as soon as it is something.

    :param what: for the message, after so many seconds in vain
    """
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, f"waited {seconds} s for {what}"
        time.sleep(PAUSE_SECONDS)
    return found
