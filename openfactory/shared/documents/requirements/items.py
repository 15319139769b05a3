"""What is found in a document: requirements, acceptance criteria, and the form each is written in."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["requirement", "criterion"]
EarsPattern = Literal["ubiquitous", "event", "state", "option", "unwanted", "complex"]
Pattern = EarsPattern | Literal["given_when_then", "user_story", "plain"]

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_ENDS = " \t\xa0.,;:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """A sentence in the Easy Approach to Requirements Syntax (Mavin et al., RE'09), taken apart.

    trigger        what follows When (`event`), or If (`unwanted`)
    precondition   what follows While
    feature        what follows Where
    """

    pattern: EarsPattern
    system: str
    response: str
    trigger: str = ""
    precondition: str = ""
    feature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A user story, taken apart; `benefit` is empty where the story does not say why."""

    role: str
    goal: str
    benefit: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a scenario. `keyword` is given, when, then, and, or but."""

    keyword: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A requirement or a criterion in a document.

    key            as the document gives it, in its regular form (`REQ-7` also for `req-007`); None without one
    title          of a heading, a scenario or a table's title column; empty otherwise
    text           plain text without key and title, a line for each block; without the criteria
    pointer        JSON pointer of its block: heading, paragraph, listItem, taskItem, tableRow or codeBlock
    blocks         pointers of the paragraphs and headings that its words stand in, without quotes and code
    section        titles of the headings above, outermost first
    parts          of an EARS sentence or a user story
    steps          of a scenario
    content_hash   SHA-256 in hex, see `content_hash()`
    criteria       of a requirement, in the order of the document
    """

    kind: Kind
    key: str | None
    title: str
    text: str
    pattern: Pattern
    pointer: str
    blocks: tuple[str, ...]
    section: tuple[str, ...]
    content_hash: str
    parts: Ears | Story | None = None
    steps: tuple[Step, ...] = ()
    criteria: tuple[Item, ...] = ()

    @property
    def words(self) -> str:
        """Title and text."""
        return f"{self.title}\n{self.text}".strip()


def flatten(items: Iterable[Item]) -> Iterator[tuple[Item, Item | None]]:
    """Each item and the requirement it belongs to: a requirement, then its criteria."""
    for item in items:
        yield item, None
        for criterion in item.criteria:
            yield criterion, item


def content_hash(*texts: str) -> str:
    """SHA-256 in hex of what the texts say.

    The same for other white space, line breaks, upper and lower case, typographic or straight quotation marks, and
    marks at the end of a line: those change when a text is moved, reformatted or typed again in another editor.
    Different for every other change, that of one digit included.
    """
    lines = (line.rstrip(_ENDS) for text in texts for line in text.splitlines())
    words = unicodedata.normalize("NFC", " ".join(lines)).translate(_QUOTES).casefold().split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()
