"""Numbers that an administrator may change: system parameters of this addon."""


def setting(env, name, default):
    """
    :param name: without the addon's prefix, e.g. `max_failures`
    :param default: where the parameter is missing or no whole number
    :return: int
    """
    value = env["ir.config_parameter"].sudo().get_param(f"amazon_punchin.{name}")
    return int(value) if (value or "").isdigit() else default
