from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..models import group_health_traffic
from .common import PurchaseCommon


class ChecksCommon(PurchaseCommon):
    """A group in which all is well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.phone = "+1 206 555 0100"
        cls.group.punchout_url = "https://www.amazon.com/punchout"
        cls.group.location_ids = cls.location
        cls.group.invalidate_recordset()
        for user in cls.group._with_right("group_user"):
            cls.env["amazon.punchin.member"].create(
                {
                    "group_id": cls.group.id,
                    "user_id": user.id,
                    "has_buyer_role": True,
                    "has_no_direct_role": True,
                }
            )
        soon = fields.Datetime.now() + timedelta(minutes=1)
        for name in group_health_traffic.CRONS:
            cls.env.ref(f"amazon_punchin.{name}").nextcall = soon

    def look(self, group=None):
        """:return: dict of code to row"""
        group = group or self.group
        group._look_at_settings()
        return {one.code: one for one in group.health_ids}

    def assertFound(self, code, what, status, *words, group=None):
        row = self.look(group)[code]
        self.assertEqual(
            (row.finding, row.status), (f"health_{code}_{what}", status), row.detail
        )
        self.assertTrue(row.title)
        for word in words:
            self.assertIn(word, row.detail)
        return row

    @contextmanager
    def undone(self):
        """What is provoked inside is as if it had never been."""
        with self.cr.savepoint() as savepoint:
            yield
            savepoint.rollback()
        self.env.invalidate_all(flush=False)

    def age(self, record, days):
        """Sets back when a record was made, which no write can do."""
        self.env.flush_all()
        made = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = %s WHERE id = %s",
                SQL.identifier(record._table),
                made,
                record.id,
            )
        )
        record.invalidate_recordset()
