"""Ports: free at the moment of asking, and on the loopback interface."""

import socket

from tools.server import free_port


def test_a_free_port_can_be_bound():
    with socket.socket() as server:
        server.bind(("127.0.0.1", free_port()))


def test_a_taken_port_is_not_offered():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        taken = server.getsockname()[1]
        assert all(free_port() != taken for _ in range(50))
