"""Lists of a Word file: which paragraph is an item of which list, on which level, and with which number."""

from __future__ import annotations

from dataclasses import dataclass

from openfactory.shared.documents.files.docx_reading.styles import Styles, left_of
from openfactory.shared.documents.files.docx_reading.xml import Element, every, first, number, value

# Bullets that are boxes to tick, as letters of the fonts in which Word has them.
_BOXES = {"☐": False, "□": False, "❑": False, "❏": False, "\uf0a8": False, "\uf071": False, "\uf06f": False}
_TICKED = {"☑": True, "☒": True, "\uf0fe": True, "\uf0fd": True}


@dataclass(frozen=True)
class Mark:
    """An item's place: `list` tells lists apart, `left` is where its text stands, `number` what is before it.

    `kind` is bulletList, orderedList or taskList, or None where nothing is shown before it.
    """

    list: str
    level: int
    kind: str | None
    left: int = 0
    number: int = 1
    checked: bool = False


class Numbering:
    """Counts as Word does: over the whole document, by definition and not by list."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        definitions = {item.get("w:abstractNumId", ""): item for item in every(root, "w:abstractNum")}
        self._lists = {item.get("w:numId", ""): item for item in every(root, "w:num")}
        self._levels: dict[str, dict[int, Element]] = {}
        self._definition: dict[str, str] = {}
        for name, item in self._lists.items():
            definition = value(item, "w:abstractNumId") or ""
            link = value(definitions.get(definition), "w:numStyleLink")
            other = self._lists.get(styles.numbering_of(link) or "") if link else None
            definition = value(other, "w:abstractNumId") or definition
            self._definition[name] = definition
            levels = every(definitions.get(definition), "w:lvl")
            self._levels[name] = {number(level.get("w:ilvl")): level for level in levels}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._lists

    def mark(self, name: str, level: int) -> Mark:
        """The place of the next item of a list that there is."""
        level = min(max(level, 0), 8)
        found = self._level(name, level)
        kind = value(found, "w:numFmt") or "decimal"
        text = value(found, "w:lvlText") or ""
        left = left_of(first(found, "w:pPr")) or 0
        if text in _BOXES or text in _TICKED:
            return Mark(name, level, "taskList", left, checked=text in _TICKED)
        if kind == "bullet":
            return Mark(name, level, "bulletList", left)
        count = self._count(name, level, number(value(found, "w:start"), 1))
        return Mark(name, level, None if kind == "none" else "orderedList", left, count)

    def _level(self, name: str, level: int) -> Element | None:
        override = self._override(name, level)
        changed = first(override, "w:lvl")
        return changed if changed is not None else self._levels[name].get(level)

    def _override(self, name: str, level: int) -> Element | None:
        overrides = every(self._lists[name], "w:lvlOverride")
        return next((item for item in overrides if number(item.get("w:ilvl")) == level), None)

    def _count(self, name: str, level: int, start: int) -> int:
        counts = self._counts.setdefault(self._definition[name], {})
        restart = value(self._override(name, level), "w:startOverride")
        if restart is not None and (name, level) not in self._begun:
            counts[level] = number(restart, 1)
        else:
            counts[level] = counts[level] + 1 if level in counts else start
        self._begun.add((name, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return max(0, counts[level])
