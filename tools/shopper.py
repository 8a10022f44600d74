"""A buyer in the sandbox's shop, page by page and form by form, without a browser."""

import re
from html.parser import HTMLParser

from .rpc import Session

ROOT = "/amazon_punchin_sandbox"
CART = re.compile(r"[?&]cart=([0-9]+)")


class Form(HTMLParser):
    """The form of a page whose action matches: `action`, and its `fields` that are
    filled in already."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self._wanted = action
        self._inside = False
        self.feed(page)
        if not self.action:
            raise LookupError(f"no form leads to {action}")

    def handle_starttag(self, tag: str, attrs: list) -> None:
        told = dict(attrs)
        if tag == "form" and not self.action:
            self._inside = self._wanted in (told.get("action") or "")
            self.action = told["action"] if self._inside else ""
        elif self._inside and tag == "input" and told.get("name"):
            self.fields[told["name"]] = told.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


class Shopper:
    """`cart` is the id of the cart at hand, 0 before there is one."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.cart = 0
        self.page = ""

    def enter(self, path: str = f"{ROOT}/shop") -> str:
        """Go into the shop; the address to which that led."""
        _status, url, self.page = self.session.get(path)
        return self._note(url)

    def add(self, asin: str, quantity: int) -> str:
        suffix = f"?cart={self.cart}" if self.cart else ""
        self.enter(f"{ROOT}/item/{asin}{suffix}")
        return self._submit(f"{ROOT}/add", quantity=quantity)

    def check_out(self, do: str, **choices: str) -> str:
        """`do` is submit, return or leave; where that led."""
        self.enter(f"{ROOT}/checkout?cart={self.cart}")
        return self._submit(f"{ROOT}/checkout/apply", do=do, **choices)

    def go_home(self) -> str:
        """What the browser does on the last page by itself: the cart goes to Odoo."""
        return self._submit("/amazon_punchin/cart/")

    def _submit(self, action: str, **fields: object) -> str:
        form = Form(self.page, action)
        told = {**form.fields, **fields}
        _status, url, self.page = self.session.submit(form.action, told)
        return self._note(url)

    def _note(self, url: str) -> str:
        if found := CART.search(url):
            self.cart = int(found[1])
        return url
