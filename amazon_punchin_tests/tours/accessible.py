"""What axe-core finds wrong with a page for people who do not see, or use no mouse."""

from tools import npm

AXE = ("axe-core@4.10.3",)
SCRIPT = "node_modules/axe-core/axe.min.js"
SERIOUS = ("serious", "critical")
OF_ODOO = {
    ".o_control_panel": "search, pager and the switch between views",
    ".o-mail-Chatter": "the conversation beside a form",
    ".o-mail-ActivityButton": "the icon of an activity has no name",
    ".o_notebook_headers": "tabs without a list of tabs around them",
    ".o_list_actions_header": "the choice of columns has no name",
    ".o_list_record_selector": "the check boxes of rows have no name",
    ".o_avatar": "pictures of people without a text",
    ".o_m2o_avatar": "pictures of people without a text",
    ".o_field_badge": "white on the theme's own green, blue and yellow",
    ".o_form_label": "the theme's own grey of labels",
    "tr.text-muted": "the theme's own grey of rows that are over",
    ".o_selected_row": "the cells of a row that is edited have no name",
    ".o_select_menu": "a list of choices is told to be no input",
    ".o_button_more": "the menu of a form's buttons on a phone has no name",
    ".o_loading_indicator": "grey while something is loaded",
}
"""Odoo's own markup, of which nothing is for us to mend: selector and reason."""
RUN = """async ([selector, ofOdoo]) => {
    const where = {include: [[selector]], exclude: ofOdoo.map((one) => [one])};
    const found = await axe.run(where, {resultTypes: ["violations"]});
    return found.violations.map((one) => [one.id, one.impact,
        one.nodes.map((node) => `${node.html}: ${node.failureSummary}`).join("\\n")]);
}"""


def is_here():
    """Whether axe-core can be had; without npm, the tours look at everything else."""
    return npm.is_here()


def check(page, selector="body"):
    """Fails where the page has a serious finding below `selector`.

    Without npm nothing is looked at: one test of the tours is skipped then, and says
    so."""
    if not is_here():
        return
    folder = npm.installed("axe", AXE, "Accessibility: axe-core from npm")
    page.add_script_tag(path=folder / SCRIPT)
    found = page.evaluate(RUN, [selector, list(OF_ODOO)])
    bad = [f"{name} ({how})\n{where}" for name, how, where in found if how in SERIOUS]
    assert not bad, "\n\n".join(bad)
