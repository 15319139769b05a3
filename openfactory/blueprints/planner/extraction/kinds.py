"""Kinds of work: by which specialist something is done.

A heading decides first (its own, then those above it), then the languages of code blocks, then which kind's words
the text has most often, at least twice; of equal counts the first kind in the list wins. What says nothing of all this
is BACKEND.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openfactory.blueprints.planner.extraction.headings import without_number
from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import attribute, plain_text, text_blocks

BACKEND = "backend"
Words = Mapping[str, Sequence[str]]  # a template's own: kind → words that headings and texts have


@dataclass(frozen=True, slots=True)
class Kind:
    """`layer`: headings that name a layer of a feature and no part of it; `words`: what else speaks for the kind;
    `languages`: of code; `after`: kinds whose work comes first, where there is any."""

    name: str
    title: str
    layer: str
    words: str
    languages: frozenset[str] = frozenset()
    after: tuple[str, ...] = ()


KINDS = (
    Kind(
        "database",
        "database",
        r"data|data ?base|data model|model|schemas?|tables?|migrations?|storage|entities",
        r"tables?|columns?|index(?:es)?|migrations?|constraints?|foreign keys?|sql|postgresql|sqlite",
        frozenset({"sql"}),
    ),
    Kind(
        BACKEND,
        "backend",
        r"logic|services?|backend|algorithms?|jobs?|rules",
        r"algorithms?|jobs?|workers?|services?|queues?|transactions?",
        frozenset({"python", "go", "rust", "java", "kotlin", "csharp", "ruby", "php", "swift", "scala", "elixir"}),
        ("database",),
    ),
    Kind(
        "api",
        "API",
        r"interfaces?|end ?points?|apis?|routes?|errors?|error codes|events|messages|contracts?",
        r"endpoints?|routes?|requests?|responses?|status codes?|headers?|webhooks?|graphql|rest",
        frozenset({"http", "graphql", "openapi"}),
        ("database", BACKEND),
    ),
    Kind(
        "ui",
        "UI",
        r"screens?|ui|user interfaces?|front[ -]?end|views|pages|layouts?|accessibility|dialogues?|forms",
        r"screens?|buttons?|dialogues?|pages?|forms?|keyboard|touch|colours?|colors?|layouts?|wcag",
        frozenset({"css", "html", "jsx", "tsx", "vue", "svelte"}),
        ("database", BACKEND, "api"),
    ),
    Kind(
        "infrastructure",
        "infrastructure",
        r"deployment|infrastructure|operations?|monitoring|hosting|configuration|roll-?out|environments?",
        r"deploy(?:ed|ment|s)?|containers?|kubernetes|docker|backups?|monitoring|hosting|cron",
        frozenset({"dockerfile", "terraform", "hcl", "sh", "bash", "shell", "nginx"}),
    ),
    Kind(
        "security",
        "security",
        r"security|permissions?|privacy|authori[sz]ation|authentication|rights",
        r"passwords?|encrypt(?:ed|ion|s)?|permissions?|secrets?|tokens?|access rights?",
    ),
    Kind(
        "tests",
        "tests",
        r"tests?|testing|checks?|test plan|test cases|verification|quality assurance",
        r"tests?|tested|test cases?|fixtures?",
        frozenset({"gherkin", "cucumber"}),
        ("database", BACKEND, "api", "ui"),
    ),
    Kind(
        "documentation",
        "documentation",
        r"documentation|docs|user guide|handbook|manual|help(?: texts)?|training",
        r"documentation|handbook|manual|guide|help texts?",
        frozenset(),
        ("database", BACKEND, "api", "ui"),
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
_LAYERS = {kind.name: re.compile(kind.layer, re.IGNORECASE) for kind in KINDS}
_HEADINGS = {kind.name: re.compile(rf"\b(?:{kind.layer})\b", re.IGNORECASE) for kind in KINDS}
_WORDS = {kind.name: re.compile(rf"\b(?:{kind.words})\b", re.IGNORECASE) for kind in KINDS}


def is_layer(title: str) -> bool:
    """Whether a heading names a layer of the feature ("Data", "Endpoints", "Tests"), and no part of what it does."""
    words = without_number(title)
    return any(layer.fullmatch(words) for layer in _LAYERS.values())


def kind_of(headings: Sequence[str], blocks: Sequence[Node], own: Words) -> str:
    """The kind of work that blocks below these headings (outermost first) are; a template's own kinds go first."""
    for heading in reversed(headings):
        if (found := _of_heading(without_number(heading), own)) is not None:
            return found
    document: Node = {"type": "doc", "content": list(blocks)}
    languages = Counter(
        str(attribute(block, "language", "")).casefold()
        for _, block in text_blocks(document)
        if "Block" in block["type"]
    )
    by_code = Counter({kind.name: sum(languages[language] for language in kind.languages) for kind in KINDS})
    text = plain_text(document)
    by_words = Counter({name: len(pattern.findall(text)) for name, pattern in {**_own(own), **_WORDS}.items()})
    for counts, enough in ((by_code, 1), (by_words, 2)):
        if (most := max(counts.values())) >= enough:
            return next(name for name, count in counts.items() if count == most)
    return BACKEND


def _of_heading(words: str, own: Words) -> str | None:
    for name, pattern in {**_own(own), **_HEADINGS}.items():
        if pattern.search(words):
            return name
    return None


def _own(own: Words) -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE) for name, words in own.items()
    }
