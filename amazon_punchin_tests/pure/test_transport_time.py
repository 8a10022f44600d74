"""Time: no peer, however slow, holds a call longer than its deadline."""

import contextlib
import socket

import pytest
from transport_bench import (
    CHUNKED,
    NAME,
    Authority,
    Peer,
    call,
    failure,
    hang,
    leading_to,
    outcome,
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n",
        CHUNKED + b"ffff\r\n",
        b"HTTP/1.1 200 OK\r\nX: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_deadline_holds_against_a_drip(authority, scheme, start):
    def play(peer, connection):
        peer.answer(connection, start)
        peer.drip(connection, b"peer's words" * 99)

    with Peer(play, tls=authority.server(NAME) if scheme == "https" else None) as peer:
        options = {"scheme": scheme, "ca_file": authority.file, "deadline": 0.3}
        assert outcome(failure(peer, **options)) == ("timeout", True)


def test_deadline_holds_against_endless_interim_answers():
    def play(peer, connection):
        peer.read_request(connection)
        while not peer.over.wait(0.01):
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    with Peer(play) as peer:
        error = failure(peer, deadline=0.3)
    assert outcome(error) == ("timeout", True)


def test_hanging_peers(authority):
    with Peer(hang) as peer:
        waiting = failure(peer, deadline=0.3, connect_timeout=0.2)
        assert outcome(waiting) == ("timeout", True)
        assert "within 0.3 seconds" in str(waiting)
        not_taking = failure(peer, deadline=0.3, body=b"x" * 20_000_000)
        assert outcome(not_taking) == ("timeout", True)
        handshake = failure(peer, scheme="https", connect_timeout=0.3)
        assert outcome(handshake) == ("timeout", False)


def test_dripping_handshake():
    def play(peer, connection):
        peer.drip(connection, b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb" + b"\x03" * 999)

    with Peer(play) as peer:
        error = failure(peer, scheme="https", connect_timeout=0.3)
    assert outcome(error) == ("timeout", False)


def test_slow_reader():
    def play(peer, connection):
        while not peer.over.wait(0.03):
            connection.recv(65536)

    with Peer(play) as peer:
        error = failure(peer, deadline=0.3, body=b"x" * 20_000_000)
    assert outcome(error) == ("timeout", True)


@pytest.mark.parametrize("limit", ["deadline", "connect_timeout"])
def test_slow_resolver(limit):
    with Peer() as peer:

        def slow(*_args, **_kwargs):
            peer.over.wait(5)

        error = failure(peer, resolver=slow, **{limit: 0.3})
        assert peer.connections == 0
    assert outcome(error) == ("timeout", False)


@contextlib.contextmanager
def full_listener():
    """A listener whose queue is full drops what knocks: the connection only hangs."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(
            socket.create_server(("127.0.0.1", 0), backlog=0)
        )
        for _ in range(3):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()


def test_nobody_accepts():
    with full_listener() as address, Peer() as peer:
        resolver = leading_to(address)
        error = failure(peer, resolver=resolver, connect_timeout=0.3)
        assert outcome(error) == ("timeout", False)


def test_a_silent_address_leaves_time_for_the_next():
    with full_listener() as address, Peer() as peer:
        resolver = leading_to(address, ("127.0.0.1", peer.port))
        assert call(peer, resolver=resolver, connect_timeout=0.8).status == 200


def test_a_handshake_has_all_the_time_left(authority):
    """Not only the share of one of the addresses."""
    context = authority.server(NAME)

    def play(peer, connection):
        peer.over.wait(0.6)
        with context.wrap_socket(connection, server_side=True) as encrypted:
            peer.answer(encrypted)

    with Peer(play) as peer:
        options = {"scheme": "https", "ca_file": authority.file}
        twice = leading_to(*[("127.0.0.1", peer.port)] * 2)
        reply = call(peer, resolver=twice, connect_timeout=1.1, **options)
        assert reply.status == 200
