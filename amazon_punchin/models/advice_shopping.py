"""What can go wrong on the way to Amazon and back, for the person who shops (R171).

Each function returns `(title, text, steps)`: what happened and why, then what to do,
one sentence a step. :mod:`.advice` hands them on to pages, notes and errors.
"""


def _refused_credentials(env, facts):
    return (
        env._("Amazon does not accept the group's credentials"),
        env._(
            "Amazon answered %(status)s for the group %(group)s: the identity or the "
            "shared secret in Odoo is not the one that Amazon has.",
            **facts,
        ),
        [
            env._(
                "Tell %(responsible)s: the credentials of the group have to be "
                "compared with those at Amazon.",
                **facts,
            ),
            env._("Nothing was ordered; your request waits."),
        ],
    )


def _refused(env, facts):
    return (
        env._("Amazon did not open its shop"),
        env._("Amazon answered %(status)s: %(said)s", **facts),
        [
            env._(
                "Check that %(email)s is a buyer of the group %(group)s at Amazon: "
                "the same e-mail address, with the role that may use punchout.",
                **facts,
            ),
            env._(
                "If it is, show this page to %(responsible)s and try again later.",
                **facts,
            ),
        ],
    )


def _busy(env, facts):
    return (
        env._("Amazon has a problem at the moment"),
        env._(
            "Amazon answered %(status)s: %(said)s. This is not your fault and usually "
            "passes.",
            **facts,
        ),
        [
            env._("Try again in a few minutes."),
            env._("If it stays so, tell %(responsible)s.", **facts),
        ],
    )


def _unreachable(env, facts):
    return (
        env._("Amazon could not be reached"),
        env._("The connection to Amazon failed: %(said)s", **facts),
        [
            env._("Try again in a minute."),
            env._(
                "If it fails again, ask %(responsible)s whether this server may reach "
                "Amazon and whether the group's punchout URL is right.",
                **facts,
            ),
        ],
    )


def _not_cxml(env, facts):
    return (
        env._("Amazon's answer cannot be read"),
        env._(
            "The punchout URL answered HTTP %(status)s, but with no cXML document. "
            "The address is probably not that of the group's purchasing system.",
            **facts,
        ),
        [
            env._(
                "Tell %(responsible)s: the punchout URL of the group %(group)s has to "
                "be copied from Amazon once more.",
                **facts,
            )
        ],
    )


def _no_start_page(env, facts):
    return (
        env._("Amazon opened no shop"),
        env._("Amazon said yes, but did not say where its shop is."),
        [
            env._("Try again."),
            env._("If it happens again, tell %(responsible)s.", **facts),
        ],
    )


def _start_page_host(env, facts):
    return (
        env._("Amazon led to an address that is not Amazon's"),
        env._(
            "The shop's address in the answer is not on a host that Odoo allows for "
            "the group %(group)s, so it was not opened. %(said)s",
            **facts,
        ),
        [
            env._(
                "Tell %(responsible)s. If the address is Amazon's, an administrator "
                "adds its host to the group's allowed hosts.",
                **facts,
            )
        ],
    )


def _not_sent(env, facts):
    return (
        env._("Amazon was not asked"),
        env._("%(said)s", **facts),
        [env._("Ask %(responsible)s to put this right, then try again.", **facts)],
    )


def _late(env, facts):
    return (
        env._("Odoo did not get round to asking Amazon"),
        env._(
            "The question to Amazon waited for a minute and was taken back. The "
            "scheduled action that sends documents may be off or busy."
        ),
        [
            env._("Try again."),
            env._("If it happens again, tell %(responsible)s.", **facts),
        ],
    )


def _cart_unknown_link(env, _facts):
    return (
        env._("This link leads nowhere"),
        env._(
            "No visit at Amazon that began in Odoo belongs to it. The address is "
            "incomplete, or the request was deleted."
        ),
        [env._("Open Amazon from Odoo and submit the cart again.")],
    )


def _cart_unreadable(env, facts):
    return (
        env._("The cart cannot be read"),
        env._(
            "Something came back from Amazon for %(request)s, but it is no cart that "
            "Odoo understands: %(said)s It was kept for an administrator.",
            **facts,
        ),
        [
            env._("Open Amazon again from your request and submit the cart once more."),
            env._("If it happens again, tell %(responsible)s.", **facts),
        ],
    )


def _cart_left(env, facts):
    return (
        env._("You left Amazon without a cart"),
        env._("Nothing was ordered. %(request)s waits for a cart.", **facts),
        [
            env._(
                "Open Amazon again from your request, or cancel it if you need nothing."
            )
        ],
    )


def _cart_session_over(env, facts):
    return (
        env._("This visit at Amazon is over"),
        env._(
            "It began more than %(hours)s hours ago, and a cart is taken only as long "
            "as its visit lasts. The cart was kept, but not put on %(request)s.",
            **facts,
        ),
        [
            env._(
                "Open Amazon again from your request: the number stays, and Amazon "
                "usually remembers your cart."
            )
        ],
    )


def _cart_other_request(env, facts):
    return (
        env._("This cart belongs to another request"),
        env._(
            "It was filled on a visit at Amazon that began from another request than "
            "%(request)s. Nothing was changed.",
            **facts,
        ),
        [
            env._(
                "Open Amazon from the request that the cart is for, and submit the "
                "cart from that window."
            )
        ],
    )


def _cart_tampered(env, facts):
    return (
        env._("This cart is not from your visit at Amazon"),
        env._(
            "The mark that Odoo gave to Amazon for %(request)s did not come back. "
            "Nothing was changed.",
            **facts,
        ),
        [
            env._("Open Amazon again from your request and submit the cart once more."),
            env._(
                "If you did not come here from Amazon, close this window and tell "
                "%(responsible)s.",
                **facts,
            ),
        ],
    )


def _cart_taken(env, facts):
    return (
        env._("The request has its cart already"),
        env._(
            "%(request)s took a cart before this one came. A request has one cart, so "
            "this one was kept aside and nothing was changed.",
            **facts,
        ),
        [
            env._("Look at your request: it may hold what you wanted."),
            env._("For anything else, shop again with a new request."),
        ],
    )


def _cart_closed(env, facts):
    return (
        env._("The request is closed"),
        env._(
            "%(request)s was cancelled or decided before the cart came. Nothing was "
            "changed.",
            **facts,
        ),
        [env._("Shop again with a new request.")],
    )


def _cart_delayed(env, facts):
    return (
        env._("Your cart is here"),
        env._(
            "Odoo has kept it and puts it on %(request)s in a moment. Nothing is lost, "
            "and you need not submit it again.",
            **facts,
        ),
        [env._("Look at your request in a minute.")],
    )


def _start_unknown_link(env, _facts):
    return (
        env._("This link leads nowhere"),
        env._("It is incomplete, or the purchase is gone."),
        [env._("Submit the cart again from Amazon.")],
    )


def _start_no_buyer(env, facts):
    reasons = {
        "unknown": env._(
            "Amazon named an e-mail address that belongs to no buyer in Odoo."
        ),
        "ambiguous": env._(
            "Several users in Odoo have the e-mail address of the cart, or log in "
            "with it."
        ),
        "no_member": env._("You are not among the buyers of the group %(group)s yet."),
        "no_right": env._("You have no right to buy on Amazon in Odoo yet."),
    }
    return (
        env._("Your cart has arrived, but nobody knows you here"),
        reasons[facts["problem"]] % facts,
        [
            env._(
                "Tell %(responsible)s the number %(request)s; your cart is kept until "
                "%(until)s.",
                **facts,
            ),
            env._("Use the same e-mail address at Amazon and in Odoo."),
        ],
    )


def _start_other_user(env, facts):
    return (
        env._("This cart belongs to somebody else"),
        env._(
            "You are logged in as %(user)s, but %(request)s is the cart of %(buyer)s.",
            **facts,
        ),
        [env._("Log out and log in as the person who shopped on Amazon.")],
    )


def _start_no_right(env, facts):
    return (
        env._("You have no right to buy on Amazon any more"),
        env._("%(request)s is kept, but you cannot open it.", **facts),
        [env._("Ask %(responsible)s to give you the right back.", **facts)],
    )


def _start_expired(env, facts):
    return (
        env._("This cart is too old"),
        env._(
            "Amazon kept prices and stock of %(request)s for seven days, until "
            "%(until)s.",
            **facts,
        ),
        [
            env._("Shop again and submit the new cart."),
            env._("Or ask a purchasing manager to order the old one all the same."),
        ],
    )


def _start_closed(env, facts):
    return (
        env._("This cart was decided on already"),
        env._("%(request)s is %(state)s.", **facts),
        [env._("To buy again, shop on Amazon and submit a new cart.")],
    )


SHOPPING = {
    "punchout_credentials": _refused_credentials,
    "punchout_refused": _refused,
    "punchout_busy": _busy,
    "punchout_unreachable": _unreachable,
    "punchout_not_cxml": _not_cxml,
    "punchout_no_start_page": _no_start_page,
    "punchout_start_page_host": _start_page_host,
    "punchout_not_sent": _not_sent,
    "punchout_late": _late,
    "cart_unknown_link": _cart_unknown_link,
    "cart_unreadable": _cart_unreadable,
    "cart_left": _cart_left,
    "cart_session_over": _cart_session_over,
    "cart_other_request": _cart_other_request,
    "cart_tampered": _cart_tampered,
    "cart_taken": _cart_taken,
    "cart_closed": _cart_closed,
    "cart_delayed": _cart_delayed,
    "start_unknown_link": _start_unknown_link,
    "start_no_buyer": _start_no_buyer,
    "start_other_user": _start_other_user,
    "start_no_right": _start_no_right,
    "start_expired": _start_expired,
    "start_closed": _start_closed,
}
