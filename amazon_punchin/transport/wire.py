"""One request, one answer, one deadline, to exactly the address that was checked.

`http.client` speaks HTTP, but over a socket that was connected here: `requests` and
`urllib3` resolve the name themselves, so the address they reach need not be the one
the guard saw, and their time limits start anew with every byte that drips in. No
proxy from the environment is used, for the same reason: it would resolve again.
"""

import base64
import contextlib
import http.client
import io
import socket
import ssl
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .errors import TransportError
from .guard import all_public, check_addresses, check_url

USER_AGENT = "Odoo amazon_punchin"
CHUNK = 64 * 1024
LIMIT = 5 * 1024 * 1024


@dataclass(frozen=True)
class Reply:
    """What the peer answered, whatever its HTTP status; redirects are not followed.

    `duration` is in seconds, from the check of the URL to the last byte. The body
    stays out of `repr`, which ends up in logs. For whoever judges the connection:
    `date` is the peer's clock, `certificate_until` the end of its certificate (both
    aware, or None where there is none), `is_public` whether all its addresses are.
    """

    status: int
    content_type: str
    body: bytes = field(repr=False)
    duration: float
    date: datetime | None = None
    certificate_until: datetime | None = None
    is_public: bool = True


def post(
    url, body, *, policy, content_type="text/xml; charset=UTF-8", headers=None, **how
):
    """Post bytes and return the `Reply`. `how` is shared with `fetch_cart`:

    :param headers: further ones; they never replace ours
    :param basic: (user, password) for HTTP Basic
    :param client_certificate: (certificate file, key file), PEM
    :param ca_file: PEM to trust instead of the system's authorities
    :param deadline: seconds for everything together, 20 unless told
    :param connect_timeout: seconds for all that comes before the first byte of the
        request, which is name, connection and TLS; 5 unless told
    :param limit: bytes that an answer's body may have, 5 MB unless told
    :param resolver: as `socket.getaddrinfo`; asked once for each request
    :raises GuardError: when the request may not leave
    :raises TransportError: when no complete answer came; its `ambiguous` tells
        whether the peer may have got the request
    """
    headers = _title(headers) | {"Content-Type": content_type}
    return _exchange("POST", url, body, headers, policy=policy, **how)


def fetch_cart(url, *, policy, headers=None, **how):
    """Get what a PoomUrl leads to and return the `Reply` (protocol §1b).

    Options and errors as in `post`.
    """
    return _exchange("GET", url, None, _title(headers), policy=policy, **how)


def look(url, *, policy, **how):
    """Get whatever answers there, to judge the connection; for the health check.

    Options and errors as in `post`; a smaller limit and less patience.
    """
    how = {"limit": CHUNK, "deadline": 10.0, **how}
    return _exchange("GET", url, None, {}, policy=policy, **how)


def _exchange(
    method,
    url,
    body,
    headers,
    *,
    policy,
    basic=None,
    client_certificate=None,
    ca_file=None,
    deadline=20.0,
    connect_timeout=5.0,
    limit=LIMIT,
    resolver=socket.getaddrinfo,
):
    """Check, resolve, check again, connect, send, read. Options as in `post`."""
    started = time.monotonic()
    target = check_url(url, policy)
    until = None
    clock = _Clock(started, deadline)
    dialling = _Clock(started, min(deadline, connect_timeout))
    headers = headers | _own_headers(target, body, basic)
    call = _Call(target.host)
    with contextlib.ExitStack() as stack:
        with call.told("dns", dialling):
            found = _resolve(target, dialling, resolver)
        addresses = [sockaddr[0] for *_, sockaddr in found]
        check_addresses(target, addresses)
        with call.told("connect", dialling):
            sock = stack.enter_context(_connect(found, dialling))
        if target.scheme == "https":
            with call.told("tls", dialling):
                context = _tls_context(ca_file, client_certificate)
                sock = stack.enter_context(_wrap(sock, context, target.host))
                sock.settimeout(dialling.left())  # OpenSSL takes it as a total
                sock.do_handshake()
                until = _certificate_until(sock)
        with call.told("closed", clock):
            channel = _Channel(sock, clock, call)
            response = _ask(channel, method, target, headers, body)
            content = _read(response, limit, call)
            content_type = response.getheader("Content-Type", "")
    return Reply(
        status=response.status,
        content_type=content_type,
        body=content,
        duration=time.monotonic() - started,
        date=_moment(response.getheader("Date")),
        certificate_until=until,
        is_public=all_public(addresses),
    )


class _Clock:
    """A time limit for several steps together."""

    def __init__(self, started, seconds):
        self.seconds = seconds
        self._end = started + seconds

    def left(self):
        """Seconds left, never zero: that would mean non-blocking to a socket.

        :raises TimeoutError: when none are left.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Call:
    """What is known of one call: whom it is for and whether a byte has left."""

    def __init__(self, host):
        self.host = host
        self.sent = False

    def error(self, kind, text):
        return TransportError(kind, text, host=self.host, sent=self.sent)

    @contextlib.contextmanager
    def told(self, kind, clock):
        """Turn whatever a step raises into one sentence; `kind` names an OSError.

        The cause is not chained: its text may hold a header or the peer's answer.
        """
        try:
            yield
        except TimeoutError:
            text = f"{self.host} did not answer within {clock.seconds:g} seconds."
            raise self.error("timeout", text) from None
        except ssl.SSLError as error:
            raise self.error("tls", _tls_text(self.host, error)) from None
        except (OSError, http.client.IncompleteRead) as error:
            why = getattr(error, "strerror", None) or "the connection was closed"
            text = f"{_STEPS[kind].format(host=self.host)} ({why})."
            raise self.error(kind, text) from None
        except (http.client.HTTPException, ValueError):
            text = f"What was exchanged with {self.host} is not HTTP."
            raise self.error("protocol", text) from None


_STEPS = {
    "dns": "The name {host} cannot be resolved",
    "connect": "No connection to {host} is possible",
    "tls": "No encrypted connection to {host} is possible",
    "closed": "{host} hung up before its answer was complete",
}


def _tls_text(host, error):
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of {host} is not trusted: {error.verify_message}."
    reason = (error.reason or "no reason given").replace("_", " ").lower()
    return f"No encrypted connection to {host} is possible ({reason})."


def _title(headers):
    return {name.title(): value for name, value in (headers or {}).items()}


def _own_headers(target, body, basic):
    headers = {
        "Host": target.netloc,
        "User-Agent": USER_AGENT,
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    if body is not None:
        headers["Content-Length"] = str(len(body))
    if basic:
        token = base64.b64encode(":".join(basic).encode()).decode()
        headers["Authorization"] = f"Basic {token}"
    return headers


def _resolve(target, clock, resolver):
    """Ask for all addresses, in a thread: `getaddrinfo` knows no time limit.

    A thread that outlives the limit ends with the system resolver's own.
    :raises OSError: when the name has none. :raises TimeoutError: when time is up.
    """
    answer = Future()

    def ask():
        try:
            found = resolver(target.host, target.port, type=socket.SOCK_STREAM)
            answer.set_result(found)
        except Exception as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="amazon_punchin.dns", daemon=True).start()
    found = answer.result(timeout=clock.left())
    if not found:
        raise OSError(None, "it has no address")
    return found


def _connect(found, clock):
    """Connect to the first address that answers, giving each its share of the time.

    :raises OSError: of the last address, when none does.
    """
    failure = None
    for number, (family, kind, protocol, _name, sockaddr) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(clock.left() / (len(found) - number))
            sock.connect(sockaddr)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
        except OSError as error:
            sock.close()
            failure = error
    raise failure


def _tls_context(ca_file, client_certificate):
    """Verify against the system's authorities (or one file), TLS 1.2 or newer.

    :raises OSError: when a file is missing or unusable.
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    context.set_alpn_protocols(["http/1.1"])
    if client_certificate:
        context.load_cert_chain(*client_certificate)
    return context


def _wrap(sock, context, host):
    """Prepare TLS; the handshake is the caller's.

    Left to itself, `wrap_socket` skips the handshake when the peer is gone already,
    and what it returns would then write in the clear.
    """
    return context.wrap_socket(
        sock, server_hostname=host, do_handshake_on_connect=False
    )


def _certificate_until(sock):
    """When the peer's certificate ends, as an aware datetime."""
    text = (sock.getpeercert() or {}).get("notAfter")
    return text and datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def _moment(text):
    """An HTTP date as an aware datetime; None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Channel:
    """What `http.client` takes for a socket; each step gets only the time left."""

    def __init__(self, sock, clock, call):
        self._sock = sock
        self._clock = clock
        self._call = call

    def sendall(self, data):
        rest = memoryview(data)
        while rest:
            self._sock.settimeout(self._clock.left())
            self._call.sent = True
            rest = rest[self._sock.send(rest[:CHUNK]) :]

    def receive_into(self, buffer):
        self._sock.settimeout(self._clock.left())
        return self._sock.recv_into(buffer)

    def makefile(self, _mode):
        return io.BufferedReader(_Incoming(self))

    def close(self):
        """Nothing: `http.client` closes early, `_exchange` closes for good."""


class _Incoming(io.RawIOBase):
    def __init__(self, channel):
        self._channel = channel

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._channel.receive_into(buffer)


def _ask(channel, method, target, headers, body):
    """Send the request and return the answer once its headers are read.

    A peer may answer and hang up before it has taken the whole body (401, 413): a
    broken pipe while sending still leaves that answer to be read.
    """
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.auto_open = 0  # never a connection of its own to an unchecked address
    connection.sock = channel
    connection.putrequest(
        method, target.path, skip_host=True, skip_accept_encoding=True
    )
    for name, value in headers.items():
        connection.putheader(name, value)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        connection.endheaders(body)
    response = connection.getresponse()
    if response.status < 200:
        raise http.client.HTTPException
    return response


def _read(response, limit, call):
    """Read the body, no further than the limit.

    :raises TransportError: `too_large`. :raises IncompleteRead: when it was cut.
    """
    content = bytearray()
    announced = response.length or 0
    while announced <= limit and (part := response.read(CHUNK)):
        content += part
        announced = max(announced, len(content))
    if announced > limit:
        text = f"The answer of {call.host} is larger than {limit} bytes."
        raise call.error("too_large", text)
    if response.length:  # http.client does not tell when the end came early
        raise http.client.IncompleteRead(b"")
    return bytes(content)
