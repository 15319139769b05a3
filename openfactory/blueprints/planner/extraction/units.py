"""Cutting a blueprint into units: what can be done by itself.

1. Where the author lists what is to be done (sections "Steps", "Implementation plan", "Phase 1 …"), those are the
   units: each section below, else each task of its list, else each item. Ticked tasks are done, and none.
2. Else, in a feature's blueprint, each of its topmost sections is one, but for asides and what only explains.
3. Things that are left to do ("To do", "Next steps") are units in either case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openfactory.blueprints.planner.extraction.hashing import wording
from openfactory.blueprints.planner.extraction.headings import Sense, holds_phases, read_heading, without_number
from openfactory.blueprints.planner.extraction.items import Item, items_of, without_done
from openfactory.blueprints.planner.extraction.kinds import is_layer
from openfactory.blueprints.planner.extraction.parts import Part, item_blocks
from openfactory.blueprints.planner.extraction.rules import Rules
from openfactory.blueprints.planner.extraction.sections import Section, read_sections
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children

_NO_WORK = (Sense.ASIDE, Sense.CRITERIA)


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that can be done by itself.

    title    in one line
    blocks   what is said of it, without its heading; of a task without its first paragraph
    part     where it stands
    start, end, pointer   its blocks in the document, and the JSON pointer of where it begins
    phase    the phase it is in
    layer    a layer of the feature ("Data", "Tests") and no part of what it does
    number   its place in a list of steps, from 1
    """

    title: str
    blocks: tuple[Node, ...]
    part: Part
    start: int
    end: int
    pointer: str
    phase: str | None = None
    layer: bool = False
    number: int | None = None


def cut(content: Node, rules: Rules, *, sliceable: bool) -> list[Unit]:
    """The units in the order of the text. Of what is not `sliceable` only sections that list work are looked at."""
    return _Cutter(content, rules).units(sliceable)


class _Cutter:
    def __init__(self, content: Node, rules: Rules) -> None:
        self.blocks = children(content)
        self.root = read_sections(content)
        self.rules = rules

    def sense(self, section: Section) -> Sense:
        return read_heading(section.title, breakdown=self.rules.breakdown, skip=self.rules.skip)

    def units(self, sliceable: bool) -> list[Unit]:
        lists = [section for section in self._lists_of_work() if self._lists_anything(section)]
        units = [unit for section in lists for unit in self._work(section, None)]
        if not lists and sliceable:
            units = list(self._sections())
        return sorted([*units, *self._left_to_do()], key=lambda unit: (unit.start, unit.number or 0))

    def _lists_of_work(self) -> Iterable[Section]:
        for section in self.root.children:
            sense = self.sense(section)
            if sense in (Sense.BREAKDOWN, Sense.PHASE):
                yield section
            elif sense in (Sense.CONTEXT, Sense.PLAIN):
                yield from (child for child in section.children if self._lists_tasks(child))

    def _lists_anything(self, section: Section) -> bool:
        """Whether there is work in it, be it all done."""
        below = any(self.sense(child) not in _NO_WORK for child in section.children)
        return below or bool(self._items(section)) or self.sense(section) is Sense.PHASE

    def _lists_tasks(self, section: Section) -> bool:
        """Deeper in the text "Steps" may be those of an algorithm: only tasks and phases count there."""
        sense = self.sense(section)
        tasks = any(item.task for item in self._items(section))
        return sense is Sense.PHASE or (sense is Sense.BREAKDOWN and tasks)

    def _work(self, section: Section, phase: str | None) -> list[Unit]:
        sense = self.sense(section)
        phase = without_phase_marks(section.title) if sense is Sense.PHASE else phase
        items = self._items(section)
        tasks = [(number, item) for number, item in enumerate(items, 1) if item.task]
        below = [child for child in section.children if self.sense(child) not in _NO_WORK]
        if below:
            units = self._of_items(section, tasks, phase)
            for child in below:
                units += self._below(section, child, phase)
            return units
        if items:
            return self._of_items(section, tasks or list(enumerate(items, 1)), phase)
        return [unit for unit in [self._of_section(section, phase)] if unit and sense is Sense.PHASE]

    def _below(self, section: Section, child: Section, phase: str | None) -> list[Unit]:
        sense = self.sense(child)
        if sense in (Sense.PHASE, Sense.BREAKDOWN):
            return self._work(child, phase)
        if holds_phases(section.title):
            named = without_phase_marks(child.title)
            return self._work(child, named) or [unit for unit in [self._of_section(child, named)] if unit]
        unit = self._of_section(child, phase) if sense is not Sense.CONTEXT else None
        return [unit] if unit else []

    def _sections(self) -> Iterable[Unit]:
        for section in self.root.children:
            if self.sense(section) in (Sense.PLAIN, Sense.BREAKDOWN):
                units = (
                    self._leaves(section) if self.rules.strategy == "specialist" else [self._of_section(section, None)]
                )
                yield from (unit for unit in units if unit)

    def _leaves(self, section: Section) -> Iterable[Unit | None]:
        """Each section's own part by itself, since it may be another specialist's than those below it."""
        yield self._of_section(section, None, own=bool(section.children))
        for child in section.children:
            if self.sense(child) not in _NO_WORK:
                yield from self._leaves(child)

    def _left_to_do(self) -> Iterable[Unit]:
        for section in self.root.children:
            if self.sense(section) is Sense.TO_DO:
                items = list(enumerate(self._items(section), 1))
                tasks = [(number, item) for number, item in items if item.task]
                yield from self._of_items(section, tasks or items, None)
                for child in section.children:
                    if (unit := self._of_section(child, None)) is not None:
                        yield unit

    def _items(self, section: Section) -> list[Item]:
        return items_of(self.blocks[section.body : section.own_end], section.body)

    def _of_items(self, section: Section, items: Sequence[tuple[int, Item]], phase: str | None) -> list[Unit]:
        return [self._of_item(section, number, item, phase) for number, item in items if item.text and not item.done]

    def _of_item(self, section: Section, number: int, item: Item, phase: str | None) -> Unit:
        place = int(item.pointer.split("/")[2])
        part = Part(section.path, section.nth, item.text, hash=wording(item_blocks(item)))
        return Unit(item.text, item.more, part, place, place + 1, item.pointer, phase, number=number)

    def _of_section(self, section: Section, phase: str | None, *, own: bool = False) -> Unit | None:
        """The section as a unit; None for one in which nothing is left to be done."""
        end = section.own_end if own else section.end
        blocks = self._without_criteria(section, end)
        if not without_done(blocks):
            return None
        part = Part(section.path, section.nth, own=own, hash=wording(self.blocks[section.body : end]))
        title, pointer = without_number(section.title), f"/content/{section.start}"
        return Unit(title, tuple(blocks), part, section.start, end, pointer, phase, is_layer(section.title))

    def _without_criteria(self, section: Section, end: int) -> list[Node]:
        """Its blocks but for sections of acceptance criteria, which go where those belong."""
        out: set[int] = set()
        for inner in section.walk():
            if inner is not section and self.sense(inner) is Sense.CRITERIA:
                out.update(range(inner.start, inner.end))
        return [block for index, block in enumerate(self.blocks[section.body : end], section.body) if index not in out]


def without_phase_marks(title: str) -> str:
    """A phase's name: its heading, in one line of at most 200 characters."""
    return " ".join(title.split()).strip(" :")[:200] or "Phase"
