from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .. import transport
from ..models import group_health, group_health_wire
from ..models.advice_connection import HEALTH_CONNECTION
from ..models.advice_health import HEALTH_PEOPLE, HEALTH_SETTINGS
from .checks_common import ChecksCommon
from .test_findings import FINDINGS

WIRE = (
    ("inbox", "ok", "ok", "at its own address"),
    ("inbox", "private", "warning", "try it from a phone"),
    ("inbox", "no_database", "problem", "dbfilter"),
    ("inbox", "stranger", "problem", "firewall"),
    ("inbox", "unreachable", "problem", "No connection.*proxy runs"),
    ("certificate", "ok", "ok", "90 more days"),
    ("certificate", "not_needed", "ok", "needs none"),
    ("certificate", "none", "problem", "not https; see there"),
    ("certificate", "expiring", "warning", "5 more days.*Renew it"),
    ("certificate", "bad", "problem", "not trusted.*Install a certificate"),
    ("certificate", "unknown", "warning", "endpoint cannot be reached"),
    ("clock", "ok", "ok", "agrees"),
    ("clock", "off", "problem", "30. seconds.*NTP"),
    ("clock", "unknown", "ok", "Nobody told the time"),
    ("connection", "ok", "ok", "knows this group"),
    ("connection", "reached", "ok", "with the first order"),
    ("connection", "no_url", "problem", "Paste Amazon's settings"),
    ("connection", "refused", "problem", "cXML 403.*Compare identity"),
    ("connection", "not_cxml", "problem", "Compare the addresses"),
    ("connection", "failed", "problem", "No such name.*call out by https"),
)
"""Code, finding, light, and what its row tells to do, as a pattern."""


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

    def test_each_problem_is_named_with_its_remedy(self):
        for code, what, status, remedy in WIRE:
            with self.subTest(finding=f"{code}_{what}"), self.undone():
                told = getattr(self, f"_{code}_{what}")() or {}
                defaults = {"inbox": self.reply(), "outward": self.reply()}
                row = self.probe(**{**defaults, **told})[code]
                self.assertEqual(
                    (row.finding, row.status), (f"health_{code}_{what}", status)
                )
                self.assertRegex(row.detail, remedy)
                fix = row.with_user(self.administrator).can_fix
                self.assertEqual(fix, status not in ("ok", "todo"))

    def test_no_advice_of_the_health_check_is_left_untried(self):
        """Whoever adds a finding provokes it in one of the tables."""
        tried = {f"health_{code}_{what}" for code, what, *_rest in WIRE + FINDINGS}
        well = {one.finding for one in self.look().values()}
        waiting = {"health_waiting", "health_test_error"}  # see TestChecks
        written = {*HEALTH_SETTINGS, *HEALTH_PEOPLE, *HEALTH_CONNECTION}
        self.assertEqual(written - tried - well - waiting, set())

    def sandbox(self):
        self.endpoint.base_url = "http://127.0.0.1:8069"
        self.move_to_sandbox()

    def _inbox_ok(self):
        return {}

    def _inbox_private(self):
        return {"inbox": self.reply(public=False)}

    def _inbox_no_database(self):
        return {"inbox": self.reply(404, b"<html>")}

    def _inbox_stranger(self):
        return {"inbox": self.reply(200, b"<html>")}

    def _inbox_unreachable(self):
        return {"inbox": transport.TransportError("connect", "No connection.")}

    def _certificate_ok(self):
        return {}

    def _certificate_not_needed(self):
        self.sandbox()

    def _certificate_none(self):
        self.endpoint.base_url = "http://erp.example.com"

    def _certificate_expiring(self):
        return {"inbox": self.reply(days=5)}

    def _certificate_bad(self):
        return {"inbox": transport.TransportError("tls", "It is not trusted.")}

    def _certificate_unknown(self):
        return self._inbox_unreachable()

    def _clock_ok(self):
        return {"outward": self.reply(seconds=30)}

    def _clock_off(self):
        return {"outward": self.reply(seconds=300)}

    def _clock_unknown(self):
        return {"outward": transport.TransportError("dns", "No such name.")}

    def _connection_ok(self):
        return {"outward": self.reply(200, self.answer(200))}

    def _connection_reached(self):
        self.group.use_punchout = False

    def _connection_no_url(self):
        self.group.write({"order_url": False, "punchout_url": False})

    def _connection_refused(self):
        return {"outward": self.reply(200, self.answer(403))}

    def _connection_not_cxml(self):
        return {"outward": self.reply(200, b"<html>")}

    def _connection_failed(self):
        return {"outward": transport.TransportError("dns", "No such name.")}

    def test_a_trial_is_kept_and_binds_nothing(self):
        """By the e-mail of somebody whom Amazon may know."""
        (self.group._may_buy() - self.employee).email = False
        self.group.responsible_id.email = False
        for told in (self._connection_failed(), self._connection_ok()):
            self.probe(inbox=self.reply(), **told)
        trials = self.env["amazon.punchin.message"].search(
            [("group_id", "=", self.group.id), ("direction", "=", "out")]
        )
        self.assertEqual(set(trials.mapped("state")), {"refused", "done"})
        self.assertNotIn("correct horse", "".join(trials.mapped("body_text")))
        self.assertIn(self.employee.email, trials[0].body_text, "no other has one")
        self.assertFalse(self.group.document_count, "a trial binds no setting")

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
