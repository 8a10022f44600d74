"""What to do about a difference between Amazon's word and the order, by its kind."""


def difference_advice(env, code, is_invoiced=True):
    """
    :param code: kind of the difference, see `amazon.punchin.exception`
    :param is_invoiced: False where Amazon has confirmed an order, and invoiced nothing
    :return: str, in the language of `env`
    """
    if not is_invoiced:
        return env._(
            "Accept it if the item is still wanted. Otherwise cancel the item at "
            "Amazon before it ships."
        )
    advice = {
        "not_received": env._(
            "Enter on the purchase order what has arrived: the invoice is then "
            "compared again by itself. What never came, ask Amazon for."
        ),
        "unknown_order": env._(
            "Find out who bought it. Once the order is in Odoo, press Compare Again "
            "on the invoice."
        ),
        "test_order": env._("There is nothing to pay: accept it."),
        "cancelled_line": env._(
            "Do not pay for it: ask Amazon for a credit. Accept it if it came after "
            "all."
        ),
        "extra_line": env._(
            "Ask the buyer whether it came. Accept it if so, else ask Amazon for a "
            "credit."
        ),
        "duplicate": env._(
            "Look at both documents. Pay once, and accept this one when it is clear "
            "which of them counts."
        ),
        "currency": env._(
            "See whether the group and its purchase orders use the currency that "
            "Amazon invoices in, then press Compare Again on the invoice."
        ),
        "tax": env._(
            "Correct the tax on the draft bill, or accept what Amazon has charged."
        ),
        "billed_by_hand": env._(
            "Accept it if the bill made by hand stands for Amazon's invoice. "
            "Otherwise cancel or reverse that bill, then press Create Bill on the "
            "invoice."
        ),
    }
    return advice.get(code) or env._(
        "Accept it if the amount is right. Otherwise ask Amazon for a credit: the "
        "difference stays open until it has come."
    )
