from odoo.tools import convert_file


def add_people(env):
    """Journeys act on the people and the group of the sandbox's demonstration data;
    where Odoo was installed without it, it is loaded here. Rules and policies are not:
    each test makes those it is about."""
    addon = "amazon_punchin_sandbox"
    if env["res.users"].search_count([("login", "=", "employee")], limit=1):
        return
    for path in ("demo/user_demo.xml", "demo/group_demo.xml"):
        convert_file(env, addon, path, {}, mode="init", noupdate=True)
