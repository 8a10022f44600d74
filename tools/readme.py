"""README.rst and static/description/index.html of each addon, from its readme/.

The fragments are Markdown and named as OCA names them, so that OCA's own
generator could take over. One text for three places: the repository, the package
index, and the description that Odoo shows in its list of apps.
"""

import ast
from pathlib import Path

import pypandoc
from docutils.core import publish_string

from . import cache
from .progress import say

SECTIONS = {
    "DESCRIPTION": "",
    "CONTEXT": "Use Cases / Context",
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
    "CREDITS": "Credits",
}
IMAGES = "static/description/"
NOTICE = ".. Made by `make docs` from the fragments in readme/: change those.\n"
HTML_SETTINGS = {
    "embed_stylesheet": True,
    "file_insertion_enabled": False,
    "initial_header_level": 2,
    "raw_enabled": False,
    "report_level": 2,
    "halt_level": 2,
    "input_encoding": "unicode",
    "output_encoding": "unicode",
    "xml_declaration": False,
}


def readme(addon: Path) -> str:
    """The addon's README in reStructuredText, its images seen from its folder."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text())
    title = manifest["name"]
    bar = "=" * len(title)
    facts = f"*Odoo {manifest['version'][:4]}, {manifest['license']}*"
    blocks = [NOTICE, f"{bar}\n{title}\n{bar}\n", f"{facts}\n"]
    for name, heading in SECTIONS.items():
        fragment = addon / "readme" / f"{name}.md"
        if fragment.exists():
            if heading:
                blocks.append(f"{heading}\n{'=' * len(heading)}\n")
            blocks.append(_restructured(fragment))
    return "\n".join(blocks).replace(f"../{IMAGES}", IMAGES)


def html(text: str) -> str:
    """The same as a page that lies beside its images."""
    text = text.replace(IMAGES, "")
    return publish_string(text, writer_name="html", settings_overrides=HTML_SETTINGS)


def _restructured(fragment: Path) -> str:
    """Headings of a fragment, whatever their level, lie below its section."""
    options = ["--wrap=auto", "--columns=79", "--shift-heading-level-by=1"]
    text = fragment.read_text()
    return pypandoc.convert_text(text, "rst", format="gfm", extra_args=options)


def main() -> None:
    for folder in sorted(cache.CHECKOUT.glob("*/readme")):
        addon = folder.parent
        if not (addon / "__manifest__.py").exists() or not any(folder.glob("*.md")):
            continue
        text = readme(addon)
        page = addon / IMAGES / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        (addon / "README.rst").write_text(text)
        page.write_text(html(text))
        say(f"✓ {addon.name}: README.rst, {IMAGES}index.html")


if __name__ == "__main__":
    main()
