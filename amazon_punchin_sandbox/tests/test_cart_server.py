import http.client
import socket
import urllib.error
import urllib.request

from odoo.tests import BaseCase, tagged

from ..cart_server import HOST, CartServer


@tagged("at_install", "-post_install")
class TestCartServer(BaseCase):
    def _get(self, url):
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return answer.status, answer.headers["Content-Type"], answer.read()

    def test_serves_the_cart_under_one_path(self):
        with CartServer("<cXML>ü</cXML>".encode()) as server:
            status, kind, body = self._get(server.url)
            self.assertEqual((status, body.decode()), (200, "<cXML>ü</cXML>"))
            self.assertEqual(kind, "text/xml; charset=UTF-8")
            self.assertEqual(server.fetched, 1)
            self._get(server.url)
            self.assertEqual(server.fetched, 2)

    def test_nothing_else_is_there(self):
        with CartServer(b"cart") as server:
            for path in ("/", "/cart/", f"{server.path}x", "/cart/ü"):
                with self.subTest(path=path):
                    with socket.create_connection((HOST, server.port), 5) as sock:
                        sock.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
                        answer = sock.makefile("rb").read()
                    self.assertIn(b" 404 ", answer.partition(b"\r\n")[0])
                    self.assertEqual(answer.partition(b"\r\n\r\n")[2], b"")
            self.assertEqual(server.fetched, 0)

    def test_it_ends_with_the_call(self):
        with CartServer(b"cart") as server:
            url = server.url
        with self.assertRaises(urllib.error.URLError):
            self._get(url)

    def test_a_repeat_has_the_same_link(self):
        with CartServer(b"cart") as first:
            pass
        with CartServer(b"cart", first.port, first.token) as second:
            self.assertEqual(second.url, first.url)
            self.assertEqual(self._get(first.url)[0], 200)

    def test_a_taken_port_gives_a_new_link(self):
        with CartServer(b"one") as first, CartServer(b"two", first.port, "t") as second:
            self.assertNotEqual(second.port, first.port)
            self.assertEqual(self._get(second.url)[2], b"two")

    def test_a_silent_client_does_not_hold_up_others(self):
        with CartServer(b"cart") as server:
            idle = http.client.HTTPConnection(HOST, server.port, 5)
            idle.connect()
            self.assertEqual(self._get(server.url)[0], 200)
            idle.close()
