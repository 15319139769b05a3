"""The thresholds of likeness hold on real documents: what was edited is told from what is something else."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

from openfactory.shared.documents.content.markdown import read_markdown
from openfactory.shared.documents.requirements.items import flatten
from openfactory.shared.documents.requirements.matching import ALIKE, ALIKE_HERE
from openfactory.shared.documents.requirements.parsing import find_requirements
from openfactory.shared.documents.requirements.similarity import Corpus, cosine

DOCUMENTS = sorted((Path(__file__).parents[3] / "data" / "product").glob("*.md"))
NEW_WORDS = ["queue", "server", "window", "audit", "weekly", "header", "archive", "colour", "region"]


@pytest.fixture(scope="module")
def groups() -> list[list[str]]:
    """The words of the requirements, and of the criteria, of each document."""
    found = []
    for document in DOCUMENTS:
        items = [item for item, _ in flatten(find_requirements(read_markdown(document.read_text())))]
        found += [[item.words for item in items if item.kind == kind] for kind in ("requirement", "criterion")]
    return [group for group in found if len(group) >= 5]


def edited(text: str) -> str:
    """With a quarter of its words changed, left out, or preceded by new ones."""
    words = text.split()
    for _ in range(max(1, len(words) // 4)):
        at = random.randrange(max(1, len(words)))
        words[at : at + random.randint(0, 1)] = random.choices(NEW_WORDS, k=random.randint(0, 1))
    return " ".join(words)


def first_half(text: str) -> str:
    words = text.split()
    return " ".join(words[: max(2, len(words) // 2)])


def scores(groups: list[list[str]], change: Callable[[str], str]) -> list[float]:
    """How alike each text is to itself after a change, sorted."""
    random.seed(7)
    corpora = [(group, Corpus(group)) for group in groups]
    return sorted(
        cosine(vector, corpus.vector(change(text)))
        for group, corpus in corpora
        for text, vector in zip(group, corpus.vectors, strict=True)
    )


def between(groups: list[list[str]]) -> Iterator[float]:
    for group in groups:
        yield from (cosine(one, other) for one, other in combinations(Corpus(group).vectors, 2))


def test_there_is_enough_to_measure(groups):
    assert sum(map(len, groups)) > 500


def test_edited_texts_are_recognised(groups):
    found = scores(groups, edited)

    assert found[len(found) // 100] >= ALIKE


def test_halves_of_texts_are_recognised(groups):
    found = scores(groups, first_half)

    assert found[len(found) // 20] >= ALIKE


def test_different_texts_are_told_apart(groups):
    found = sorted(between(groups))

    assert found[len(found) * 999 // 1000] < ALIKE
    assert found[len(found) * 98 // 100] < ALIKE_HERE
