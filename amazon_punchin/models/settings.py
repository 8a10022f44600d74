"""Numbers that an administrator may change: system parameters of this addon."""

DEFAULTS = {
    "max_document_bytes": 5 * 1024 * 1024,
    "max_failures": 20,
    "retention_days": 400,
    "retention_refused_days": 30,
    "session_hours": 24,
    "silence_hours": 24,
}


def setting(env, name, default=None):
    """
    :param name: without the addon's prefix, e.g. `max_failures`
    :param default: where the parameter is missing or no whole number, and not that of
        :data:`DEFAULTS`
    :return: int
    """
    value = env["ir.config_parameter"].sudo().get_param(f"amazon_punchin.{name}")
    if (value or "").isdigit():
        return int(value)
    return DEFAULTS[name] if default is None else default
