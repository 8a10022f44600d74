"""The list of what is met and what is missing on the way to Amazon (R122, R162)."""

from typing import NamedTuple

from markupsafe import Markup

_MISSING = Markup(
    '<li class="d-flex mb-1"><span class="text-danger fw-bolder me-2" role="img" '
    'aria-label="{}">✘</span><span><strong>{}</strong> {}</span></li>'
)
_MET = Markup(
    '<li class="d-inline-block me-3"><span class="text-success fw-bolder me-1" '
    'role="img" aria-label="{}">✔</span>{}</li>'
)


class Row(NamedTuple):
    """One condition, in the reader's language."""

    title: str
    problems: list[str] = []
    """What is missing and what to do; empty where the condition is met."""


def panel(env, rows):
    """
    :param rows: list of `Row`, what is missing first among them or not
    :return: Markup of one list: each missing condition with its sentences on a line of
        its own, then the met ones beside each other
    """
    missing = Markup("").join(
        _MISSING.format(env._("missing"), row.title, Markup("<br/>").join(row.problems))
        for row in rows
        if row.problems
    )
    met = Markup("").join(
        _MET.format(env._("met"), row.title) for row in rows if not row.problems
    )
    return Markup('<ul class="list-unstyled mb-0">{}{}</ul>').format(missing, met)
