"""Kinds of documents, and collections of kinds: what a module registers to have documents of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from openfactory.core.access import Access, Permission
from openfactory.core.access.references import register_reference
from openfactory.core.errors import NotFound
from openfactory.core.subjects import Subject, register_subject
from openfactory.shared.archiving import require_open
from openfactory.shared.documents import events as facts
from openfactory.shared.documents import ledger
from openfactory.shared.documents.models import Content, Document
from openfactory.shared.documents.texts import Text
from openfactory.shared.search.reindexing import Said, register_reindexer, rows_behind

# The content of the template with an id, or (without one) of the template that the project or its organization
# has chosen, if any; NotFound for an id that names none.
Templates = Callable[[Access, UUID | None], Awaitable[dict[str, Any] | None]]

_TEMPLATES = UUID("6d2f3f0c-6c53-5d0b-9f6f-0d2c1b8f2b5e")
_READ_SCOPES = frozenset({"project:read", "project:write", "mcp:read"})


@dataclass(frozen=True)
class Kind:
    """One kind of document.

    name          on the wire: `feature_requirements`
    title         for people: `Feature requirements`
    of_feature    each document is about a feature (which has at most one of the kind)
    diagram       what the source of its diagram (Mermaid) begins with; None for a kind without one
    requirements  its text is searched for requirements and acceptance criteria
    template      Markdown that a new document begins with, where the organization has no template for it
    starter       made when a project's documents are set up from the built-in template
    """

    name: str
    title: str
    of_feature: bool = False
    diagram: str | None = None
    requirements: bool = False
    template: str = ""
    starter: bool = False


@dataclass(frozen=True)
class Collection:
    """The documents of one module: its kinds, under one path, with permissions, events and a subject of its own.

    module        the module's name, first word of permissions and events: `foundry`
    noun, plural  one of the documents, and several, in words_like_these: the path, and the field of a list
    kinds         what may be in it
    templates     finds the organization's templates for it
    """

    module: str
    noun: str
    plural: str
    kinds: Sequence[Kind]
    templates: Templates | None = None

    def __post_init__(self) -> None:
        known = _collections.setdefault(self.module, self)
        if known is not self:
            raise ValueError(f"there is a collection of documents named {self.module!r} already")
        register_reference(self.noun, self.require)
        register_subject(
            Subject(
                kind=self.noun,
                load=self.require,
                title=lambda document: document.title,
                path=lambda document: f"/api/projects/{document.project_id}/{self.module}{self.path}/{document.id}",
                needs=self.reading,
            )
        )
        register_reindexer(self.noun, self._said_behind)

    async def _said_behind(self, access: Access, after: UUID, most: int) -> list[Said]:
        documents = await rows_behind(Document, access, after, most, collection=self.module)
        rows = Content.visible_to(access).filter(document_id__in=[document.id for document in documents])
        texts = {row.document_id: Text.stored(row.content, row.diagram_source) for row in await rows}
        return [Said(document.id, document.title, texts[document.id].plain) for document in documents]

    @property
    def path(self) -> str:
        """Below the module's prefix: `/risk-lists`."""
        return "/" + self.plural.replace("_", "-")

    @property
    def spoken(self) -> str:
        """Several of them, for people."""
        return self.plural.replace("_", " ")

    @property
    def reading(self) -> str:
        """The permission to read."""
        return f"{self.module}.read"

    @property
    def writing(self) -> str:
        """The permission to write."""
        return f"{self.module}.write"

    @property
    def suggesting(self) -> str:
        """The permission to suggest changes."""
        return f"{self.module}.suggest"

    @cached_property
    def permissions(self) -> tuple[Permission, ...]:
        """For the module's declaration."""
        write, suggest = frozenset({"project:write"}), frozenset({"project:write", "mcp:write"})
        return (
            Permission(self.reading, f"Read {self.spoken}.", scopes=_READ_SCOPES),
            Permission(self.writing, f"Create, change and delete {self.spoken}; decide on suggestions.", scopes=write),
            Permission(self.suggesting, f"Suggest changes to {self.spoken}.", scopes=suggest),
        )

    @cached_property
    def events(self) -> tuple[type[facts.DocumentEvent], ...]:
        """For the module's declaration: the facts about its documents, under its own names."""
        return tuple(facts.named(kind, self.module, self.noun) for kind in facts.ALL)

    def event(self, kind: type[facts.E]) -> type[facts.E]:
        """The collection's own event of a general one."""
        own: Any = self.events[facts.ALL.index(kind)]
        return own  # type: ignore[no-any-return]

    def kind(self, name: str) -> Kind:
        """A kind of its own by name; NotFound for any other."""
        for kind in self.kinds:
            if kind.name == name:
                return kind
        raise NotFound

    async def require(self, access: Access, document_id: UUID, *, lock: bool = False) -> Document:
        """A document of this collection, or 404."""
        rows = Document.visible_to(access).filter(id=document_id, collection=self.module)
        document = await (rows.select_for_update() if lock else rows).first()
        if document is None:
            raise NotFound
        return document

    async def require_current(self, access: Access, document_id: UUID) -> Document:
        """A document to change: locked, in a project that is open, in the version the caller has read (`If-Match`)."""
        require_open(access)
        await ledger.hold(access)
        document = await self.require(access, document_id, lock=True)
        document.expect(access)
        return document

    @property
    def template_id(self) -> UUID:
        """The id of the template that comes with the module: the same on every server."""
        return uuid5(_TEMPLATES, self.module)


_collections: dict[str, Collection] = {}


def collection_of(document: Document) -> Collection | None:
    """The collection a document is in; None where its module is not installed any more."""
    return _collections.get(document.collection)


def collections() -> Sequence[Collection]:
    """Those of all installed modules."""
    return tuple(_collections.values())
