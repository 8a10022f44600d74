from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A number on the first screen, and the list that shows what it counts.

    It counts with the rights of whoever looks. `tone` is `warning` or `danger` where a
    number is no good news; `detail` is the sentence for a number, `empty` for none."""

    key: str
    title: str
    icon: str
    domain: list = field(default_factory=list)
    model: str = "amazon.punchin.request"
    tone: str = ""
    detail: str = ""
    empty: str = ""

    def show(self, env, count=None):
        """What the screen is told.

        :param count: where it is known already
        """
        if count is None:
            count = env[self.model].search_count(self.domain)
        return {
            "key": self.key,
            "title": self.title,
            "count": count,
            "icon": self.icon,
            "tone": count and self.tone or False,
            "detail": self.detail if count else self.empty,
            "action": open_list(self.title, self.model, self.domain),
        }


def open_list(title, model, domain):
    """The action that opens a list."""
    return {
        "type": "ir.actions.act_window",
        "name": title,
        "res_model": model,
        "views": [(False, "list"), (False, "kanban"), (False, "form")],
        "domain": domain,
        "context": {},
    }
