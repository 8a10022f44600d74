"""The names and numbers that Amazon gives to things, in Amazon's spelling.

Nothing here is looked at by a well-made reader: they are opaque. They are spelt as
Amazon spells them so that what is tried here is what arrives later.
"""

import secrets
import time

from odoo.addons.amazon_punchin import cxml

PUNCHIN_AGENT = "Amazon Business PunchIn 1.0"
AGENT = "Amazon LLC eProcurement Application"
NETWORK_ID = "NetworkId"
AMAZON = cxml.Credential(NETWORK_ID, "Amazon")
AMAZON_DUNS = cxml.Credential("DUNS", "128990368")
CARRIER = "AMZN_US"
CONFIRM_ID = "confirmID"
LANGUAGE = "en-US"

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS = _LETTERS + "23456789"


def payload_id():
    """A payloadID as in `1795193531055.446.7301@amazon.com`: moment and chance."""
    milliseconds = time.time_ns() // 1_000_000
    return f"{milliseconds}.{_digits(3)}.{_digits(8)}@amazon.com"


def order_number():
    """Amazon's own order number, the confirmID of a confirmation."""
    return f"112-{_digits(7)}-{_digits(7)}"


def cart_number():
    """What the auxiliary ids of one cart begin with."""
    return f"147-{_digits(7)}-{_digits(7)}"


def shipment_id():
    return "D" + _signs(8)


def tracking_number():
    return "TBA" + _digits(12)


def invoice_number():
    return f"1{_signs(3)}-{_signs(4)}-{_signs(4)}"


def punchin_header(identity):
    """From, To and Sender of a punch-in request are the group itself (protocol §1a)."""
    group = (cxml.Credential(NETWORK_ID, identity),)
    return cxml.Header(from_=group, to=group, sender=group, user_agent=PUNCHIN_AGENT)


def cart_header(identity):
    """A cart names Amazon twice and bears no secret (protocol §2b)."""
    amazon = (AMAZON_DUNS, AMAZON)
    group = (cxml.Credential(NETWORK_ID, identity),)
    return cxml.Header(from_=amazon, to=group, sender=amazon, user_agent=AGENT)


def header(identity):
    """Confirmations, notices and invoices come from Amazon to the group."""
    group = (cxml.Credential(NETWORK_ID, identity),)
    return cxml.Header(from_=(AMAZON,), to=group, sender=(AMAZON,), user_agent=AGENT)


def _digits(count):
    return "".join(secrets.choice("0123456789") for _ in range(count))


def _signs(count):
    return "".join(secrets.choice(_SIGNS) for _ in range(count))
