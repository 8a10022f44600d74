"""A buyer's browser on its way to Amazon's shop and back."""

import base64
import time

import amazon
import requests
from test_landing import browse

from tools.play import REQUEST

TIMEOUT_SECONDS = 30


class Visit:
    """A way to the shop, and what the shop was told."""

    def __init__(self, server, shop, employee, browser=None, request=None):
        self.server = server
        self.browser = browser or browse(server, "employee")
        action = employee.call(REQUEST, "action_browse", [request] if request else [])
        assert (action["type"], action["target"]) == ("ir.actions.act_url", "new")
        self.path = action["url"]
        self.request = int(self.path.rpartition("/")[2])
        began = time.monotonic()
        self.page = self.follow()
        self.seconds = time.monotonic() - began
        self.setup = shop.setups[-1] if shop else None

    def follow(self):
        """As the waiting page's script does."""
        url = self.server.url + self.path
        page = self.browser.get(url, timeout=TIMEOUT_SECONDS)
        until = time.monotonic() + TIMEOUT_SECONDS
        while "amazon_punchin_wait" in page.text:
            assert time.monotonic() < until, "the shop did not open"
            state = self.browser.get(f"{url}/state", timeout=TIMEOUT_SECONDS).json()
            if not state["waits"]:
                return self.browser.get(url, timeout=TIMEOUT_SECONDS)
            time.sleep(0.1)
        return page

    @property
    def cookie(self):
        return self.setup.findtext(".//BuyerCookie")

    @property
    def back(self):
        return self.setup.findtext(".//BrowserFormPost/URL")

    def bring(self, cart, browser=None, field="cxml-base64", url=None):
        """The form, posted from Amazon's page; a browser without any cookie unless
        one is given."""
        value = base64.b64encode(cart).decode() if "base64" in field.lower() else cart
        return (browser or requests).post(
            url or self.back,
            data={field: value},
            headers={"Origin": "https://www.amazon.com"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )

    def cart(self, alone, *names, cookie=None):
        body = amazon.cart(alone, amazon.payload_id(), *(names or ("Pens", "Paper")))
        cookie = (self.cookie if cookie is None else cookie).encode()
        return body.replace(
            b"<BuyerCookie/>", b"<BuyerCookie>%s</BuyerCookie>" % cookie
        )
