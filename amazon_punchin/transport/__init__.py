"""The wire: what leaves this server over HTTP, and the guard before it.

`post`, `fetch_cart` and `look` are the only ways out, and all pass `check_url` and the
address check first, because a PoomUrl or a StartPage is text that a stranger sent
(protocol §5.2). Nothing here knows Odoo, nothing logs, nothing is kept between calls.
"""

from .errors import GuardError, TransportError
from .guard import Opening, Policy, Target, check_url
from .wire import Reply, fetch_cart, look, post

__all__ = [
    "GuardError",
    "Opening",
    "Policy",
    "Reply",
    "Target",
    "TransportError",
    "check_url",
    "fetch_cart",
    "look",
    "post",
]
