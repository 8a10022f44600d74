from . import (
    accept_wizard,
    browse_wizard,
    cancel_wizard,
    close_wizard,
    location_wizard,
    override_wizard,
    reject_wizard,
    reply_wizard,
)
