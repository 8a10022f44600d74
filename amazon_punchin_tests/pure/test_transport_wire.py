"""The wire against real peers: what arrives there, and how each failure is told."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import transport_bench
from transport_bench import (
    CHUNKED,
    NAME,
    OK,
    SECRET,
    Authority,
    Peer,
    answering,
    call,
    failure,
    hang,
    has_ipv6_loopback,
    leading_to,
    outcome,
)

import transport

# What arrives


def test_post_is_complete_http():
    with Peer() as peer:
        reply = call(peer, headers={"x-more": "1", "host": "evil.test"})
        head, body = peer.requests[0]
    assert (reply.status, reply.content_type, reply.body) == (200, "text/xml", b"<ok>")
    assert 0 < reply.duration < 2
    assert "<ok>" not in repr(reply)
    line, *headers = head.split("\r\n")
    assert line == f"POST /order/1?token={SECRET} HTTP/1.1"
    assert sorted(headers) == [
        "Accept-Encoding: identity",
        "Connection: close",
        "Content-Length: 9",
        "Content-Type: text/xml; charset=UTF-8",
        f"Host: {NAME}:{peer.port}",
        "User-Agent: Odoo amazon_punchin",
        "X-More: 1",
    ]
    assert body == b"<secret/>"


def test_basic_and_large_body():
    with Peer() as peer:
        call(peer, basic=("me", "pä:ss"), body=b"x" * 3_000_000)
        head, body = peer.requests[0]
    assert "Authorization: Basic bWU6cMOkOnNz" in head.split("\r\n")
    assert body == b"x" * 3_000_000


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_fetch_cart_through_an_opening(host):
    if host == "[::1]" and not has_ipv6_loopback():
        pytest.skip("this machine has no IPv6")
    with Peer(address=(host.strip("[]"), 0)) as peer:
        origin = f"http://{host}:{peer.port}"
        policy = transport.Policy(openings=[transport.Opening(origin, "/sandbox/")])
        reply = transport.fetch_cart(f"{origin}/sandbox/cart/7", policy=policy)
        head, _body = peer.requests[0]
    assert reply.body == b"<ok>"
    assert head.startswith("GET /sandbox/cart/7 HTTP/1.1\r\n")
    assert f"Host: {host}:{peer.port}\r\n" in head
    assert "Content-" not in head


@pytest.mark.parametrize("status", [201, 302, 307, 401, 404, 500, 503])
def test_every_status_is_a_reply_and_nothing_is_followed(status):
    with Peer() as other, Peer() as peer:
        location = f"http://127.0.0.1:{other.port}/"
        head = f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 2"
        peer._play = answering(f"{head}\r\n\r\nno".encode())
        reply = call(peer)
        assert (other.connections, peer.connections) == (0, 1)
    assert (reply.status, reply.body) == (status, b"no")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.0 200 OK\r\n\r\n<ok>",
        CHUNKED + b"2\r\n<o\r\n2\r\nk>\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    ],
)
def test_other_framings(answer):
    with Peer(answering(answer)) as peer:
        assert call(peer).body == b"<ok>"


def test_answer_before_the_body_was_taken():
    def refuse(peer, connection):
        connection.recv(10)
        connection.sendall(b"HTTP/1.1 413 Large\r\nContent-Length: 0\r\n\r\n")
        transport_bench.reset(connection) if peer.connections % 2 else None

    with Peer(refuse) as peer:
        for _ in range(10):
            assert call(peer, body=b"x" * 5_000_000).status == 413


def test_threads_do_not_mix():
    def echo(peer, connection):
        body = peer.read_request(connection)
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        connection.sendall(head + body)

    bodies = [f"<n{number}/>".encode() * number for number in range(40)]
    with Peer(echo) as peer, ThreadPoolExecutor(8) as pool:
        replies = pool.map(lambda body: call(peer, body=body), bodies)
        assert [reply.body for reply in replies] == bodies


# Broken peers


def test_refused_connection_and_unknown_name():
    with Peer() as peer:
        pass
    assert outcome(failure(peer)) == ("connect", False)
    assert outcome(failure(peer, resolver=leading_to())) == ("dns", False)

    def unknown(*_args, **_kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    error = failure(peer, resolver=unknown)
    assert outcome(error) == ("dns", False)
    assert "Name or service not known" in str(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<o", "closed"),
        (CHUNKED + b"9\r\n<o", "closed"),
        (CHUNKED + b"2\r\n<o\r\n", "closed"),
        (b"peer's words\r\n", "protocol"),
        (b"HTTP/1.1 peer's words\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 99999 + b"\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n", "protocol"),
        (b"HTTP/1.1 101 Other\r\n\r\npeer's words", "protocol"),
        (CHUNKED + b"zz\r\npeer's words", "closed"),
    ],
)
def test_broken_answers(answer, kind):
    with Peer(answering(answer)) as peer:
        assert outcome(failure(peer)) == (kind, True)


def test_reset_connections():
    with Peer(lambda _peer, connection: connection.close()) as peer:
        assert outcome(failure(peer)) == ("closed", True)
        assert outcome(failure(peer, scheme="https")) == ("tls", False)
    with Peer(lambda _peer, connection: transport_bench.reset(connection)) as peer:
        # the reset may be quicker than our end of the connection
        kind, ambiguous = outcome(failure(peer, scheme="https"))
        assert kind in ("connect", "tls") and not ambiguous

    def hang_up(peer, connection):
        peer.read_request(connection)
        transport_bench.reset(connection)

    with Peer(hang_up) as peer:
        assert outcome(failure(peer)) == ("closed", True)


def test_headers_that_are_no_http_never_leave():
    with Peer(hang) as peer:
        error = failure(peer, headers={"Authorization": f"Bearer {SECRET}\r\nX: y"})
        assert peer.requests == []
    assert outcome(error) == ("protocol", False)


def test_size_limit():
    def endless(peer, connection):
        peer.answer(connection, CHUNKED)
        while not peer.over.is_set():
            connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    with Peer() as peer:
        assert call(peer, limit=4).body == b"<ok>"
        assert outcome(failure(peer, limit=3)) == ("too_large", True)
    with Peer(endless) as peer:
        assert outcome(failure(peer, limit=100_000)) == ("too_large", True)
    # an announced size is refused at once, not read first
    announced = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
    with Peer(announced) as peer:
        assert outcome(failure(peer)) == ("too_large", True)


# The guard on the wire


def test_second_address_when_the_first_refuses():
    with Peer() as dead:
        pass
    with Peer() as peer:
        both = leading_to(("127.0.0.1", dead.port), ("127.0.0.1", peer.port))
        assert call(peer, resolver=both).status == 200


def rebinding_between(*peers):
    """A resolver that answers with the next of `peers` whenever it is asked."""
    answers, asked = iter(peers), []

    def resolve(host, port, type=0):
        asked.append((host, port))
        return leading_to(("127.0.0.1", next(answers).port))(host, port, type=type)

    resolve.asked = asked
    return resolve


def test_name_is_resolved_once_and_the_checked_address_used():
    """DNS that changes after the check leads nobody astray: nobody asks again."""
    with Peer() as good, Peer() as evil:
        resolver = rebinding_between(good, evil)
        assert call(good, resolver=resolver).status == 200
        assert (good.connections, evil.connections) == (1, 0)
    assert resolver.asked == [(NAME, good.port)]


def test_tls_goes_to_the_checked_address_with_the_name_of_the_url(tmp_path):
    """The certificate is held against the name, though an address was dialled."""
    authority = Authority(tmp_path)
    tls = authority.server(NAME)
    with Peer(tls=tls) as good, Peer(tls=authority.server(NAME)) as evil:
        resolver = rebinding_between(good, evil)
        how = {"scheme": "https", "ca_file": authority.file, "resolver": resolver}
        assert call(good, **how).status == 200
        assert (good.connections, evil.connections) == (1, 0)
        assert good.names == [NAME]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["52.94.236.248", "127.0.0.1"],
        ["127.0.0.1", "52.94.236.248"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["fe80::1%1"],
    ],
)
def test_private_address_is_never_dialled(addresses):
    with Peer() as peer:
        resolver = leading_to(*((address, peer.port) for address in addresses))
        policy = transport.Policy(allowed_hosts=("amazon.com",))
        with pytest.raises(transport.GuardError) as caught:
            url = f"https://www.amazon.com/cart?token={SECRET}"
            transport.fetch_cart(url, policy=policy, resolver=resolver)
        assert peer.connections == 0
    assert resolver.asked == [("www.amazon.com", 443)]
    error = caught.value
    assert (error.kind, error.reason, error.sent) == ("guard", "address", False)
    assert error.host == "www.amazon.com"
    assert SECRET not in str(error)


def test_forbidden_url_is_not_even_resolved():
    resolver = leading_to(("127.0.0.1", 1))
    for url in ("http://www.amazon.com/", "https://evil.test/", f"http://{NAME}:81/"):
        policy = transport.Policy(("amazon.com",), insecure_hosts={f"{NAME}:80"})
        with pytest.raises(transport.GuardError):
            transport.post(url, b"", policy=policy, resolver=resolver)
    assert resolver.asked == []


@pytest.mark.skipif(
    not (shutil.which("unshare") and shutil.which("ip")), reason="needs namespaces"
)
def test_public_address_on_port_443():
    """No opening, no bench: a network namespace owns a public address of Amazon."""
    address, name = "52.94.236.248", "www.amazon.com"
    script = f'ip link set lo up && ip addr add {address}/32 dev lo && exec "$@"'
    inside = ["unshare", "-rn", "sh", "-c", script, "sh"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("this machine forbids network namespaces")
    done = subprocess.run(
        [*inside, sys.executable, transport_bench.__file__, address, name],
        capture_output=True,
        text=True,
        timeout=20,
        env={**os.environ, "PYTHONPATH": str(Path(transport.__file__).parents[1])},
    )
    assert done.stdout == f"200 Host: {name} ['{name}']\n", done.stderr


def test_no_thread_is_left_behind():
    before = threading.active_count()
    with Peer() as peer:
        call(peer)
    time.sleep(0.05)
    assert threading.active_count() <= before
