"""What axe-core finds wrong with a page for people who do not see, or use no mouse."""

import pytest

from tools import npm

AXE = ("axe-core@4.10.3",)
SCRIPT = "node_modules/axe-core/axe.min.js"
SERIOUS = ("serious", "critical")
RUN = """async (selector) => {
    const found = await axe.run(selector, {resultTypes: ["violations"]});
    return found.violations.map((one) => [one.id, one.impact,
        one.nodes.map((node) => `${node.html}: ${node.failureSummary}`).join("\\n")]);
}"""


def script():
    """Where axe-core lies; skips the test where npm is not there."""
    if not npm.is_here():
        pytest.skip("axe-core needs node and npm (Debian: apt-get install npm)")
    return npm.installed("axe", AXE, "Accessibility: axe-core from npm") / SCRIPT


def check(page, selector="body"):
    """Fails where the page has a serious finding below `selector`."""
    page.add_script_tag(path=script())
    found = page.evaluate(RUN, selector)
    bad = [f"{name} ({how})\n{where}" for name, how, where in found if how in SERIOUS]
    assert not bad, "\n\n".join(bad)
