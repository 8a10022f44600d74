"""Two texts beside each other, with what differs marked (R50, wish 17)."""

from difflib import SequenceMatcher

from markupsafe import Markup

from .plain_text import spellings

_MARK = Markup('<mark class="text-bg-warning rounded">{}</mark>')


def word_key(word):
    """What spelling habits do not change of a word: case, accents, punctuation."""
    return min(spellings(word), key=len).replace(" ", "")


def side_by_side(left, right, titles):
    """
    :param left: lines of plain text; whatever they contain is escaped
    :param titles: one above each side
    :return: Markup; words that the other side does not have are marked
    """
    ours, theirs = _words(left), _words(right)
    matcher = SequenceMatcher(
        None,
        [word_key(word) for word, _end in ours],
        [word_key(word) for word, _end in theirs],
        autojunk=False,
    )
    same_ours, same_theirs = set(), set()
    for start, other, size in matcher.get_matching_blocks():
        same_ours.update(range(start, start + size))
        same_theirs.update(range(other, other + size))
    column = Markup(
        '<div class="col-12 col-md-6 mb-2"><div class="fw-bolder">{}</div>{}</div>'
    )
    return Markup('<div class="row">{}{}</div>').format(
        column.format(titles[0], _marked(ours, same_ours)),
        column.format(titles[1], _marked(theirs, same_theirs)),
    )


def _words(text):
    """:return: list of `(word, whether it ends its line)`"""
    found = []
    for line in (text or "").splitlines():
        words = line.split()
        found += [(word, index == len(words)) for index, word in enumerate(words, 1)]
    return found


def _marked(words, same):
    """The words, line by line; neighbours that differ share one mark."""
    pieces, run = [], []
    for index, (word, ends) in enumerate(words):
        if index in same or not word_key(word):
            pieces += [*_flush(run), Markup("{} ").format(word)]
        else:
            run.append(word)
        if ends:
            pieces += [*_flush(run), Markup("<br/>")]
    return Markup("").join(pieces)


def _flush(run):
    """Takes the marked words out of `run`."""
    if run:
        yield _MARK.format(" ".join(run)) + " "
        run.clear()
