from odoo.exceptions import LockError, UserError


def lock(records):
    """Keeps `records` for this transaction, so that two clicks are not two shipments.

    :raise UserError: when somebody else works on them, in words for a person
    """
    try:
        records.lock_for_update(allow_referencing=True)
    except LockError as error:
        raise UserError(
            records.env._(
                "%(record)s is being worked on at this moment. Try again in a second.",
                record=records[:1].display_name,
            )
        ) from error
    records.invalidate_recordset()
