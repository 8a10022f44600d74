"""What the health check finds on the wire, in the documents and on the server, and the
remedy of each (R171). In the shape of :mod:`.advice`: `(title, text)`."""

HEALTH_CONNECTION = {
    "health_inbox_ok": lambda env, f: (
        env._("Amazon's way to Odoo"),
        env._("The endpoint answers at its own address."),
    ),
    "health_inbox_private": lambda env, f: (
        env._("The endpoint's name leads to a private address from here"),
        env._(
            "The endpoint answers, but the address of %(host)s is not public as this "
            "server sees it. That is right only where the name has another address "
            "outside: try it from a phone without your network.",
            **f,
        ),
    ),
    "health_inbox_no_database": lambda env, f: (
        env._("The endpoint's address does not lead to this database"),
        env._(
            "%(host)s answered %(status)s before any addon saw the question. Odoo must "
            "find its database by host name: one database per host name (dbfilter), or "
            "a proxy that sets the header X-Odoo-Database.",
            **f,
        ),
    ),
    "health_inbox_stranger": lambda env, f: (
        env._("Something else answers at the endpoint's address"),
        env._(
            "%(host)s answered %(status)s, but not as our endpoint does. Is it this "
            "Odoo? A login page or a firewall before it keeps Amazon out.",
            **f,
        ),
    ),
    "health_inbox_unreachable": lambda env, f: (
        env._("The endpoint cannot be reached"),
        env._(
            "%(reason)s Amazon cannot reach it either, unless only this server is kept "
            "from calling its own name. See whether the name is right and the proxy "
            "runs.",
            **f,
        ),
    ),
    "health_certificate_ok": lambda env, f: (
        env._("Certificate"),
        env._("Valid for %(days)s more days.", **f),
    ),
    "health_certificate_not_needed": lambda env, f: (
        env._("Certificate"),
        env._("The sandbox is on this server and needs none."),
    ),
    "health_certificate_none": lambda env, f: (
        env._("There is no certificate"),
        env._("The server address is not https; see there."),
    ),
    "health_certificate_expiring": lambda env, f: (
        env._("The certificate ends soon"),
        env._(
            "It is valid for %(days)s more days; after that nothing arrives from "
            "Amazon. Renew it, or see why it is not renewed by itself.",
            **f,
        ),
    ),
    "health_certificate_bad": lambda env, f: (
        env._("The certificate is not good"),
        env._(
            "%(reason)s Amazon refuses to send to such an address. Install a "
            "certificate of a public authority with its whole chain.",
            **f,
        ),
    ),
    "health_certificate_unknown": lambda env, f: (
        env._("Certificate"),
        env._("It could not be looked at, as the endpoint cannot be reached."),
    ),
    "health_clock_ok": lambda env, f: (
        env._("Clock"),
        env._("This server's clock agrees with the other side's."),
    ),
    "health_clock_unknown": lambda env, f: (
        env._("Clock"),
        env._("Nobody told the time to compare with."),
    ),
    "health_clock_off": lambda env, f: (
        env._("The clock of this server is wrong"),
        env._(
            "It differs from %(host)s by %(seconds)s seconds. Links that live a minute "
            "expire too soon, and Amazon refuses documents from another time. "
            "Synchronise the clock (NTP).",
            **f,
        ),
    ),
    "health_connection_ok": lambda env, f: (
        env._("Odoo's way to Amazon"),
        env._("%(host)s answered, and knows this group.", **f),
    ),
    "health_connection_reached": lambda env, f: (
        env._("Odoo's way to Amazon"),
        env._(
            "%(host)s answers. Whether it knows this group shows with the first order.",
            **f,
        ),
    ),
    "health_connection_no_url": lambda env, f: (
        env._("Odoo has no address to order at"),
        env._("Paste Amazon's settings first; then test again."),
    ),
    "health_connection_refused": lambda env, f: (
        env._("Amazon refuses this group"),
        env._(
            "%(host)s answered %(status)s (%(said)s). Compare identity, secret and "
            "addresses with the group's purchasing system at Amazon.",
            **f,
        ),
    ),
    "health_connection_not_cxml": lambda env, f: (
        env._("This is not Amazon's address for documents"),
        env._(
            "%(host)s answered HTTP %(status)s, but no cXML. Compare the addresses "
            "with the group's purchasing system at Amazon.",
            **f,
        ),
    ),
    "health_connection_failed": lambda env, f: (
        env._("Amazon cannot be reached"),
        env._(
            "%(reason)s See whether the server may call out by https, and whether the "
            "address is spelled as at Amazon.",
            **f,
        ),
    ),
    "health_test_error": lambda env, f: (
        env._("The test itself failed"),
        env._(
            "Something unexpected happened; the server's log has it. Run the health "
            "check again, and report it if it comes back."
        ),
    ),
    "health_messages_ok": lambda env, f: (
        env._("Documents"),
        env._("The last one was exchanged %(days)s days ago.", **f),
    ),
    "health_messages_none": lambda env, f: (
        env._("Documents"),
        env._("None yet: the test order is the first."),
    ),
    "health_messages_silent": lambda env, f: (
        env._("Nothing came for a long time"),
        env._(
            "The last document was exchanged %(days)s days ago. If people shop, their "
            "carts do not arrive: see Find a Cart, and whether the group is still "
            "active at Amazon.",
            **f,
        ),
    ),
    "health_outbox_ok": lambda env, f: (
        env._("Outbox"),
        env._("Nothing waits that should have left."),
    ),
    "health_outbox_stuck": lambda env, f: (
        env._("Documents could not be worked on or sent"),
        env._(
            "%(count)s of the last 30 days failed or are tried again and again. Look "
            "at them under Messages: each says why.",
            **f,
        ),
    ),
    "health_benches_ok": lambda env, f: (
        env._("Outbound guard"),
        env._("Closed: no test bench is named in the server's configuration."),
    ),
    "health_benches_sandbox": lambda env, f: (
        env._("Outbound guard"),
        env._(
            "The server's configuration names test benches (%(hosts)s), but a sandbox "
            "group reaches its sandbox only.",
            **f,
        ),
    ),
    "health_benches_open": lambda env, f: (
        env._("Insecure test benches are open"),
        env._(
            "The server's configuration lets documents go to %(hosts)s without "
            "encryption. Remove amazon_punchin_insecure_hosts from it and restart.",
            **f,
        ),
    ),
    "health_crons_ok": lambda env, f: (
        env._("Scheduled actions"),
        env._("All are on and in time."),
    ),
    "health_crons_off": lambda env, f: (
        env._("Scheduled actions are off"),
        env._(
            "%(names)s: documents are neither worked on nor sent. Switch them on.", **f
        ),
    ),
    "health_crons_late": lambda env, f: (
        env._("Scheduled actions are late"),
        env._(
            "%(names)s should have run long ago: the server runs no scheduled actions, "
            "or too few workers for them (max_cron_threads).",
            **f,
        ),
    ),
}
