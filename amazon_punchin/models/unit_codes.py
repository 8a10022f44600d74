"""Units of measure: what carts say, and what Odoo calls it.

Codes of UN/ECE Recommendation 20 and those that Amazon's carts use beside them.
Packages (pack, box, case, pair …) are bought as units: what is in them is not known.
"""

_UNITS = {
    "uom.product_uom_unit": (
        "EA EACH C62 H87 PCE PC PCS UN UNIT UNITS PK PAC PA PF BX BOX CS CT CR CAS PR "
        "NPR SET ST RO RL RM ROLL TU BG BO BT JR KT KIT LF PG SH TB NMP NAR ZZ"
    ),
    "uom.product_uom_dozen": "DZ DZN DPC",
    "uom.product_uom_kgm": "KGM KG",
    "uom.product_uom_gram": "GRM GM G",
    "uom.product_uom_lb": "LBR LB",
    "uom.product_uom_oz": "ONZ OZ",
    "uom.product_uom_litre": "LTR L",
    "uom.product_uom_gal": "GLL GL GAL",
    "uom.product_uom_meter": "MTR M",
    "uom.product_uom_cm": "CMT CM",
    "uom.product_uom_foot": "FOT FT",
    "uom.product_uom_inch": "INH IN",
    "uom.product_uom_hour": "HUR HR",
    "uom.product_uom_day": "DAY DA",
}

_BY_CODE = {code: xmlid for xmlid, codes in _UNITS.items() for code in codes.split()}


def find_units(env, codes):
    """Odoo's units for the codes of a cart.

    :param codes: set of codes as the cart says them, in any case
    :return: dict of code to `(unit, known)`; Units and False for an unknown code
    """
    unit = env.ref("uom.product_uom_unit")
    found = {}
    for code in codes:
        xmlid = _BY_CODE.get(code.strip().upper())
        known = xmlid and env.ref(xmlid, raise_if_not_found=False)
        found[code] = (known or unit, bool(known))
    return found
