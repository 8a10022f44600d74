"""One person before a screen, as the tours move them."""

import re

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 15_000
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
        self.complaints = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._miss)

    def log_in(self, login):
        self.go("/web/login")
        self.page.fill("#login", login)
        self.page.fill("#password", login)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".o_web_client")
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
        """Until no request of Odoo's own runs and the screen shows something."""
        self.page.wait_for_selector(".o_action_manager .o_view_controller, main")
        self.page.wait_for_load_state("networkidle")

    def press(self, name):
        """A button, and what it does to the end."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def shoot(self, name):
        """A screenshot; on a phone, the screen must not be wider than it."""
        self._shots += 1
        file = f"{self._title} {self._shots} {name}.png".replace(" ", "-")
        self.page.screenshot(path=self._album / file)
        wide = self.page.viewport_size["width"]
        true = self.page.evaluate("document.scrollingElement.scrollWidth")
        assert wide > PHONE["width"] or true <= wide + 1, f"{name} is {true} px wide"

    def _hear(self, message):
        if message.type == "error":
            self._complain(f"{message.location.get('url', '')} {message.text}")

    def _miss(self, request):
        """A request that the browser gave up because the page went on is none."""
        if request.failure != "net::ERR_ABORTED":
            self._complain(f"{request.url} {request.failure}")

    def _complain(self, text):
        if not any(re.search(known, text) for known in ODOOS_OWN):
            self.complaints.append(text)
