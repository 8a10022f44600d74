"""Making frozen values fast.

A frozen dataclass calls ``object.__setattr__`` for every field, which for a line of a
cart or an invoice takes longer than reading it. Its twin has the same slots and plain
assignments; when they are made, it turns into the frozen class.
"""

from dataclasses import MISSING, field, fields, make_dataclass
from functools import partial


def twin(cls):
    """Two functions that together do what calling ``cls`` by keyword does, in a third
    of the time: ``value = blank()``, then ``fill(value, name=…)``, once.

    :param cls: a frozen, slotted dataclass without bases
    :return: ``(blank, fill)``
    """

    def seal(self):
        self.__class__ = cls

    made = make_dataclass(
        f"{cls.__name__}Twin",
        [(each.name, each.type, _default(each)) for each in fields(cls)],
        namespace={"__post_init__": seal},
        slots=True,
        kw_only=True,
    )
    return partial(object.__new__, made), made.__init__


def _default(each):
    return field() if each.default is MISSING else field(default=each.default)
