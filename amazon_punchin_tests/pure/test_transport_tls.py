"""TLS: whose certificate is taken, and what each refusal is called."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from transport_bench import NAME, Authority, Peer, answering, call, failure, outcome


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("ca"))


def test_tls_with_the_right_name(authority):
    with Peer(tls=authority.server(NAME)) as peer:
        assert call(peer, scheme="https", ca_file=authority.file).body == b"<ok>"
        assert peer.names == [NAME]


def test_tls_close_delimited_answer(authority):
    play = answering(b"HTTP/1.0 200 OK\r\n\r\n<ok>")
    with Peer(play, tls=authority.server(NAME)) as peer:
        assert call(peer, scheme="https", ca_file=authority.file).body == b"<ok>"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"alternative": "other.test"}, "mismatch"),
        ({"alternative": ""}, "not valid for"),  # a common name does not count
        ({"alternative": "*.shop.test"}, "mismatch"),
        ({"days": -1}, "expired"),
    ],
)
def test_tls_with_a_bad_certificate(authority, options, why):
    with Peer(tls=authority.server(NAME, **options)) as peer:
        error = failure(peer, scheme="https", ca_file=authority.file)
        assert peer.requests == []
    assert outcome(error) == ("tls", False)
    assert why in str(error)


def test_tls_with_an_unknown_authority(authority):
    with Peer(tls=authority.server(NAME)) as peer:
        assert outcome(failure(peer, scheme="https")) == ("tls", False)


@pytest.mark.parametrize("days", [1, 30])
def test_what_the_health_check_asks_a_peer(authority, days):
    """The end of its certificate and its clock, as the wire tells them (issue 4)."""
    date = b"Date: Fri, 29 Jan 2027 14:31:55 GMT"
    head = b"HTTP/1.1 405 No\r\n%s\r\nContent-Length: 7\r\n\r\n" % date
    play = answering(head + b"<cXML/>")
    with Peer(play, tls=authority.server(NAME, days=days)) as peer:
        reply = call(peer, scheme="https", ca_file=authority.file)
    left = reply.certificate_until - datetime.now(UTC)
    assert timedelta(days=days, minutes=-5) < left <= timedelta(days=days)
    assert reply.date == datetime(2027, 1, 29, 14, 31, 55, tzinfo=UTC)
    assert (reply.status, reply.body) == (405, b"<cXML/>")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_tls_too_old(authority):
    context = authority.server(NAME)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with Peer(tls=context) as peer:
        error = failure(peer, scheme="https", ca_file=authority.file)
    assert outcome(error) == ("tls", False)


def test_tls_is_not_spoken():
    with Peer(lambda _peer, connection: connection.sendall(b"hello" * 9)) as peer:
        assert outcome(failure(peer, scheme="https")) == ("tls", False)


def test_tls_client_certificate(authority):
    context = authority.server(NAME)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.file)
    with Peer(tls=context) as peer:
        options = {"scheme": "https", "ca_file": authority.file}
        ours = authority.issue("our-odoo")
        assert call(peer, client_certificate=ours, **options).status == 200
        # TLS 1.3 tells only after the request left that a certificate was missing
        error = failure(peer, **options)
        assert error.ambiguous
        error = failure(peer, client_certificate=("none.pem", "none.key"), **options)
        assert outcome(error) == ("tls", False)
