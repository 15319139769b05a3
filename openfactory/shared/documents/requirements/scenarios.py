"""Scenarios: Given, When, Then, in a sentence, over several lines, or as Gherkin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openfactory.shared.documents.requirements.items import Step

_LINE = re.compile(r"\s*(?:[-*•]\s+)?(given|when|then|and|but)\b[,:]?\s+", re.IGNORECASE)
_TITLE = re.compile(r"\s*(?:scenario(?:\s+(?:outline|template))?|example)(?:\s+\d+)?\s*:\s*(.*)", re.IGNORECASE)
_SECTION = re.compile(r"\s*(feature|rule|background|examples|scenarios)\s*:", re.IGNORECASE)
_LANGUAGES = frozenset({"gherkin", "cucumber", "feature"})
# Inside a sentence a step begins after a mark or an "and"; where the marks are missing, at the bare word.
_INSIDE = {
    word: (
        re.compile(rf"(?:[,;.:]\s*(?:and\s+)?|\sand\s+){word}\b[,:]?\s+", re.IGNORECASE),
        re.compile(rf"\s{word}\s+"),
    )
    for word in ("given", "when", "then")
}


@dataclass(slots=True)
class Scenario:
    """`tags` are Gherkin's, without the @."""

    title: str = ""
    steps: list[Step] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def scenario_title(text: str) -> str | None:
    """What follows `Scenario:`; None for a text that does not begin so."""
    match = _TITLE.match(text)
    return match[1].strip() if match else None


def begins_step(text: str) -> str | None:
    """The keyword that a text begins with, in lower case."""
    match = _LINE.match(text)
    return match[1].lower() if match else None


def read_steps(text: str) -> list[Step]:
    """The steps of a text that begins with Given or When; none for other texts."""
    steps: list[Step] = []
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            if line.strip() and not steps:
                return []
            if line.strip():
                steps[-1] = Step(steps[-1].keyword, f"{steps[-1].text} {line.strip()}")
            continue
        steps += _cut(match[1].lower(), line[match.end() :])
    return steps if steps and steps[0].keyword in ("given", "when") else []


def is_scenario(steps: list[Step]) -> bool:
    """Whether steps tell of an outcome, or at least of a situation and of what happens in it."""
    words = {step.keyword for step in steps}
    return ("then" in words and bool(words & {"given", "when"})) or {"given", "when"} <= words


def is_gherkin(language: str, code: str) -> bool:
    """Whether a code block holds scenarios: by its language, or, without one, by its first line."""
    if language:
        return language.lower() in _LANGUAGES
    lines = [line for line in code.splitlines() if line.strip() and not line.lstrip().startswith(("@", "#"))]
    return bool(lines) and bool(
        re.match(r"\s*(?:feature|rule|background|scenario(?:\s+(?:outline|template))?)\s*:", lines[0], re.IGNORECASE)
    )


def read_gherkin(code: str) -> list[Scenario]:
    """The scenarios of a Gherkin text. The steps of a background come first in each scenario after it."""
    return _Gherkin().read(code)


class _Gherkin:
    def __init__(self) -> None:
        self.background: list[Step] = []
        self.tags: list[str] = []
        self.found: list[Scenario] = []
        self.into: list[Step] = []
        self.literal = False  # inside a doc string

    def read(self, code: str) -> list[Scenario]:
        for line in code.splitlines():
            self.line(line, line.strip())
        return [scenario for scenario in self.found if scenario.steps]

    def line(self, line: str, text: str) -> None:
        fence = text.startswith(('"""', "```"))
        self.literal ^= fence
        if fence or self.literal:
            self.more(text)
        elif not text or text.startswith("#"):
            return
        elif text.startswith("@"):
            self.tags += [word.lstrip("@") for word in text.split()]
        elif (title := scenario_title(line)) is not None:
            self.begin(title)
        elif match := _SECTION.match(line):
            self.section(match[1].lower())
        elif match := _LINE.match(line) or re.match(r"\s*(\*)\s+", line):
            self.step(match[1].lower().replace("*", "and"), line[match.end() :].strip())
        else:
            self.more(text)

    def begin(self, title: str) -> None:
        self.found.append(Scenario(title, list(self.background), self.tags))
        self.into, self.tags = self.found[-1].steps, []

    def section(self, word: str) -> None:
        if word == "background":
            self.background = self.into = []
        elif word in ("feature", "rule"):
            self.into, self.tags = [], []
        # "Examples:" and its table stay with the scenario before.

    def step(self, keyword: str, text: str) -> None:
        if not self.found and self.into is not self.background:
            self.begin("")
        self.into.append(Step(keyword, text))

    def more(self, text: str) -> None:
        if self.into:
            last = self.into[-1]
            self.into[-1] = Step(last.keyword, f"{last.text} {text}".strip())


def _cut(keyword: str, text: str) -> list[Step]:
    """One line as steps: what begins with Given may go on with when and then."""
    following = {"given": ("when", "then"), "when": ("then",)}.get(keyword, ())
    for word in following:
        match = _INSIDE[word][0].search(text) or _INSIDE[word][1].search(text)
        if match:
            return [_step(keyword, text[: match.start()]), *_cut(word, text[match.end() :])]
    return [_step(keyword, text)]


def _step(keyword: str, text: str) -> Step:
    return Step(keyword, text.strip().rstrip(",;."))
