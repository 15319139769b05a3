"""What goes into an exported file: documents, and a cover where many are bound as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from openfactory.shared.documents.content.nodes import Node

# What files say of their age when nobody tells it: the same input then gives the same bytes.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Printed:
    """One document. `subtitle`: what stands below its title, such as its kind, feature, version and date."""

    title: str
    content: Node
    subtitle: Sequence[str] = ()


@dataclass(frozen=True)
class Cover:
    """The first page of many documents in one file; it is followed by a table of contents."""

    title: str
    subtitle: Sequence[str] = ()


@dataclass(frozen=True)
class Volume:
    """One file. `language` is a BCP 47 tag; `made_at` is what the file says of its age."""

    documents: Sequence[Printed]
    cover: Cover | None = None
    language: str = "en"
    made_at: datetime = UNDATED

    @property
    def title(self) -> str:
        """What the file is called in a viewer's window."""
        if self.cover:
            return self.cover.title
        return self.documents[0].title if self.documents else ""

    @property
    def subject(self) -> str:
        """What is told below that title, in one line."""
        about = self.cover or (self.documents[0] if self.documents else None)
        return " · ".join(about.subtitle) if about else ""
