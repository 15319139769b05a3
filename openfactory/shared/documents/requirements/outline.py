"""Where a reader of a document is: under which headings, in which requirement, and what came before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from openfactory.shared.documents.requirements.drafts import Draft
from openfactory.shared.documents.requirements.headings import Sense
from openfactory.shared.documents.requirements.keys import Key


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands inside others: in which requirement, in whose text, in how many lists, among criteria?"""

    owner: Draft | None = None
    body: Draft | None = None
    depth: int = 0  # blocks around it
    lists: int = 0
    criteria: bool = False


class Section(NamedTuple):
    """A heading, and what it says about the blocks below."""

    level: int
    title: str
    sense: Sense | None


@dataclass(slots=True)
class Outline:
    """Items found so far, and what decides on the next.

    open     headings with a key, and their levels: what follows is their text
    latest   the requirement that a criterion outside of any requirement belongs to
    since    requirements found after the last heading
    """

    found: list[Draft] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    open: list[tuple[int, Draft]] = field(default_factory=list)
    latest: Draft | None = None
    since: list[Draft] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """The titles above."""
        return tuple(section.title for section in self.sections)

    @property
    def sense(self) -> Sense | None:
        """Of the nearest heading that says one."""
        return next((section.sense for section in reversed(self.sections) if section.sense), None)

    def body(self, place: Place) -> Draft | None:
        """The item whose text a block adds to."""
        return place.body or (self.open[-1][1] if self.open else None)

    def owner(self, place: Place) -> Draft | None:
        """The requirement that a criterion here belongs to."""
        around = place.owner or (self.open[-1][1] if self.open else self.latest)
        return around.owner if around and around.kind == "criterion" else around

    def close(self, level: int) -> None:
        """Sections of this level and below are over."""
        self.sections = [section for section in self.sections if section.level < level]
        self.open = [entry for entry in self.open if entry[0] < level]

    def enter(self, level: int, title: str, sense: Sense | None) -> None:
        """A heading. Criteria in a section of their own belong to the one requirement of the section before."""
        alone = self.since[0] if len(self.since) == 1 and sense == "criteria" and not self.open else None
        if sense or self.sense != "criteria":
            self.latest = alone
        self.since = []
        self.sections.append(Section(level, title, sense))

    def end(self, key: Key) -> None:
        """A key ends what was open before: a requirement's everything, a criterion's a criterion."""
        if key.kind == "requirement":
            self.open = []
        elif self.open and self.open[-1][1].kind == "criterion":
            self.open.pop()

    def note(self, draft: Draft) -> Draft:
        """One more item."""
        self.found.append(draft)
        if draft.kind == "requirement":
            self.since.append(draft)
            self.latest = draft
        return draft

    def settle(self, before: int, place: Place) -> None:
        """After a list or table that began when there were `before` requirements: what follows it belongs to a
        requirement in it only if that is the only one."""
        new = self.since[before:]
        if new and not place.owner:
            self.latest = new[0] if len(new) == 1 else None
