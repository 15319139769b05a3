"""What an issue is to say, and the issue that has been made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openfactory.core.errors import Fault, Invalid

# The least of what the services take: Jira's summary, and its description with room for its markup.
LONGEST_TITLE: Final = 255
LONGEST_BODY: Final = 30_000
MOST_LABELS: Final = 20
LONGEST_LABEL: Final = 50  # GitHub's


@dataclass(frozen=True)
class Issue:
    """An issue at another service. `id` is what people there call it: `42`, `SHOP-7`."""

    url: str
    id: str
    integration: str


@dataclass(frozen=True)
class Draft:
    """A title of one line, a body (GitHub reads Markdown, Jira plain text), and labels.

    Lengths are in UTF-16 units, as the services count: an emoji is two. What no service takes is refused (Invalid).
    """

    title: str
    body: str = ""
    labels: Sequence[str] = ()

    def __post_init__(self) -> None:
        if faults := list(_faults(self)):
            raise Invalid(faults=faults)

    @property
    def line(self) -> str:
        """The title without line breaks, which Jira refuses."""
        return " ".join(self.title.split())


def _faults(draft: Draft) -> Sequence[Fault]:
    found = []
    if not 1 <= _length(draft.line) <= LONGEST_TITLE:
        found.append(_fault("/body/title", f"1 to {LONGEST_TITLE} characters are needed"))
    if _length(draft.body) > LONGEST_BODY:
        found.append(_fault("/body/body", f"at most {LONGEST_BODY} characters are taken"))
    if len(draft.labels) > MOST_LABELS:
        found.append(_fault("/body/labels", f"at most {MOST_LABELS} labels are taken"))
    for place, label in enumerate(draft.labels):
        if not label.strip() or _length(label) > LONGEST_LABEL or not label.isprintable():
            found.append(_fault(f"/body/labels/{place}", f"1 to {LONGEST_LABEL} printable characters are needed"))
    for name, text in (("title", draft.title), ("body", draft.body)):
        if "\0" in text:
            found.append(_fault(f"/body/{name}", "the character NUL is not taken"))
    return found


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fault(pointer: str, message: str) -> Fault:
    return Fault(pointer, message, "invalid")
