"""Where a request may go: the URL's own grammar, the allow-list, the addresses.

A guard fails where two parsers read one URL differently. So this one takes URLs of a
narrow grammar only, and the wire and the `Host` header are fed from the `Target` it
returns, never from the text again. Source: protocol §5.2, design §6 *Outbound guard*.
"""

import ipaddress
import re
from dataclasses import dataclass, field, replace

from .errors import GuardError

MAX_URL = 8192
DEFAULT_PORTS = {"http": 80, "https": 443}

_VISIBLE = re.compile(r"[!-\[\]-~]+")  # printable ASCII, no space, no backslash
_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]+)"
    r"(?P<path>/[^#]*)?(?(path)(?:#.*)?)"  # a fragment only where a path began
)
_HOST_PORT = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]*\]|[^:\[\]]*)(?::(?P<port>.*))?")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a last label that browsers take for IPv4
# Segments without `.`, `..`, empty ones, escapes, or `;` (`..;/` climbs in servers)
_PLAIN_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[\w.~:@!$&'()*+,=-]+)*/?", re.ASCII)

# IANA's special-purpose registries (RFC 6890 and its updates), multicast, and the one
# public address that is a cloud's metadata service. Our own list, because what
# `ipaddress.is_global` says changed between patch releases of Python.
_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"),
        *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32"),
    )
)
_OPEN_V6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_V6 = tuple(  # inside the open range: Teredo and kin, samples, 6to4, samples
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """A URL that passed, in the only form the wire needs.

    `path` is the request target with the query and stays out of `repr`: a PoomUrl's
    query is a token. `trusted` targets (openings, test benches) may be private.
    """

    scheme: str
    host: str
    port: int
    path: str = field(repr=False)
    is_literal: bool = False
    trusted: bool = False

    @property
    def origin(self):
        return (self.scheme, self.host, self.port)

    @property
    def bracketed(self):
        """The host as a URL and a `Host` header spell it."""
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def netloc(self):
        """The value of the `Host` header: no port where it is the scheme's own."""
        if self.port == DEFAULT_PORTS[self.scheme]:
            return self.bracketed
        return f"{self.bracketed}:{self.port}"


@dataclass(frozen=True)
class Opening:
    """A hole of exactly one origin and path: how a sandbox group reaches its sandbox.

    Plain http, other ports and private addresses pass. :raises GuardError: when the
    origin is no plain `scheme://host[:port]` or the prefix is no absolute path.
    """

    origin: str
    path_prefix: str

    def __post_init__(self):
        plain = _PLAIN_PATH.fullmatch(self.path_prefix)
        if _parse(self.origin).path != "/" or not plain or not self.path_prefix:
            raise _refused("malformed", "it is no origin and path")

    def admits(self, target):
        """Whether the target is this origin, plainly at or below the prefix."""
        if target.origin != _parse(self.origin).origin:
            return False
        path = target.path.partition("?")[0]
        below = path.startswith(self.path_prefix.rstrip("/") + "/")
        return below and bool(_PLAIN_PATH.fullmatch(path))


@dataclass(frozen=True)
class Policy:
    """Whom a request may reach, normalised when it is made.

    `allowed_hosts` are names: a URL's host must equal one or end with a dot and one.
    `insecure_hosts` are `host:port` of test benches: any path, http or https, private
    or not. :raises GuardError: for an entry that is no such name (an IP address, a
    single label as `com`, letters beyond ASCII), so that a settings form can tell.
    """

    allowed_hosts: tuple[str, ...] = ()
    openings: tuple[Opening, ...] = ()
    insecure_hosts: frozenset[str] = frozenset()

    def __post_init__(self):
        names = tuple(_allowed_name(name) for name in self.allowed_hosts)
        benches = frozenset(_bench(entry) for entry in self.insecure_hosts)
        object.__setattr__(self, "allowed_hosts", names)
        object.__setattr__(self, "openings", tuple(self.openings))
        object.__setattr__(self, "insecure_hosts", benches)

    def allows(self, host):
        """Whether the host equals an allowed name or is below one."""
        return any(f".{host}".endswith(f".{name}") for name in self.allowed_hosts)

    def trusts(self, target):
        """Whether the target is an opening or a test bench."""
        bench = f"{target.bracketed}:{target.port}" in self.insecure_hosts
        return bench or any(opening.admits(target) for opening in self.openings)


def check_url(url, policy):
    """Return the `Target` of a URL that may be called or shown to a browser.

    Nothing is resolved: settings and StartPages are checked where no network may be
    touched. :raises GuardError: with the first rule that the URL breaks.
    """
    target = _parse(url)
    if policy.trusts(target):
        return replace(target, trusted=True)
    host = target.host
    if target.scheme != "https":
        raise _refused("scheme", "only https is allowed", host)
    if target.is_literal:
        raise _refused("ip_literal", "a number stands in place of a host name", host)
    if target.port != 443:
        raise _refused("port", "only port 443 is allowed", host)
    if not policy.allows(host):
        raise _refused("host", f"{host} is not among the allowed hosts", host)
    return target


def check_addresses(target, addresses):
    """Refuse a name when **any** of its addresses is not a public one.

    Any, not all: a name that leads to both sides is misconfigured or an attack, and
    choosing the good half would hide it. :raises GuardError: reason `address`.
    """
    if target.trusted:
        return
    for address in addresses:
        if not _is_public(ipaddress.ip_address(address)):
            why = f"{target.host} leads to an address that is not public"
            raise _refused("address", why, target.host)


def all_public(addresses):
    """Whether all addresses are public ones, of a trusted target too."""
    return all(_is_public(ipaddress.ip_address(one)) for one in addresses)


def _is_public(address):
    if address.version == 4:
        return not any(address in network for network in _CLOSED_V4)
    if address in _NAT64:
        return _is_public(ipaddress.IPv4Address(address.packed[-4:]))
    closed = any(address in network for network in _CLOSED_V6)
    return address in _OPEN_V6 and not closed


def _parse(url):
    """Read a URL by the narrow grammar; a trailing dot of the host is dropped."""
    if not isinstance(url, str) or not 0 < len(url) <= MAX_URL:
        raise _refused("malformed", "it is empty or too long")
    found = _URL.fullmatch(url)
    if found and not found["authority"].isascii():
        raise _refused("idn", "its host has letters beyond ASCII")
    if not found or not _VISIBLE.fullmatch(url):
        raise _refused("malformed", "it is not a plain absolute URL")
    scheme = found["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise _refused("scheme", "it is neither https nor http")
    if "@" in found["authority"]:
        raise _refused("userinfo", "it holds a user name")
    host, port, literal = _host_and_port(found["authority"], DEFAULT_PORTS[scheme])
    return Target(scheme, host, port, found["path"] or "/", literal)


def _host_and_port(authority, default_port):
    found = _HOST_PORT.fullmatch(authority)
    if not found:
        raise _refused("malformed", "its host is no host name")
    host, literal = _host(found["host"].lower())
    port = found["port"]
    if port is None:
        return host, default_port, literal
    if not _PORT.fullmatch(port) or int(port) > 65535:
        raise _refused("port", "its port is no port number", host)
    return host, int(port), literal


def _host(text):
    """Return the host and whether it is an IP address.

    Addresses are taken in their plain spelling only (an opening may name one);
    `127.1`, `0x7f000001`, `2130706433` and `0177.0.0.1` are refused at once.
    """
    if text.startswith("["):
        try:
            return str(ipaddress.IPv6Address(text[1:-1])), True
        except ValueError:
            raise _refused("malformed", "its host is no host name") from None
    name = text.removesuffix(".")
    if not _NAME.fullmatch(name):
        raise _refused("malformed", "its host is no host name")
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name, False
    try:
        return str(ipaddress.IPv4Address(name)), True
    except ValueError:
        why = "a number stands in place of a host name"
        raise _refused("ip_literal", why) from None


def _allowed_name(entry):
    if not isinstance(entry, str) or not entry.isascii():
        raise _refused("idn", "an allowed host must be written in ASCII")
    name, literal = _host(entry.lower())
    if literal:
        raise _refused("ip_literal", "an allowed host must be a name", name)
    if "." not in name:
        raise _refused("host", f"{name} would allow far too many hosts", name)
    return name


def _bench(entry):
    target = _parse(f"http://{entry}")
    if target.path != "/" or not entry.endswith(f":{target.port}"):
        raise _refused("port", "a test bench is written host:port", target.host)
    return f"{target.bracketed}:{target.port}"


def _refused(reason, why, host=""):
    return GuardError(reason, f"This address is refused: {why}.", host=host)
