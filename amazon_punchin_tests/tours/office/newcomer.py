"""A database in which nobody has bought anything yet: Odoo and our addons, installed
without demonstration data, and the administrator whom Odoo itself has made."""

PEOPLE = "'employee', 'manager', 'accountant'"
# The template holds who plays in the other tours. They have done nothing, so nothing
# but their own records is left of them.
EMPTY = f"""
DELETE FROM amazon_punchin_group;
DELETE FROM amazon_punchin_location;
DELETE FROM amazon_punchin_payment_method;
DELETE FROM amazon_punchin_endpoint;
DELETE FROM mail_message WHERE model LIKE 'amazon.punchin.%';
CREATE TEMPORARY TABLE leaver AS
    SELECT partner_id AS id FROM res_users WHERE login IN ({PEOPLE})
     UNION
    SELECT res_id FROM ir_model_data
     WHERE module = 'amazon_punchin_sandbox' AND model = 'res.partner';
DELETE FROM res_users WHERE login IN ({PEOPLE});
DELETE FROM res_partner WHERE id IN (SELECT id FROM leaver);
DELETE FROM ir_model_data
 WHERE module = 'amazon_punchin_sandbox'
   AND (model LIKE 'res.%' OR model LIKE 'amazon.punchin.%')
   AND model NOT LIKE 'amazon.punchin.sandbox.%';
UPDATE res_users SET odoobot_state = 'disabled' WHERE login = 'admin';
UPDATE ir_cron SET nextcall = nextcall + (
    now() AT TIME ZONE 'utc' - (SELECT max(create_date) FROM ir_cron)
);
"""
# The first log-in says it too, but a scheduled action that looks at the same moment may
# keep the old one in Odoo's cache.
ADDRESS = "UPDATE ir_config_parameter SET value = '{}' WHERE key = 'web.base.url'"
# The sandbox sells from the first day on.
CATALOGUE = "amazon_punchin_sandbox_item"
TABLES = """
SELECT tablename FROM pg_tables
 WHERE schemaname = 'public' AND tablename LIKE 'amazon_punchin%'
"""


def empty(database, url):
    """Makes a clone of the template the database of a newcomer, and makes sure.

    :param url: of the server that will serve it
    """
    sql = database.machine.postgres.sql
    sql(EMPTY, database.name)
    sql(ADDRESS.format(url), database.name)
    tables = [name for [name] in sql(TABLES, database.name) if name != CATALOGUE]
    counts = " UNION ALL ".join(f"SELECT count(*) FROM {name}" for name in tables)
    assert {number for [number] in sql(counts, database.name)} == {"0"}
    people = sql(
        "SELECT login FROM res_users WHERE active AND NOT share", database.name
    )
    assert people == [["admin"]], people
    bought = sql("SELECT count(*) FROM purchase_order", database.name)
    assert bought == [["0"]]
