"""What can go wrong between us and a peer, in words a caller can decide on.

No text holds a URL's path or query, a credential, or a byte of what the peer sent:
a PoomUrl carries a token, and these texts end up on records and in logs.
"""


class TransportError(Exception):
    """No usable answer came; `kind` says at which step it ended.

    ============= =================================================================
    `guard`       refused by our own rules (see `GuardError`)
    `dns`         the name could not be resolved
    `connect`     nobody accepts connections there
    `tls`         no trusted encrypted connection (or our own certificate is unusable)
    `timeout`     a time limit ran out
    `closed`      the peer hung up before its answer was complete
    `too_large`   the answer is larger than the limit
    `protocol`    the answer is not HTTP, or the request cannot be put in HTTP
    ============= =================================================================

    `sent`, or `ambiguous` as the outbox calls it, tells whether a byte of the request
    may have reached the peer. Only if it did may a repeat be a second copy there, and
    must then bear the same payloadID and timestamp (protocol §3).
    """

    def __init__(self, kind, text, *, host="", sent=False):
        super().__init__(text)
        self.kind = kind
        self.host = host
        self.sent = sent

    @property
    def ambiguous(self):
        """The peer may have acted on the request although we know of no answer."""
        return self.sent


class GuardError(TransportError):
    """Refused by the outbound guard, before anything left.

    `reason` is the code by which advice is found: `malformed`, `scheme`, `userinfo`,
    `idn`, `ip_literal`, `port`, `host` (not an allowed one) or `address` (the name
    leads to a private or otherwise special address).
    """

    def __init__(self, reason, text, *, host=""):
        super().__init__("guard", text, host=host)
        self.reason = reason
