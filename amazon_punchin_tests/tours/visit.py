"""One person before a screen, as the tours move them."""

import re
import time

import accessible

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SIZES = {"desk": DESK, "phone": PHONE}
PATIENCE = 30_000
ASSETS = 60_000
"""The first who logs in waits until the server has put its scripts together."""
TICK = 50
SOMETHING = ".o_action_manager .o_view_controller, main, .card"
CALM = 4
"""So many ticks of so many milliseconds without a request are the end of a step."""
ODOOS_OWN = (
    # With no internet, core's links to its own services lead nowhere.
    r"https?://(?!127\.0\.0\.1)[^ ]+ .*(net::ERR_|Failed to load)",
)


class Visit:
    """A person with a browser; `page` is Playwright's."""

    def __init__(self, page, server, album, title):
        self.page = page
        self._server = server
        self._album = album
        self._title = title
        self._shots = 0
        self._waiting = []
        self.complaints = []
        self._tolerated = list(ODOOS_OWN)
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._miss)

    def tolerates(self, pattern):
        """What the browser will complain of because it is what is tried."""
        self._tolerated.append(pattern)

    @property
    def url(self):
        return self._server.url

    @property
    def database(self):
        return self._server.database.name

    def sit_down(self, login):
        """Before Odoo; by the log-in form where the browser is a stranger."""
        self.go("/odoo")
        if "/web/login" in self.page.url:
            self.page.fill("#login", login)
            self.page.fill("#password", login)
            self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_web_client", timeout=ASSETS)
        return self

    def go(self, path):
        self.page.goto(path if "://" in path else self._server.url + path)

    def open_app(self):
        """From the Home menu, by the addon's icon."""
        self.page.click(".o_navbar_apps_menu button")
        icon = self.page.locator(".o_app", has_text="Amazon Business")
        icon.wait_for()
        self.shoot("home menu")
        icon.click()
        self.settle()

    def menu(self, *words):
        """An entry of the app's menu."""
        sections = self.page.locator(".o_menu_sections")
        sections.get_by_text(words[0], exact=True).click()
        for word in words[1:]:
            self.page.get_by_role("menuitem", name=word, exact=True).click()
        self.settle()

    def settle(self):
        """Until the screen shows something and asks the server for nothing more.

        The browser's own idea of an idle network never comes true here: Odoo keeps a
        line open for live notifications."""
        self.page.wait_for_selector(SOMETHING)
        calm, until = 0, time.monotonic() + PATIENCE / 1000
        while calm < CALM:
            assert time.monotonic() < until, f"still waiting for {self._waiting}"
            self.page.wait_for_timeout(TICK)
            calm = 0 if self._waiting else calm + 1

    def press(self, name):
        """A button, and what it does to the end."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def act(self, name):
        """A button of a form's head, which a phone keeps behind a menu."""
        button = self.page.locator(
            ".o_control_panel, .o_statusbar_buttons"
        ).get_by_role("button", name=name, exact=True)
        more = self.page.locator(".o_statusbar_buttons .dropdown-toggle, .o_cp_more")
        if not button.first.is_visible() and more.first.is_visible():
            more.first.click()
            self.page.get_by_text(name, exact=True).last.click()
        else:
            button.first.click()
        self.settle()

    def look(self, name, selector="body", page=None):
        """A page on a desk and on a phone, and what axe-core says of it.

        :param selector: of what is ours on it, which is waited for
        :param page: a window that the person opened, instead of the own one
        """
        page = page or self.page
        page.locator(selector).first.wait_for()
        page.wait_for_load_state()
        for device, size in SIZES.items():
            page.set_viewport_size(size)
            self.shoot(f"{name} {device}", page)
            accessible.check(page, selector)

    def shoot(self, name, page=None):
        """A screenshot for the album, if there is one; on a phone, the screen must not
        be wider than it."""
        page = page or self.page
        if self._album:
            self._shots += 1
            file = f"{self._title} {self._shots} {name}.png".replace(" ", "-")
            page.screenshot(path=self._album / file)
        wide = page.viewport_size["width"]
        true = page.evaluate("document.scrollingElement.scrollWidth")
        assert wide > PHONE["width"] or true <= wide + 1, f"{name} is {true} px wide"

    def _begin(self, request):
        if request.resource_type in ("document", "fetch", "xhr"):
            self._waiting.append(request.url)

    def _end(self, request):
        if request.url in self._waiting:
            self._waiting.remove(request.url)

    def _hear(self, message):
        if message.type == "error":
            self._complain(f"{message.location.get('url', '')} {message.text}")

    def _miss(self, request):
        """A request that the browser gave up because the page went on is none."""
        self._end(request)
        if request.failure != "net::ERR_ABORTED":
            self._complain(f"{request.url} {request.failure}")

    def _complain(self, text):
        if not any(re.search(known, text) for known in self._tolerated):
            self.complaints.append(text)
