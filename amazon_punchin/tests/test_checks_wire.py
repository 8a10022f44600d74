from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .. import transport
from ..models import group_health, group_health_wire
from .checks_common import ChecksCommon


@tagged("post_install", "-at_install")
class TestChecksOnTheWire(ChecksCommon):
    """What needs the network, with recorded replies."""

    def probe(self, inbox=None, outward=None):
        """:return: dict of code to row, with the wire answering as told"""

        def look(url, **_how):
            told = inbox if "/amazon_punchin/" in url else outward
            if isinstance(told, Exception):
                raise told
            return told

        posted = {"look": look, "post": lambda url, _body, **how: look(url)}
        with (
            patch.multiple(group_health_wire.transport, **posted),
            patch.object(type(self.env["amazon.punchin.message"]), "_commit"),
        ):
            found = self.group.sudo()._probe()
        self.env["amazon.punchin.check"]._keep(list(self.group._health_rows(found)))
        return {one.code: one for one in self.group.health_ids}

    def reply(self, status=405, body=b"<cXML/>", days=90, seconds=0, public=True):
        now = datetime.now(UTC)
        return transport.Reply(
            status=status,
            content_type="text/xml",
            body=body,
            duration=0.1,
            date=now + timedelta(seconds=seconds),
            certificate_until=now + timedelta(days=days, hours=1),
            is_public=public,
        )

    def answer(self, code):
        messages = self.env["amazon.punchin.message"]
        return messages._status_answer(code, "Said", endpoint=self.endpoint)

    def test_way_in(self):
        for told, what, status, word in (
            (self.reply(), "ok", "ok", "endpoint"),
            (self.reply(public=False), "private", "warning", "not public"),
            (self.reply(404, b"<html>"), "no_database", "problem", "dbfilter"),
            (self.reply(200, b"<html>"), "stranger", "problem", "firewall"),
            (
                transport.TransportError("connect", "No connection."),
                "unreachable",
                "problem",
                "No connection.",
            ),
        ):
            row = self.probe(inbox=told, outward=self.reply())["inbox"]
            self.assertEqual(row.finding, f"health_inbox_{what}")
            self.assertEqual(row.status, status)
            self.assertIn(word, row.detail)

    def test_certificate(self):
        bad = transport.TransportError("tls", "The certificate is not trusted.")
        for told, what, status in (
            (self.reply(), "ok", "ok"),
            (self.reply(days=5), "expiring", "warning"),
            (bad, "bad", "problem"),
        ):
            row = self.probe(inbox=told, outward=self.reply())["certificate"]
            self.assertEqual(row.finding, f"health_certificate_{what}")
            self.assertEqual(row.status, status)
        self.endpoint.base_url = "http://erp.example.com"
        row = self.probe(inbox=self.reply(), outward=self.reply())["certificate"]
        self.assertEqual(row.finding, "health_certificate_none")

    def test_clock(self):
        rows = self.probe(inbox=self.reply(), outward=self.reply(seconds=300))
        self.assertEqual(rows["clock"].finding, "health_clock_off")
        self.assertIn("NTP", rows["clock"].detail)

    def test_way_out(self):
        failed = transport.TransportError("dns", "The name cannot be resolved.")
        (self.group._may_buy() - self.employee).email = False
        self.group.responsible_id.email = False
        self.group.punchout_url = False
        rows = self.probe(inbox=self.reply(), outward=self.reply())
        self.assertEqual(rows["connection"].finding, "health_connection_reached")
        self.group.punchout_url = "https://www.amazon.com/punchout"
        for told, what, word in (
            (failed, "failed", "resolved"),
            (self.reply(200, b"<html>"), "not_cxml", "addresses"),
            (self.reply(200, self.answer(403)), "refused", "cXML 403"),
            (self.reply(200, self.answer(200)), "ok", "www.amazon.com"),
        ):
            row = self.probe(inbox=self.reply(), outward=told)["connection"]
            self.assertEqual(row.finding, f"health_connection_{what}")
            self.assertIn(word, row.detail)
        trials = self.env["amazon.punchin.message"].search(
            [("group_id", "=", self.group.id), ("direction", "=", "out")]
        )
        self.assertEqual(len(trials), 4)
        self.assertNotIn("correct horse", "".join(trials.mapped("body_text")))
        self.assertIn(self.employee.email, trials[0].body_text, "no other has one")
        self.assertFalse(self.group.document_count, "a trial binds no setting")
        self.group.order_url = False
        self.group.punchout_url = False
        row = self.probe(inbox=self.reply())["connection"]
        self.assertEqual(row.finding, "health_connection_no_url")

    def test_failing_probe_is_told(self):
        self.group._test_soon(group_health.ON_THE_WIRE)
        messages = type(self.env["amazon.punchin.message"])
        with (
            patch.object(type(self.group), "_probe", side_effect=ZeroDivisionError),
            patch.object(type(self.env["ir.cron"]), "_commit_progress"),
            patch.object(messages, "_commit"),
            patch.object(messages, "_rollback"),
            self.assertLogs("odoo.addons.amazon_punchin.models.group_health", "ERROR"),
        ):
            self.env["amazon.punchin.group"]._cron_probe()
        self.assertFalse(self.group._is_waiting())
        self.assertEqual(self.group.health, "problem")
