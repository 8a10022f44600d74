"""Activities: what asks a person to act."""

from odoo.tools import plaintext2html

STEP = "amazon_punchin.activity_step"
ALERT = "mail.mail_activity_data_todo"


def todo(record, summary, text, user, step=False, deadline=None, quiet=False):
    """An activity on `record`, once while it is open.

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
    if not standing:
        record.activity_schedule(
            STEP if step else ALERT,
            date_deadline=deadline,
            summary=summary,
            note=plaintext2html(text) if text else False,
            user_id=user.id,
        )
    return not standing


def close_steps(record):
    """The step that the activities of `record` asked for is done."""
    step = record.env["ir.model.data"]._xmlid_to_res_id(STEP)
    record.sudo().activity_ids.filtered(
        lambda one: one.activity_type_id.id == step
    ).unlink()
