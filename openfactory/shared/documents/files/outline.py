"""The headings of a document: what a table of contents lists and what `#…` links lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from openfactory.shared.documents.content.nodes import Node
from openfactory.shared.documents.content.text import children, inline_text

_NO_SLUG = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Heading:
    """A heading that stands directly in its document. `slug` is unique there."""

    node: Node
    level: int
    text: str
    slug: str


@dataclass(frozen=True)
class Outline:
    """The headings of one document, in order."""

    headings: Sequence[Heading]

    @classmethod
    def of(cls, content: Node) -> Outline:
        """What a document has. Headings inside quotes, lists and tables are not listed: they divide nothing."""
        seen: dict[str, int] = {}
        nodes = [(node, text) for node in children(content) if node["type"] == "heading" and (text := _line(node))]
        return cls([Heading(node, node["attrs"]["level"], text, _slug(text, seen)) for node, text in nodes])

    @cached_property
    def by_slug(self) -> Mapping[str, Heading]:
        """For links inside the document: `#acceptance-criteria`."""
        return {heading.slug: heading for heading in self.headings}

    @cached_property
    def chapters(self) -> Sequence[Heading]:
        """Those of the highest level that there is."""
        top = min((heading.level for heading in self.headings), default=0)
        return [heading for heading in self.headings if heading.level == top]


def repeats_title(content: Node, title: str) -> bool:
    """Whether the document begins with its own title as a heading, which then must not be printed twice."""
    first = next(iter(children(content)), None)
    return first is not None and first["type"] == "heading" and _line(first).casefold() == title.strip().casefold()


def without_title(content: Node, title: str) -> Node:
    """The content below its title."""
    return {**content, "content": children(content)[1:]} if repeats_title(content, title) else content


def _line(node: Node) -> str:
    return " ".join(inline_text(node).split())


def _slug(text: str, seen: dict[str, int]) -> str:
    """As Git hosts make them: lower case, hyphens for spaces, no punctuation, a number where it was there before."""
    slug = _NO_SLUG.sub("", text.lower()).replace(" ", "-")
    seen[slug] = seen.get(slug, -1) + 1
    return f"{slug}-{seen[slug]}" if seen[slug] else slug
