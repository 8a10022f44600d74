"""Text as Amazon's order intake takes it: accents and symbols make it drop an order
without a word (R56)."""

import unicodedata

_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ı": "i",
        "–": "-",
        "—": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "…": "...",
        "№": "No.",
    }
)


def plain(text, limit=None):
    """`text` in printable ASCII, cut at the end of a word.

    :param limit: greatest length in characters
    """
    decomposed = unicodedata.normalize("NFKD", (text or "").translate(_LETTERS))
    ascii_text = decomposed.encode("ascii", "ignore").decode()
    words = "".join(c if c.isprintable() else " " for c in ascii_text).split()
    clean = " ".join(words)
    if limit is None or len(clean) <= limit:
        return clean
    head = clean[: limit + 1].rsplit(" ", 1)[0]
    return head[:limit].rstrip()
