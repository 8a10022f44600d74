import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ..models.locking import lock, try_lock


@tagged("post_install", "-at_install")
class TestLocking(TransactionCase):
    """Two transactions of their own over a row that both can see."""

    def setUp(self):
        super().setUp()
        self.one, self.other = self.country(), self.country()

    def country(self):
        cursor = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cursor.close)
        env = api.Environment(cursor, SUPERUSER_ID, {})
        return env["res.country"].search([], order="id", limit=2)

    def test_what_somebody_else_has_is_left_alone(self):
        self.assertTrue(try_lock(self.one))
        with self.assertNoLogs("odoo.sql_db"):
            self.assertFalse(try_lock(self.other[1]))
            self.assertFalse(try_lock(self.other))
            with self.assertRaises(LockError):
                lock(self.other)
        self.one.env.cr.rollback()
        self.assertTrue(try_lock(self.other))

    def test_rows_may_refer_to_what_is_locked(self):
        lock(self.one)
        state = {"name": "Somewhere", "code": "XX", "country_id": self.other[0].id}
        self.assertTrue(self.other.env["res.country.state"].create(state))
        self.other.env.cr.rollback()

    def test_what_changed_meanwhile_is_no_error_for_the_log(self):
        self.one.env.cr.execute(
            "UPDATE res_country SET code = code WHERE id = %s", self.one[:1].ids
        )
        self.one.env.cr.commit()
        with (
            self.assertNoLogs("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.SerializationFailure),
        ):
            lock(self.other)
        self.other.env.cr.rollback()
        self.assertTrue(try_lock(self.other))
