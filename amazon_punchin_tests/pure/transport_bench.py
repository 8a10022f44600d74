"""Peers for the transport tests: real sockets on loopback, real TLS, no mocks.

Run as a program inside a network namespace of its own, it plays a public host on
port 443 (see `test_public_address_on_port_443`).
"""

import contextlib
import datetime
import functools
import socket
import ssl
import struct
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

import transport

NAME = "shop.test"
SECRET = "tok-3f9a"  # what no text may hold
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n<ok>"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class Peer:
    """A server on loopback; `play(connection)` is what it does with each client.

    `requests` holds what `read_request` got, `connections` counts clients, `names`
    the server names that TLS clients asked for.
    """

    def __init__(self, play=None, tls=None, address=("127.0.0.1", 0)):
        self.requests, self.names, self.connections = [], [], 0
        self.over = threading.Event()
        self._play = play or Peer.answer
        self._tls = tls
        if tls:
            tls.sni_callback = lambda _sock, name, _context: self.names.append(name)
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._listener = socket.create_server(address, family=family)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self._listener.accept()
                self.connections += 1
                serve = functools.partial(self._serve, connection)
                threading.Thread(target=serve, daemon=True).start()

    def _serve(self, connection):
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
                stack.enter_context(connection)
            self._play(self, connection)

    def read_request(self, connection):
        """Read one whole request, keep it, return its body."""
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536) or _gone()
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in [*head.split(b"\r\n"), b"content-length: 0"]
            if line.lower().startswith(b"content-length:")
        )
        while len(body) < length:
            body += connection.recv(65536) or _gone()
        self.requests.append((head.decode(), body))
        return body

    def answer(self, connection, reply=OK):
        self.read_request(connection)
        connection.sendall(reply)

    def drip(self, connection, data, pause=0.03):
        """Send byte by byte until the peer is over."""
        for number in range(len(data)):
            connection.sendall(data[number : number + 1])
            if self.over.wait(pause):
                return


def answering(reply):
    """A play: read the request, send these bytes, close."""
    return lambda peer, connection: peer.answer(connection, reply)


def hang(peer, _connection):
    """A play: say nothing, keep the connection."""
    peer.over.wait(5)


def reset(connection):
    """Close with a TCP reset instead of a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def call(peer, *, scheme="http", body=b"<secret/>", **options):
    """Post to a peer as a test bench that is called NAME."""
    options.setdefault("resolver", leading_to(("127.0.0.1", peer.port)))
    options.setdefault("deadline", 3.0)
    policy = transport.Policy(insecure_hosts={f"{NAME}:{peer.port}"})
    url = f"{scheme}://{NAME}:{peer.port}/order/1?token={SECRET}"
    return transport.post(url, body, policy=policy, **options)


def failure(peer, **options):
    """Return the error of a call; it comes in time and betrays nothing.

    Tests of time set limits far below these two seconds, peers hang far longer.
    """
    started = time.monotonic()
    with pytest.raises(transport.TransportError) as caught:
        call(peer, **options)
    assert time.monotonic() - started < 2
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    for secret in (SECRET, "<secret/>", "peer's words"):
        assert secret not in told
    assert caught.value.host == NAME
    assert str(caught.value).endswith(".")
    return caught.value


def outcome(error):
    assert error.sent == error.ambiguous
    return error.kind, error.ambiguous


def leading_to(*addresses):
    """A resolver that knows these (address, port) only; `asked` holds its questions."""

    def resolve(host, port, type=0):  # as `socket.getaddrinfo` names it
        resolve.asked.append((host, port))
        found = []
        for address in addresses:
            family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
            found.append((family, type, 0, "", address))
        return found

    resolve.asked = []
    return resolve


def has_ipv6_loopback():
    try:
        Peer(address=("::1", 0)).__exit__()
    except OSError:
        return False
    return True


class Authority:
    """A throw-away certificate authority; files live in `folder`."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _common_name("throw-away CA")
        certificate = self._sign(self._name, self._key.public_key(), ca=True)
        self.file = self.folder / "ca.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, name, alternative=None, days=1):
        """Return (certificate file, key file) for a name.

        `alternative` is the name that counts, the same unless told, none if empty.
        """
        alternative = name if alternative is None else alternative
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _common_name(name)
        certificate = self._sign(subject, key.public_key(), alternative, days)
        file = self.folder / f"{name}-{alternative}-{days}.pem"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file = file.with_suffix(".key")
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return file, key_file

    def server(self, name, **options):
        """Return a server's TLS context with a certificate for the name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.issue(name, **options))
        return context

    def _sign(self, subject, public_key, alternative=None, days=1, ca=False):
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder(self._name, subject, public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=3))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
        )
        if alternative:
            names = x509.SubjectAlternativeName([x509.DNSName(alternative)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(self._key, hashes.SHA256())


def _common_name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _gone():
    raise ConnectionError


def play_public_host(address, name):
    """Serve and call `name` on a public address that this namespace owns."""
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(folder)
        policy = transport.Policy(allowed_hosts=("amazon.com",))
        with Peer(tls=authority.server(name), address=(address, 443)) as peer:
            reply = transport.post(
                f"https://{name}/cart?token=1",
                b"<order/>",
                policy=policy,
                ca_file=authority.file,
                resolver=leading_to((address, 443)),
            )
            host = next(h for h in peer.requests[0][0].split("\r\n") if "Host:" in h)
            print(reply.status, host, peer.names)


if __name__ == "__main__":
    play_public_host(*sys.argv[1:])
