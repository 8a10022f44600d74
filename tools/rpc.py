"""A user's session on an Odoo server, as a browser has one.

``Session(url, database, "manager", "manager").call("res.users", "search_read", …)``
"""

import functools
import http.cookiejar
import json
import urllib.parse
import urllib.request

TIMEOUT_SECONDS = 60


class RpcError(Exception):
    """Odoo answered with an error; the text is what a user would read."""

    def __init__(self, error: dict) -> None:
        data = error.get("data") or {}
        super().__init__(data.get("message") or error.get("message"))
        self.name = data.get("name", "")


class Session:
    """One user, who logs in once there is something to do: to check a password takes
    long on purpose. Raises RpcError when Odoo refuses."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self.url = url
        self.login = login
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar)
        )
        self._credentials = {"db": database, "login": login, "password": password}

    @functools.cached_property
    def uid(self) -> int:
        """The user's id; the first who asks for it logs in."""
        return self._post("/web/session/authenticate", self._credentials)["uid"]

    def call(self, model: str, method: str, *args: object, **kwargs: object) -> object:
        """Call a public method; records go and come as ids."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        self._log_in()
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def read(self, model: str, ids: object, *names: str) -> dict:
        """The named fields of one record."""
        ids = ids if isinstance(ids, list) else [ids]
        return self.call(model, "read", ids[:1], list(names))[0]

    def find(self, model: str, domain: list, *names: str, order: str = "id") -> list:
        """Records as dicts."""
        return self.call(model, "search_read", domain, list(names), order=order)

    def get(self, path: str) -> tuple[int, str, str]:
        """Follow a link as the user's browser would: status, final URL, page."""
        self._log_in()
        with self._opener.open(self.url + path, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.url, answer.read().decode(errors="replace")

    def submit(self, url: str, fields: dict) -> tuple[int, str, str]:
        """Submit a form as the user's browser would, to a path or a whole address."""
        self._log_in()
        target = url if "://" in url else self.url + url
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(target, data=body)  # noqa: S310
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.url, answer.read().decode(errors="replace")

    def _log_in(self) -> bool:
        return bool(self.uid)

    def _post(self, path: str, params: dict) -> object:
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        request = urllib.request.Request(  # noqa: S310
            self.url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            result = json.load(answer)
        if "error" in result:
            raise RpcError(result["error"])
        return result["result"]
