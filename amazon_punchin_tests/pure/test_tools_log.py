"""Odoo's log is read for what a person would have to look at."""

from tools import log

START = "2026-01-02 03:04:05,678 42"
CORE = "/opt/odoo-19.0/odoo/addons/auth_signup/models/res_partner.py:82:"
OURS = "/src/amazon_punchin/models/request.py:9:"
DEPRECATION = "DeprecationWarning: 'x' is deprecated"


def test_a_silent_log_has_no_complaints():
    text = f"started\n{START} INFO db odoo.http: WARNING is a word here\n"
    assert log.complaints(text) == []


def test_a_traceback_belongs_to_its_entry():
    text = (
        f"{START} ERROR db odoo.http: Boom\nTraceback:\n  ValueError\n"
        f"{START} INFO db odoo.http: next\n"
    )
    (line,) = log.complaints(text)
    assert (line.pid, line.level, line.logger) == (42, "ERROR", "odoo.http")
    assert line.message == "Boom\nTraceback:\n  ValueError"


def test_deprecations_count_where_the_file_is_ours():
    core = f"{START} WARNING db py.warnings: {CORE} {DEPRECATION}\n"
    ours = f"{START} WARNING db py.warnings: {OURS} {DEPRECATION}\n"
    assert [OURS in line.message for line in log.complaints(core + ours)] == [True]


def test_a_server_without_a_database_is_understood():
    (line,) = log.complaints(f"{START} CRITICAL ? odoo.service.server: no\n")
    assert line.database == "?"
