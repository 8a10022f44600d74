"""The four values that Amazon shows, out of whatever somebody copied from its page
(R19): in any order, labels in any case, with colons, tabs or line breaks."""

import re
from itertools import zip_longest

LABELS = {
    "from_identity": ("from identity", "fromidentity", "identity"),
    "shared_secret": ("shared secret", "sharedsecret", "secret", "password"),
    "punchout_url": ("punchout url", "punch out url", "punchout setup url"),
    "order_url": (
        "purchase order request url",
        "purchase order url",
        "po request url",
        "order request url",
        "order url",
        "po url",
    ),
}
_NAMES = {
    label.replace("-", " "): name for name, labels in LABELS.items() for label in labels
}
_ANY_LABEL = "|".join(
    re.escape(one).replace(r"\ ", r"[\s_-]+")
    for one in sorted(_NAMES, key=len, reverse=True)
)
_LABEL = re.compile(
    rf"(?<![\w/.:-])({_ANY_LABEL})(?![\w/.-])\s*(?:[:=\t]|\Z|(?=\s)|(?<=\s))",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_NOISE = re.compile(r"^\s*(?:[:=|*•\-–]\s+|[:=|*•]\s*)?")
_BUTTONS = {"show", "hide", "copy", "edit"}
_MASKED = re.compile(r"[•*]{2,}")


def read(text):
    """
    :param text: what was pasted
    :return: dict of field name to value; a URL without a label is told by its path: one
        with *punchout* in it is the punchout URL, the other the group's order URL
    """
    text = (text or "").replace("\u200b", "").replace("\r\n", "\n")
    found = _labelled(text)
    urls = [one.rstrip(".,;)") for one in _URL.findall(text)]
    for name in ("punchout_url", "order_url"):
        if found.get(name) and not _URL.match(found[name]):
            del found[name]
    for url in dict.fromkeys(urls):
        if url in found.values():
            continue
        name = "punchout_url" if "punchout" in url.lower() else "order_url"
        found.setdefault(name, url)
    return found


def _labelled(text):
    marks = list(_LABEL.finditer(text))
    found = {}
    for mark, after in zip_longest(marks, marks[1:]):
        name = _NAMES[re.sub(r"[\s_-]+", " ", mark[1].lower()).strip()]
        piece = text[mark.end() : after.start() if after else len(text)]
        if value := _first_value(piece):
            found.setdefault(name, value)
    return found


def _first_value(piece):
    """The first word after a label that is a value and no button of the page."""
    for line in piece.split("\n"):
        for word in _NOISE.sub("", line).split():
            if word.lower() in _BUTTONS or _MASKED.fullmatch(word):
                continue
            return word.rstrip(".,;)") if _URL.match(word) else word
    return None
