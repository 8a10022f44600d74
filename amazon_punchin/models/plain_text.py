"""Text as Amazon's order intake takes it: accents and symbols make it drop an order
without a word (R56).

Each writing system's own habit decides: German umlauts become two letters where the
address is a German one; what has no Latin letters at all is never guessed, but told by
:func:`lost`."""

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


_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
_ODD = str.maketrans(dict.fromkeys("<>{}[]|\\^~`", " "))


def plain(text, limit=None, german=False):
    """`text` in printable ASCII, cut at the end of a word.

    :param limit: greatest length in characters
    :param german: whether ä is written ae, as in German-speaking countries
    """
    text = unicodedata.normalize("NFC", text or "")
    if german:
        text = text.translate(_GERMAN)
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    ascii_text = decomposed.encode("ascii", "ignore").decode().translate(_ODD)
    words = "".join(c if c.isprintable() else " " for c in ascii_text).split()
    clean = " ".join(words)
    if limit is None or len(clean) <= limit:
        return clean
    head = clean[: limit + 1].rsplit(" ", 1)[0]
    return head[:limit].rstrip()


def lost(text):
    """The letters and digits of `text` that have no Latin form, e.g. Japanese ones: an
    address without them would be another one. Symbols like emoji do not count."""
    return "".join(c for c in text or "" if c.isalnum() and not plain(c))


def spellings(text):
    """`text` in lower case without accents and punctuation, in the ways that people
    write it: with ü as u, and as ue. Letters without a Latin form stay.

    :return: set of texts
    """
    text = unicodedata.normalize("NFC", text or "")
    return {_folded(text), _folded(text.translate(_GERMAN))}


def _folded(text):
    letters = "".join(plain(c) or c for c in text).casefold()
    return "".join(c if c.isalnum() else " " for c in letters)
