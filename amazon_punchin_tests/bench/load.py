"""Many documents at once, by a client that costs next to nothing.

Two cores serve both sides here: what the client takes, the server lacks.
"""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

CONCURRENCY = 8
TIMEOUT_SECONDS = 60


def send(url: str, bodies: Sequence[bytes], sign: bytes, hands: int = CONCURRENCY):
    """Post each of them once.

    :param sign: what every answer must hold
    :param hands: how many post at a time
    :return: `(seconds for all, seconds of each)`
    """
    parts = urlsplit(url)
    head = (
        f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        "Content-Type: text/xml\r\nConnection: close\r\nContent-Length: "
    ).encode()
    address = (parts.hostname, parts.port)

    def post(body: bytes) -> float:
        began = time.perf_counter()
        with socket.create_connection(address, TIMEOUT_SECONDS) as connection:
            connection.sendall(b"%s%d\r\n\r\n%s" % (head, len(body), body))
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert sign in answer and b" 200 " in answer[:20], answer[:500]
        return time.perf_counter() - began

    began = time.perf_counter()
    with ThreadPoolExecutor(hands) as pool:
        each = [*pool.map(post, bodies)]
    return time.perf_counter() - began, each
