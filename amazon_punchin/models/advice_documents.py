"""What to do about a document from Amazon that could not be taken as it came (R171).

They are read by whoever answers for the group and by accountants, who know the number
of an invoice or of an order, and no payloadID. In the shape of :mod:`.advice`:
`(title, text)`; `document` is the display name of its message."""


def _attention(env, facts):
    steps = {
        "InvoiceDetailRequest": env._(
            "Open it under Invoices, Amazon Invoices. What somebody has to decide on "
            "stands under Invoices, Differences, each with what to do."
        ),
        "ConfirmationRequest": env._(
            "Compare it with the order, tab Progress of the request. A price is "
            "decided on under Invoices, Differences; what is wrong, cancel at Amazon."
        ),
        "ShipNoticeRequest": env._(
            "Compare it with the order, tab Progress of the request, and with what "
            "arrives; return at Amazon what nobody ordered."
        ),
    }
    step = steps.get(facts["document_type"]) or env._("See whether it is right.")
    if not facts["is_known"] and facts["document_type"] != "InvoiceDetailRequest":
        step = env._(
            "Find out who bought it: look for the order at Amazon, and ask whoever is "
            "named there. If it is not yours, tell Amazon."
        )
    return (
        env._("%(document)s needs a look", **facts),
        "\n".join((facts["text"], step)),
    )


def _failed(env, facts):
    return env._("%(document)s could not be processed", **facts), env._(
        "Odoo tries it again by itself where that can help; a cart must be submitted "
        "again from Amazon after a minute. If this stays, ask an administrator, who "
        "sees it under Configuration, Find a Cart. What went wrong: %(last)s",
        **facts,
    )


def _conflict(env, facts):
    return env._("Two different documents with one number"), env._(
        "Amazon's identification of %(document)s was used again for another content, "
        "which was refused. An administrator compares both under Configuration, Find a "
        "Cart. If the second did not come from Amazon, somebody knows the group's "
        "shared secret: change it.",
        **facts,
    )


DOCUMENTS = {
    "document_attention": _attention,
    "document_failed": _failed,
    "payload_conflict": _conflict,
}
