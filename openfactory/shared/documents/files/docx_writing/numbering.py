"""The lists of a Word file: each has a numbering of its own, so that each begins where it should."""

from __future__ import annotations

from dataclasses import dataclass, field

from openfactory.shared.documents.files.docx_writing.xml import NAMESPACES, tag
from openfactory.shared.documents.files.labels import bullet
from openfactory.shared.documents.files.word import STEP

DEEPEST = 8  # Word numbers nine levels, from 0
_KINDS = {"bulletList": 1, "orderedList": 2, "taskList": 3}


@dataclass
class Numbering:
    """The lists so far."""

    lists: list[str] = field(default_factory=list)

    def begin(self, kind: str, level: int, start: int) -> int:
        """A new list on this level; the number that its items name it by."""
        number = len(self.lists) + 1
        restart = tag("lvlOverride", tag("startOverride", val=start), ilvl=level) if kind == "orderedList" else ""
        self.lists.append(tag("num", tag("abstractNumId", val=_KINDS[kind]), restart, numId=number))
        return number

    def xml(self) -> str:
        """numbering.xml."""
        kinds = "".join(
            tag("abstractNum", tag("multiLevelType", val="multilevel"), *_levels(kind), abstractNumId=number)
            for kind, number in _KINDS.items()
        )
        return f"<w:numbering {NAMESPACES}>{kinds}{''.join(self.lists)}</w:numbering>"


def _levels(kind: str) -> list[str]:
    return [_level(kind, level) for level in range(DEEPEST + 1)]


def _level(kind: str, level: int) -> str:
    formats = {"bulletList": ("bullet", bullet(level)), "orderedList": ("decimal", f"%{level + 1}.")}
    # The box of a task is in its text, where it can be ticked in Word.
    number, text = formats.get(kind, ("none", ""))
    return tag(
        "lvl",
        tag("start", val=1),
        tag("numFmt", val=number),
        tag("suff", val="nothing") if kind == "taskList" else "",
        tag("lvlText", val=text),
        tag("lvlJc", val="left"),
        tag("pPr", tag("ind", left=STEP * (level + 1), hanging=STEP)),
        ilvl=level,
    )
