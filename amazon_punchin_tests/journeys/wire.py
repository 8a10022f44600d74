"""HTTP by hand, for requests that no decent client would make."""

import http.client
import socket
from contextlib import suppress
from urllib.parse import urlsplit

from amazon import TIMEOUT_SECONDS, Answer, answer_of

CHUNK = 65_536


def send(url: str, body: bytes, sent: dict) -> Answer:
    """Send a document the way that a case of `data/hostile` says.

    :param sent: what is unusual about it, see `amazon_punchin_tests.hostile.Case`
    """
    parts = urlsplit(url)
    method = sent.get("method", "POST")
    with socket.create_connection(
        (parts.hostname, parts.port), TIMEOUT_SECONDS
    ) as peer:
        with suppress(ConnectionError):  # a server may answer before it read all
            peer.sendall(_head(parts, len(body), method, sent))
            peer.sendall(_chunks(body) if sent.get("chunked") else body)
            with suppress(OSError):  # its answer may have closed the connection
                peer.shutdown(socket.SHUT_WR)
        reply = http.client.HTTPResponse(peer, method=method)
        reply.begin()
        return answer_of(reply)


def _head(parts, size: int, method: str, sent: dict) -> bytes:
    unknown = sent.get("path") == "unknown"
    path = parts.path.replace("/cxml", "x/cxml") if unknown else parts.path
    headers = {
        "Host": parts.netloc,
        "Content-Type": "text/xml; charset=UTF-8",
        "Connection": "close",
        "Content-Length": str(size + sent.get("length", 0)),
    }
    if sent.get("chunked"):
        del headers["Content-Length"]
        headers["Transfer-Encoding"] = "chunked"
    headers.update(sent.get("headers", {}))
    lines = [f"{method} {path} {sent.get('version', 'HTTP/1.1')}"]
    lines += [f"{name}: {text}" for name, text in headers.items() if text is not None]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _chunks(body: bytes) -> bytes:
    parts = [body[at : at + CHUNK] for at in range(0, len(body), CHUNK)]
    parts.append(b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
