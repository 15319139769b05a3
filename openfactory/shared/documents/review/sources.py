"""Where the rules come from. All are paraphrased; numbers are those of the sources."""

from __future__ import annotations

from dataclasses import dataclass

_TITLES = {
    "incose": "INCOSE Guide to Writing Requirements v4",
    "iso": "ISO/IEC/IEEE 29148:2018",
    "smells": "Femmer et al., Rapid quality assurance with Requirements Smells, JSS 123 (2017)",
    "ears": "Mavin et al., Easy Approach to Requirements Syntax, RE'09",
    "quars": "Fabbrini et al., quality model of QuARS (2001)",
    "arm": "Wilson et al., Automated analysis of requirement specifications, ICSE 1997",
    "stories": "Lucassen et al., Quality User Story framework, REJ 21 (2016)",
    "gherkin": "Gherkin reference",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A work, and where in it."""

    work: str
    place: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (_TITLES[self.work], self.place)))


def incose(*rules: int) -> Source:
    """By the numbers of rules."""
    return Source("incose", ", ".join(f"R{number}" for number in rules))


def iso(place: str) -> Source:
    """By clause, and what it asks for."""
    return Source("iso", place)
