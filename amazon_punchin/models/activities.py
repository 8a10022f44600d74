"""Activities: what asks a person to act."""

import re
from html import unescape

from odoo.tools import plaintext2html

STEP = "amazon_punchin.activity_step"
ALERT = "mail.mail_activity_data_todo"
LONGEST_NOTE = 4000
"""Characters of an alert to which nothing more is added."""


def todo(record, summary, text, user, step=False, deadline=None, quiet=False):
    """An activity on `record`, once while it is open. What an alert that is still open
    has not said yet is added to it: a second shipment has another number.

    :param record: of a model with activities
    :param text: plain sentences; what they quote of Amazon is no markup either
    :param user: who shall act
    :param step: the next step of a purchase, which goes away once that is done; an
        alert stays until somebody has seen it
    :param deadline: date; today by default
    :param quiet: without Odoo's own mail to the user
    :return: whether it is new
    """
    record = record.sudo().with_context(
        mail_activity_quick_update=quiet,
        mail_activity_automation_skip=False,  # no caller may silence it
    )
    standing = record.activity_ids.filtered(
        lambda one: one.summary == summary and one.user_id == user
    )
    if standing and text and not step:
        _add(standing[0], text)
    if not standing:
        record.activity_schedule(
            STEP if step else ALERT,
            date_deadline=deadline,
            summary=summary,
            note=plaintext2html(text) if text else False,
            user_id=user.id,
        )
    return not standing


def _add(activity, text):
    note, more = activity.note or "", plaintext2html(text)
    if _words(more) not in _words(note) and len(note) < LONGEST_NOTE:
        activity.note = note + more


def _words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def close_steps(record):
    """The step that the activities of `record` asked for is done."""
    step = record.env["ir.model.data"]._xmlid_to_res_id(STEP)
    record.sudo().activity_ids.filtered(
        lambda one: one.activity_type_id.id == step
    ).unlink()
