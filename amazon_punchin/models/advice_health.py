"""What the health check finds in the settings, the places and the people of a group,
and the remedy of each (R171). In the shape of :mod:`.advice`: `(title, text)`.

A name ends in `_ok` where all is well; the rest of its name is the row's code."""

HEALTH_SETTINGS = {
    "health_waiting": lambda env, f: (
        env._("Being tested"),
        env._(
            "The scheduled action that tests connections is at it. If this stays, see "
            "whether scheduled actions run."
        ),
    ),
    "health_address_ok": lambda env, f: (
        env._("Server address"),
        env._("Amazon reaches Odoo at %(url)s, by https.", **f),
    ),
    "health_address_sandbox": lambda env, f: (
        env._("Server address"),
        env._(
            "The sandbox is on this server: %(url)s needs neither https nor a public "
            "name.",
            **f,
        ),
    ),
    "health_address_plain": lambda env, f: (
        env._("The server address is not https"),
        env._(
            "Amazon sends to https addresses only, and %(url)s is none. Put a "
            "certificate before Odoo and correct the server address of the endpoint.",
            **f,
        ),
    ),
    "health_address_private": lambda env, f: (
        env._("The server address is not public"),
        env._(
            "Amazon cannot reach %(url)s from the internet. Enter the public name of "
            "this Odoo as the server address of the endpoint.",
            **f,
        ),
    ),
    "health_credentials_ok": lambda env, f: (
        env._("Credentials"),
        env._("All values from Amazon are here, and no other group has them."),
    ),
    "health_credentials_missing": lambda env, f: (
        env._("Values from Amazon are missing"),
        env._(
            "Missing: %(fields)s. Nothing can be ordered without them. Copy them from "
            "the group's purchasing system at Amazon: Paste Amazon's Settings.",
            **f,
        ),
    ),
    "health_credentials_shared": lambda env, f: (
        env._("Another group has the same credentials"),
        env._(
            "%(other)s has the same identity and secret on this endpoint, so Odoo "
            "cannot tell whose cart comes in and refuses both. Each group has its own "
            "at Amazon: paste them again.",
            **f,
        ),
    ),
    "health_order_url_ok": lambda env, f: (
        env._("Purchase order URL"),
        env._("It is this group's own."),
    ),
    "health_order_url_generic": lambda env, f: (
        env._("The purchase order URL looks generic"),
        env._(
            "It has no part that names the group. The address for orders is different "
            "for each group: compare it with the group's purchasing system at Amazon."
        ),
    ),
    "health_defaults_ok": lambda env, f: (
        env._("Defaults"),
        env._("Vendor, location, payment method and products are there."),
    ),
    "health_defaults_missing": lambda env, f: (
        env._("Defaults are missing"),
        env._(
            "Without %(fields)s, requests cannot become orders and bills. Fill them in "
            "under Purchases.",
            **f,
        ),
    ),
    "health_defaults_archived": lambda env, f: (
        env._("A default is archived"),
        env._(
            "%(names)s cannot be used any more. Choose others under Purchases, or "
            "restore them.",
            **f,
        ),
    ),
    "health_currency_ok": lambda env, f: (
        env._("Currency"),
        env._("%(currency)s is active.", **f),
    ),
    "health_currency_inactive": lambda env, f: (
        env._("The currency of this Amazon is not active"),
        env._(
            "Carts come in %(currency)s. Activate the currency, and see that it has a "
            "rate.",
            **f,
        ),
    ),
    "health_site_ok": lambda env, f: (
        env._("Amazon site"),
        env._("Amazon offers punchout on it."),
    ),
    "health_site_unconfirmed": lambda env, f: (
        env._("This Amazon site may not offer punchout"),
        env._(
            "Punchout is confirmed for amazon.com, .ca, .de, .es and .co.uk, not for "
            "%(site)s. Ask your Customer Advisor whether it takes part by now; to "
            "order from another country costs international shipping.",
            **f,
        ),
    ),
    "health_books_ok": lambda env, f: (
        env._("Bookkeeping"),
        env._("Amazon's invoices find a purchase journal, and taxes where they count."),
    ),
    "health_books_no_journal": lambda env, f: (
        env._("There is no purchase journal"),
        env._(
            "Amazon's invoices cannot become bills of %(company)s. Create a journal of "
            "the kind Purchase.",
            **f,
        ),
    ),
    "health_books_no_taxes": lambda env, f: (
        env._("The products have no purchase tax"),
        env._(
            "The group compares Odoo's taxes with Amazon's, but %(names)s have none "
            "for %(company)s, so every taxed invoice will differ. Set the purchase tax "
            "on the products, or take Amazon's tax as a line under Invoices.",
            **f,
        ),
    ),
    "health_account_ok": lambda env, f: (
        env._("Amazon account"),
        env._("The groups of this company belong to one account."),
    ),
    "health_account_two": lambda env, f: (
        env._("One company, several Amazon accounts"),
        env._(
            "The groups of %(company)s name %(accounts)s. A person's e-mail address "
            "belongs to one account only, so carts of some people will not come. One "
            "account with several groups is the better way.",
            **f,
        ),
    ),
    "health_secret_ok": lambda env, f: (
        env._("Shared secret"),
        env._("It was entered %(days)s days ago.", **f),
    ),
    "health_secret_old": lambda env, f: (
        env._("The shared secret is old"),
        env._(
            "It has been the same for %(days)s days. Make a new one at Amazon and take "
            "it over with Rotate Secret; the old one goes on for a while.",
            **f,
        ),
    ),
    "health_secret_overlap": lambda env, f: (
        env._("Orders leave with the old secret"),
        env._(
            "A new secret is known, and Amazon takes the old one until it is switched "
            "there. Press Send with the New Secret after you switched at Amazon."
        ),
    ),
    "health_mode_ok": lambda env, f: (
        env._("Test or live"),
        env._("The group's mode is %(mode)s.", **f),
    ),
    "health_mode_left_on": lambda env, f: (
        env._("The group is still in test mode"),
        env._(
            "Since %(days)s days, and nothing that is ordered ships. Go live once the "
            "test order went through.",
            **f,
        ),
    ),
    "health_copy_ok": lambda env, f: (
        env._("Database"),
        env._("This is the database in which the group went live, or it never did."),
    ),
    "health_copy_copied": lambda env, f: (
        env._("This database is a copy"),
        env._(
            "The group went live in another database. A copy never orders, or goods "
            "would come twice. If this is the right one now: Back to Test, then Go "
            "Live."
        ),
    ),
}

HEALTH_PEOPLE = {
    "health_locations_ok": lambda env, f: (
        env._("Locations"),
        env._("%(count)s with phone number and full address.", **f),
    ),
    "health_locations_unnamed": lambda env, f: (
        env._("Locations"),
        env._(
            "%(count)s with phone number and full address. Hint: people find their way "
            "better when a location is called like the group.",
            **f,
        ),
    ),
    "health_phone_ok": lambda env, f: (
        env._("Phone numbers"),
        env._("Every location has one."),
    ),
    "health_phone_missing": lambda env, f: (
        env._("Locations without a phone number"),
        env._(
            "%(names)s: Amazon keeps no address without a phone number, so the two "
            "cannot be alike. Enter it on the contact.",
            **f,
        ),
    ),
    "health_complete_ok": lambda env, f: (
        env._("Addresses"),
        env._("Every location has street, city, postcode and country."),
    ),
    "health_complete_missing": lambda env, f: (
        env._("Locations without a full address"),
        env._(
            "%(names)s: street, city, postcode, state or country are missing, and "
            "Amazon refuses or drops the order. Complete the contact.",
            **f,
        ),
    ),
    "health_characters_ok": lambda env, f: (
        env._("Characters"),
        env._("Names and addresses have plain letters only."),
    ),
    "health_characters_odd": lambda env, f: (
        env._("Names or addresses with accents or symbols"),
        env._(
            "%(names)s: Amazon drops orders with such characters without a word. Odoo "
            "writes them in plain letters; look at what becomes of them, and spell "
            "Amazon's address the same way.",
            **f,
        ),
    ),
    "health_characters_people": lambda env, f: (
        env._("Characters"),
        env._(
            "Addresses have plain letters only. The names of %(names)s do not; Odoo "
            "writes them in plain letters on orders.",
            **f,
        ),
    ),
    "health_characters_stop": lambda env, f: (
        env._("Names or addresses that stop orders"),
        env._(
            "%(names)s: Amazon drops orders with accents, symbols or long lines "
            "without a word, and this group holds them back. Write them in plain "
            "letters, or let Odoo do so: Accents and Symbols, under Locations.",
            **f,
        ),
    ),
    "health_characters_unwritable": lambda env, f: (
        env._("Addresses that nobody can write in Latin letters"),
        env._(
            "%(names)s: Amazon drops orders with such letters without a word, and Odoo "
            "does not guess. Write the address in Latin letters on the contact.",
            **f,
        ),
    ),
    "health_country_ok": lambda env, f: (
        env._("Countries"),
        env._("Every location lies where this Amazon delivers."),
    ),
    "health_country_abroad": lambda env, f: (
        env._("Locations abroad"),
        env._(
            "%(names)s lie in another country than %(site)s: expect international "
            "shipping and customs, or use the group of that country.",
            **f,
        ),
    ),
    "health_email_ok": lambda env, f: (
        env._("E-mail addresses"),
        env._("Every one of the %(count)s buyers has one of the own.", **f),
    ),
    "health_email_missing": lambda env, f: (
        env._("Buyers without an e-mail address"),
        env._(
            "%(names)s: Amazon and Odoo know people by e-mail only, so their carts "
            "arrive without a buyer. Enter the same address as at Amazon.",
            **f,
        ),
    ),
    "health_email_shared": lambda env, f: (
        env._("Buyers with the same e-mail address"),
        env._(
            "%(names)s share an address, so Odoo cannot tell whose cart it is. Give "
            "each an address of the own, here and at Amazon.",
            **f,
        ),
    ),
    "health_roles_ok": lambda env, f: (
        env._("Roles at Amazon"),
        env._("Somebody saw that every buyer has the right roles."),
    ),
    "health_roles_sandbox": lambda env, f: (
        env._("Roles at Amazon"),
        env._("The sandbox knows no roles."),
    ),
    "health_roles_unticked": lambda env, f: (
        env._("Roles at Amazon not looked at"),
        env._(
            "%(names)s: with the role Requisitioner they order at Amazon, past Odoo. "
            "Look there, make them Punchout buyers only, and tick it under Buyers.",
            **f,
        ),
    ),
    "health_invitations_ok": lambda env, f: (
        env._("Invitations"),
        env._("Nobody who was invited is still awaited."),
    ),
    "health_invitations_silent": lambda env, f: (
        env._("Invited people who have not come"),
        env._(
            "%(names)s: invited more than %(days)s days ago, and no cart of theirs has "
            "come. Somebody new appears at Amazon only after accepting: look under "
            "Invitations there, resend it, and see that the role is set in this group.",
            **f,
        ),
    ),
    "health_members_ok": lambda env, f: (
        env._("Rights"),
        env._("Everybody who may buy has the right to."),
    ),
    "health_members_no_right": lambda env, f: (
        env._("Buyers without the right to buy"),
        env._(
            "%(names)s are on the list of the group, but do not belong to Amazon "
            "Business / User, or not to this company. Give them the right, or take "
            "them off the list.",
            **f,
        ),
    ),
    "health_members_none": lambda env, f: (
        env._("Nobody may buy"),
        env._(
            "No user of the company has the right Amazon Business / User, or the list "
            "of the group is empty. Add people under Buyers."
        ),
    ),
    "health_approvers_ok": lambda env, f: (
        env._("Approval"),
        env._("Somebody is there to approve, or no approval is asked for."),
    ),
    "health_approvers_none": lambda env, f: (
        env._("Nobody may approve"),
        env._(
            "The group asks for an approval, but no user of the company is a manager "
            "of Amazon Business, and no approver is named. Name one under Approval."
        ),
    ),
}
