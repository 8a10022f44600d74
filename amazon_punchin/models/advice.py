"""What happened, why, and what to do, by problem code (R171).

One source for pages, activities, notes and errors. Each advice is a summary and a
text; both are translated at the moment they are shown. Those for whoever shops say in
steps of their own what to do, see :mod:`.advice_shopping`.
"""

from .advice_buying import ARTICLES, CONDITIONS
from .advice_checklist import CHECKLIST, TEST_ORDER
from .advice_connection import HEALTH_CONNECTION
from .advice_documents import DOCUMENTS
from .advice_health import HEALTH_PEOPLE, HEALTH_SETTINGS
from .advice_shopping import SHOPPING


def advice(env, code, **facts):
    """Sentences for a person.

    :param env: environment whose language is spoken
    :param code: problem code, see the table in this file
    :param facts: values that the texts name
    :return: `(summary, text)`
    :raise KeyError: unknown code
    """
    title, text, steps = guidance(env, code, **facts)
    return title, " ".join((text, *steps))


def guidance(env, code, **facts):
    """An advice for a page, which has room for the steps.

    :return: `(title, text, steps)`; no steps where the text names them
    :raise KeyError: unknown code
    """
    title, text, *steps = _TABLE[code](env, facts)
    return title, text, steps[0] if steps else []


def _order_refused(env, facts):
    return env._("Amazon refused the order"), env._(
        "Amazon answered %(status)s: %(text)s. The order was not placed. Correct what "
        "the answer names and send it again, or cancel the request.",
        **facts,
    )


def _order_failed(env, facts):
    return env._("The order could not be sent"), env._(
        "Odoo tried %(attempts)s times to reach %(host)s. Last error: %(text)s. Look "
        "at Amazon whether the order is there before you send it again.",
        **facts,
    )


def _connection_rejected(env, facts):
    return env._("Amazon's address rejects our orders"), env._(
        "%(host)s answered %(text)s. Nothing was ordered yet, and Odoo keeps trying. "
        "Ask an administrator to compare the purchase order URL and the credentials of "
        "the group with those at Amazon.",
        **facts,
    )


def _order_cancelled_ambiguous(env, facts):
    return env._("The order may be at Amazon although it was cancelled here"), env._(
        "The order %(order)s was cancelled while it was on its way; Amazon may have "
        "received it. Look at Amazon, and cancel it there if it is.",
        **facts,
    )


def _buyer(env, facts):
    reasons = {
        "unknown": env._("no user of this company has this e-mail address"),
        "ambiguous": env._("several users have this e-mail address, or log in with it"),
        "no_member": env._("the user is not among the buyers of the group"),
        "no_right": env._("the user has no right to buy on Amazon"),
    }
    facts = dict(facts, reason=reasons[facts["problem"]])
    return env._("A cart without a buyer"), env._(
        "%(email)s submitted a cart, but %(reason)s. Assign the request to its buyer, "
        "or reject it.",
        **facts,
    )


def _no_session(env, facts):
    return env._("The cart did not arrive"), env._(
        "The link to the cart lives one minute and is no longer valid. Submit the cart "
        "again from Amazon.",
    )


def _order_held(env, facts):
    return env._("The order is held back"), env._(
        "%(order)s was not sent: %(text)s Odoo asks again every few minutes.", **facts
    )


def _silence(env, facts):
    return env._("Amazon has not confirmed the order"), env._(
        "%(order)s was sent more than %(hours)s hours ago, and Amazon is silent. "
        "It may have dropped the order: a special character in a name or an address, "
        "an address or a payment method that the group does not have, or a group "
        "that is still in test mode. Look for the order at Amazon; if it is not "
        "there, cancel the request and shop again.",
        **facts,
    )


def _expiring(env, facts):
    return env._("The cart expires soon"), env._(
        "%(name)s: %(left)s. Amazon keeps prices and stock of a cart for seven days; "
        "decide before, or shop again.",
        **facts,
    )


def _expired(env, facts):
    return env._("The cart has expired"), env._(
        "Amazon kept prices and stock of %(name)s for seven days; nobody ordered it "
        "meanwhile. Shop again if it is still needed. A purchasing manager can take "
        "the old cart up with a reason, but prices may have changed.",
        **facts,
    )


def _expired_released(env, facts):
    return env._("Released, but not ordered in time"), env._(
        "The seven days of %(name)s are over and its order has not left. Order the old "
        "cart with a reason, although prices may have changed, or cancel it.",
        **facts,
    )


def _still_live(env, facts):
    return env._("Cancel this order at Amazon"), env._(
        "It was cancelled in Odoo, but Amazon will deliver and charge %(order)s until "
        "it is cancelled there too.",
        **facts,
    )


def _items_rejected(env, facts):
    return env._("Items were cancelled by Amazon"), env._(
        "%(text)s. If %(order)s still shows them at Amazon, cancel them there, so that "
        "they do not come twice. To buy them anew: Order Cancelled Items Again.",
        **facts,
    )


def _problem_reported(env, facts):
    return env._("A problem with what arrived"), env._(
        "%(user)s reports: %(quantity)s of %(item)s – %(what)s. Wanted: %(wanted)s. "
        "%(note)s Open the order %(order)s under Your Orders at Amazon, choose Return "
        "or Replace Items, and tell the buyer what becomes of it.",
        **facts,
    )


def _late_shipment(env, facts):
    return env._("Amazon ships a cancelled order"), env._(
        "%(name)s was given up in Odoo, but Amazon sends the goods with shipment "
        "%(number)s. Refuse the delivery or return it at Amazon.",
        **facts,
    )


def _late_invoice(env, facts):
    return env._("Amazon charges a cancelled order"), env._(
        "%(name)s was given up in Odoo, but Amazon sent invoice %(number)s for it. "
        "Look at Amazon whether the goods are on their way; return them, or ask for a "
        "credit.",
        **facts,
    )


def _wrong_credentials(env, facts):
    return env._("Refused: unknown identity or wrong secret"), env._(
        "The identity or the shared secret that Amazon used is not that of a group on "
        "this endpoint. Compare both with the group's settings at Amazon; after a "
        "change of the secret, enter the new one here."
    )


def _unreadable(env, facts):
    return env._("Refused: not a document that Odoo can read"), env._(
        "If it came from Amazon, keep the time and the payload ID and ask Amazon's "
        "support what was sent."
    )


def _refused_document(env, facts):
    return env._("Refused"), env._(
        "Amazon was told so and does not send it again. If it was a cart, the buyer "
        "submits it again from Amazon."
    )


def _failed_document(env, facts):
    return env._("Failed"), env._(
        "Odoo tries it again by itself, or when Amazon repeats it. A cart whose link "
        "is older than a minute must be submitted again from Amazon. Process Again "
        "starts it now."
    )


_TABLE = {
    "wrong_credentials": _wrong_credentials,
    "unreadable": _unreadable,
    "refused_document": _refused_document,
    "failed_document": _failed_document,
    "expiring": _expiring,
    "expired": _expired,
    "expired_released": _expired_released,
    "still_live": _still_live,
    "items_rejected": _items_rejected,
    "late_shipment": _late_shipment,
    "problem_reported": _problem_reported,
    "late_invoice": _late_invoice,
    "silence": _silence,
    "order_refused": _order_refused,
    "order_failed": _order_failed,
    "connection_rejected": _connection_rejected,
    "order_cancelled_ambiguous": _order_cancelled_ambiguous,
    "buyer": _buyer,
    "cart_expired_link": _no_session,
    "order_held": _order_held,
    **DOCUMENTS,
    **SHOPPING,
    **CONDITIONS,
    **ARTICLES,
    **CHECKLIST,
    **TEST_ORDER,
    **HEALTH_SETTINGS,
    **HEALTH_PEOPLE,
    **HEALTH_CONNECTION,
}
