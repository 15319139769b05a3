"""Items while a document is being read, and how they are finished."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from openfactory.shared.documents.requirements.ears import read_ears
from openfactory.shared.documents.requirements.items import Ears, Item, Kind, Pattern, Step, Story, content_hash
from openfactory.shared.documents.requirements.keys import requirement_of
from openfactory.shared.documents.requirements.masking import mask_quotes
from openfactory.shared.documents.requirements.scenarios import is_scenario, read_steps, scenario_title
from openfactory.shared.documents.requirements.sentences import sentences
from openfactory.shared.documents.requirements.wording import read_story


@dataclass(slots=True, eq=False)
class Draft:
    """`owner` is the requirement around a criterion, or before it. `defines`: it is more than a line about a key."""

    kind: Kind
    key: str | None
    pointer: str
    section: tuple[str, ...]
    title: str = ""
    lines: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    owner: Draft | None = None
    defines: bool = False
    criteria: list[Draft] = field(default_factory=list)

    def add(self, text: str, pointer: str | None = None) -> None:
        """One more block of its text; with its pointer, if the words in it are the authors' own."""
        text = text.strip()
        if text:
            self.lines.append(text)
            if pointer is not None:
                self.blocks.append(pointer)

    def finished(self) -> Item:
        """The item, with its criteria."""
        text = "\n".join(self.lines)
        steps = self._steps(text) if self.kind == "criterion" else []
        pattern, parts = _form(text or self.title)
        return Item(
            kind=self.kind,
            key=self.key,
            title=self.title,
            text=text,
            pattern="given_when_then" if steps else pattern,
            parts=None if steps else parts,
            steps=tuple(steps),
            pointer=self.pointer,
            blocks=tuple(self.blocks),
            section=self.section,
            content_hash=content_hash(self.title, *(f"{step.keyword} {step.text}" for step in steps))
            if steps
            else content_hash(self.title, text),
            criteria=tuple(criterion.finished() for criterion in self.criteria),
        )

    def _steps(self, text: str) -> list[Step]:
        if self.steps:
            return self.steps
        first, _, rest = text.partition("\n")
        if (title := scenario_title(first)) is not None and is_scenario(steps := read_steps(rest)):
            self.title = self.title or title
            return steps
        steps = read_steps(text or self.title)
        return steps if is_scenario(steps) or (steps and steps[0].keyword == "given") else []


def references(drafts: Iterable[Draft]) -> frozenset[str]:
    """Pointers of blocks that begin with the key of a requirement which another block defines: "REQ-7: first release".

    A heading defines, and what stands below a heading for requirements, and a sentence that binds. Where no block with
    the key does, the first one counts.
    """
    keyed: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.kind == "requirement" and draft.key:
            keyed[draft.key].append(draft)
    groups = (found for found in keyed.values() if len(found) > 1)
    return frozenset(draft.pointer for found in groups for draft in found if draft not in _defining(found))


def _defining(found: list[Draft]) -> list[Draft]:
    return [draft for draft in found if draft.defines] or found[:1]


def assembled(drafts: Iterable[Draft]) -> list[Item]:
    """Requirements with their criteria, and criteria of none, in the order of the document."""
    found = list(drafts)
    keyed: dict[str, Draft] = {}
    for draft in found:
        if draft.kind == "requirement" and draft.key:
            keyed.setdefault(draft.key, draft)
    roots = []
    for draft in found:
        owner = _owner(draft, keyed)
        if owner is None:
            roots.append(draft)
        else:
            owner.criteria.append(draft)
    return [draft.finished() for draft in roots]


def _owner(draft: Draft, keyed: dict[str, Draft]) -> Draft | None:
    """By what its key says; where that names nothing here, by its place."""
    if draft.kind == "requirement":
        return None
    named = requirement_of(draft.key)
    if named is None or (draft.owner and draft.owner.key == named):
        return draft.owner
    return keyed.get(named, draft.owner)


def _form(text: str) -> tuple[Pattern, Ears | Story | None]:
    if story := read_story(text):
        return "user_story", story
    for line in text.splitlines():
        if story := read_story(line):
            return "user_story", story
        for start, end in sentences(line):
            if ears := _ears(line[start:end]):
                return ears.pattern, ears
    return "plain", None


def _ears(sentence: str) -> Ears | None:
    """Read with quoted words masked, so that "If …" on a button is no condition; told in the text's own words."""
    blotted = mask_quotes(sentence)
    return read_ears(sentence) if blotted == sentence or read_ears(blotted) else None
