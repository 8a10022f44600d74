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


def find_unit(env, code):
    """Odoo's unit for a code of a cart.

    :param code: as the cart says, in any case
    :return: `(uom, known)`; Units and False for a code that no table has
    """
    xmlid = _BY_CODE.get((code or "EA").strip().upper())
    unit = xmlid and env.ref(xmlid, raise_if_not_found=False)
    if unit:
        return unit, True
    return env.ref("uom.product_uom_unit"), False
