"""Row locks that never wait, and leave the log alone where somebody was quicker.

The same lock as the ORM's own, which logs an error whenever a row has changed since
the snapshot. Here that is the ordinary course of things: two crons wake together, or
a confirmation meets the answer of the desk, and who was slower comes again."""

from odoo.exceptions import LockError
from odoo.tools import SQL


def try_lock(records):
    """Whether all of `records` are ours for this transaction; rows may still refer to
    them meanwhile.

    :raise psycopg2.errors.SerializationFailure: one changed since our snapshot
    """
    ids = [number for number in records.ids if number]
    if not ids:
        return True
    query = SQL(
        "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
        SQL.identifier(records._table),
        tuple(ids),
    )
    records.env.cr.execute(query, log_exceptions=False)
    return records.env.cr.rowcount == len(set(ids))


def lock(records):
    """
    :raise LockError: somebody else has one of `records`
    :raise psycopg2.errors.SerializationFailure: see :func:`try_lock`
    """
    if not try_lock(records):
        raise LockError(records.env._("Somebody else is working on this."))
