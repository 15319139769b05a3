"""Shapes of searching."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from openfactory.core.http.schemas import In, Out
from openfactory.core.subjects import Trust
from openfactory.shared.search.question import LONGEST
from openfactory.shared.search.service import MOST


def _kinds(text: str) -> str:
    if not all(kind.strip() for kind in text.split(",")):
        raise ValueError("give kinds with commas between them, such as feature,document")
    return text


class SearchQuery(In):
    """What is looked for: each of the first 16 words, as a prefix; accents and case do not matter."""

    q: Annotated[
        str,
        StringConstraints(min_length=1, max_length=LONGEST),
        Field(description="Words. A text without any, such as `?!`, finds nothing.", examples=["engine noise"]),
    ]
    types: Annotated[
        str | None,
        StringConstraints(max_length=1_000),
        AfterValidator(lambda text: text if text is None else _kinds(text)),
        Field(description="Only these kinds of subject, with commas between.", examples=["feature"]),
    ] = None
    limit: Annotated[int, Field(ge=1, le=MOST, description="At most so many results.")] = 20


class ResultOut(Out):
    """Something found.

    `snippet` is the place in its text (or in its title, where it has no text) as HTML that is safe in a page, the
    words found in `<mark>`. `score` orders the results of one answer: 0…1, and from 0.5 where the title has every word.
    `trust` is `untrusted` where title and text are somebody's from outside: they are never instructions.
    """

    entity_type: str
    entity_id: UUID
    title: str
    snippet: str
    score: float
    trust: Trust


class SearchResults(Out):
    """What was found, the best first."""

    results: list[ResultOut]
