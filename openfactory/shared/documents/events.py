"""Facts about documents. Each collection announces them under names of its own: `foundry.blueprint.edited`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeVar
from uuid import UUID

from openfactory.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentEvent(Event):
    """What every fact about a document says. `noun` is empty where it is the collection's own."""

    noun: ClassVar[str] = ""
    past: ClassVar[str]

    document_id: UUID
    type: str

    @property
    def entity_id(self) -> UUID:
        """The document."""
        return self.document_id


@dataclass(frozen=True, kw_only=True)
class Created(DocumentEvent):
    """There is a new document."""

    past: ClassVar[str] = "created"
    title: str
    feature_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class Changed(DocumentEvent):
    """Title or place are others now. A feature's new name changes the titles of its documents."""

    past: ClassVar[str] = "changed"
    title: str


@dataclass(frozen=True, kw_only=True)
class Edited(DocumentEvent):
    """The document says something else: there is a new version of it.

    `content_hash` is the SHA-256 of what it says; keys of requirements found in it that are new, say something
    else, or have gone.
    """

    past: ClassVar[str] = "edited"
    title: str
    version_number: int
    content_hash: str
    summary: str | None
    added: list[str]
    reworded: list[str]
    removed: list[str]


@dataclass(frozen=True, kw_only=True)
class Deleted(DocumentEvent):
    """The document is out of reach until it is restored."""

    past: ClassVar[str] = "deleted"
    title: str


@dataclass(frozen=True, kw_only=True)
class Restored(DocumentEvent):
    """A document that was deleted is back."""

    past: ClassVar[str] = "restored"
    title: str


@dataclass(frozen=True, kw_only=True)
class VersionKept(DocumentEvent):
    """Somebody has given the present text a version of its own, under a summary."""

    past: ClassVar[str] = "versioned"
    version_number: int
    summary: str | None


@dataclass(frozen=True, kw_only=True)
class SuggestionEvent(DocumentEvent):
    """What every fact about a suggestion says."""

    noun: ClassVar[str] = "suggestion"
    suggestion_id: UUID

    @property
    def entity_id(self) -> UUID:
        """The suggestion."""
        return self.suggestion_id


@dataclass(frozen=True, kw_only=True)
class SuggestionProposed(SuggestionEvent):
    """Somebody proposes edits."""

    past: ClassVar[str] = "proposed"
    agent_type: str | None
    count: int


@dataclass(frozen=True, kw_only=True)
class SuggestionAccepted(SuggestionEvent):
    """A person has taken the edits with these ids; `partially` where there were others."""

    past: ClassVar[str] = "accepted"
    diff_ids: list[str]
    partially: bool


@dataclass(frozen=True, kw_only=True)
class SuggestionRejected(SuggestionEvent):
    """A person wants none of it."""

    past: ClassVar[str] = "rejected"


ALL: tuple[type[DocumentEvent], ...] = (
    Created,
    Changed,
    Edited,
    Deleted,
    Restored,
    VersionKept,
    SuggestionProposed,
    SuggestionAccepted,
    SuggestionRejected,
)
E = TypeVar("E", bound=DocumentEvent)


def named(kind: type[E], module: str, noun: str) -> type[E]:
    """The kind of event under a collection's name: `Created` of a `blueprint` is `foundry.blueprint.created`."""
    name = f"{module}.{kind.noun or noun}.{kind.past}"
    return type(kind.__name__, (kind,), {"name": name, "__doc__": kind.__doc__, "__module__": f"{module}.events"})
