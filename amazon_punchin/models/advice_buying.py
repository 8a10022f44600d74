"""What it takes to buy, and what goes wrong after the cart is here (R161-R172).

The conditions are for *Why Can I Not Buy?*: a title that is true when the condition is
met, and what to do when it is not. The articles are for the help page. Both have the
shape of :mod:`.advice_shopping`: `(title, text, steps)`.
"""


def _right(env, facts):
    return (
        env._("You have the right to buy on Amazon"),
        env._("In Odoo, your user does not belong to Amazon Business / User."),
        [env._("Ask %(administrators)s for this right.", **facts)],
    )


def _email(env, facts):
    return (
        env._("You have an e-mail address of your own"),
        env._(
            "Amazon and Odoo know you by the same e-mail address. Yours is missing in "
            "Odoo, or somebody else has it too."
        ),
        [
            env._(
                "Enter it in your preferences, exactly as at Amazon; a shared mailbox "
                "does not work."
            )
        ],
    )


def _group(env, facts):
    return (
        env._("Your company has an Amazon group"),
        env._("No group of %(company)s at Amazon Business is known to Odoo.", **facts),
        [env._("Ask %(administrators)s to connect one.", **facts)],
    )


def _member(env, facts):
    return (
        env._("You are among the buyers of %(group)s", **facts),
        env._("The group has a list of buyers, and you are not on it."),
        [env._("Ask %(responsible)s to add you.", **facts)],
    )


def _complete(env, facts):
    return (
        env._("%(group)s is ready to order", **facts),
        env._("Settings of the group are missing: %(missing)s.", **facts),
        [env._("Ask %(responsible)s to complete them.", **facts)],
    )


def _live(env, facts):
    return (
        env._("%(group)s orders for real", **facts),
        env._(
            "The group is in test mode: you can try everything, but Amazon ships and "
            "charges nothing."
        ),
        [env._("Ask %(responsible)s when it goes live.", **facts)],
    )


def _opens(env, facts):
    return (
        env._("You can open Amazon from Odoo in %(group)s", **facts),
        env._(
            "This group does not start in Odoo: its buyers shop at Amazon and submit "
            "the cart there."
        ),
        [
            env._(
                "Go to Amazon Business, choose the group at checkout, and press Submit "
                "order for approval."
            )
        ],
    )


def _seen(env, facts):
    return (
        env._("Amazon knows you as a buyer"),
        env._(
            "Odoo cannot look into Amazon, and no cart of yours has come from there "
            "yet. If Amazon offers you no way to submit a cart, a role is missing."
        ),
        [
            env._("Accept the invitation that Amazon sent to %(email)s.", **facts),
            env._(
                "Ask whoever administers Amazon Business for the role Punchout buyer "
                "in the group, and to take the role Requisitioner away: with both, "
                "Amazon orders directly and nothing reaches Odoo."
            ),
        ],
    )


CONDITIONS = {
    "why_right": _right,
    "why_email": _email,
    "why_group": _group,
    "why_member": _member,
    "why_complete": _complete,
    "why_live": _live,
    "why_opens": _opens,
    "why_seen": _seen,
}


def _not_here(env, _facts):
    return (
        env._("My cart did not arrive"),
        env._(
            "You submitted a cart at Amazon, and there is no request in Odoo. Amazon "
            "used an e-mail address that Odoo does not know, or you ordered directly "
            "at Amazon instead of submitting for approval."
        ),
        [
            env._("Look under Requests, My Requests, without any filter."),
            env._("Compare your e-mail address at Amazon with that in Odoo."),
            env._("At Amazon's checkout, choose your company's group."),
            env._(
                "Tell an administrator the time: Configuration, Find a Cart shows what "
                "arrived, what was refused, and why."
            ),
        ],
    )


def _not_submitted(env, _facts):
    return (
        env._("The order was not sent to Amazon"),
        env._(
            "The request is not approved yet, the group is in test mode, the cart is "
            "older than seven days, or the address of the cart is not known in Odoo."
        ),
        [
            env._("Open the request: what stands in the way is named at its top."),
            env._("Remind whoever approves; Amazon gets nothing before that."),
            env._("If the cart is too old, shop again."),
        ],
    )


def _cancelled_by_amazon(env, _facts):
    return (
        env._("Amazon cancelled something that I ordered"),
        env._(
            "Sold out, a declined payment, or a place to which the item may not be "
            "shipped. The reason stands on the line of the request."
        ),
        [
            env._("Read the reason on the request, tab Progress."),
            env._(
                "If Amazon still shows the order as open, cancel it there, so that "
                "nothing comes twice."
            ),
            env._("Shop again for what is still needed."),
        ],
    )


def _payment(env, _facts):
    return (
        env._("The request cannot be approved"),
        env._(
            "The cart names another payment method than the group has, the group "
            "lacks a setting, or the request has a problem that only a manager can "
            "answer for."
        ),
        [
            env._("Read the yellow box of the request: it names each problem."),
            env._(
                "Compare the payment method of the group in Odoo with Business "
                "Settings, Payment Methods at Amazon: the names must be the same."
            ),
            env._("A manager may override the address or the age, with a reason."),
        ],
    )


def _still_ships(env, _facts):
    return (
        env._("A cancelled order is shipped all the same"),
        env._(
            "Amazon takes no cancellation from Odoo. What was sent is shipped and "
            "charged until somebody cancels it at Amazon."
        ),
        [
            env._("Cancel it at Amazon under Your Orders."),
            env._("Then press It Is Cancelled There Now on the request."),
        ],
    )


def _pending_there(env, _facts):
    return (
        env._("A cancelled cart is still pending at Amazon"),
        env._(
            "Amazon keeps a cart for about seven days. One that began at Amazon is "
            "freed when the request is rejected or cancelled; one that began in Odoo "
            "ends by itself."
        ),
        [env._("There is nothing to do: nothing is ordered and nothing is charged.")],
    )


def _silent(env, _facts):
    return (
        env._("Amazon does not confirm my order"),
        env._(
            "Confirmations may take some hours. After a day, Amazon has probably "
            "dropped it: a special character in a name or an address, an address that "
            "the group does not have, or a test that ended."
        ),
        [
            env._("Ask a purchasing manager to look for the order at Amazon."),
            env._(
                "An administrator runs the health check of the group: it names accents "
                "and symbols in people's names and addresses."
            ),
            env._("If it is not there, cancel the request and shop again."),
        ],
    )


def _no_shop(env, _facts):
    return (
        env._("Amazon does not open"),
        env._(
            "The browser blocks new windows, Amazon does not know you in the group, or "
            "its credentials changed."
        ),
        [
            env._("Allow new windows for Odoo, or press Open Amazon on the request."),
            env._("Read what the waiting page says: it quotes Amazon's answer."),
            env._("See under Help, Why Can I Not Buy?"),
        ],
    )


def _invited(env, _facts):
    return (
        env._("People whom I invited do not show up"),
        env._(
            "Somebody new appears at Amazon only after accepting the invitation; who "
            "has an account already gets no mail and is simply added."
        ),
        [
            env._("At Amazon, resend the invitation under Invitations."),
            env._("Check that the person's role is set in the right group."),
            env._(
                "An e-mail address is in one Amazon account only: to move somebody, "
                "delete the person in the old account first, then add them to the new."
            ),
        ],
    )


def _domain(env, _facts):
    return (
        env._("My Amazon site is missing"),
        env._(
            "Amazon offers punchout in some countries only: amazon.com, .ca, .de, .es "
            "and .co.uk are confirmed. Ordering abroad costs international shipping."
        ),
        [env._("Choose another site, or ask Amazon whether yours takes part by now.")],
    )


ARTICLES = {
    "help_no_shop": _no_shop,
    "help_not_here": _not_here,
    "help_not_submitted": _not_submitted,
    "help_payment": _payment,
    "help_cancelled": _cancelled_by_amazon,
    "help_still_ships": _still_ships,
    "help_pending_there": _pending_there,
    "help_silent": _silent,
    "help_invited": _invited,
    "help_domain": _domain,
}
"""In the order in which they befall people."""
