"""Keeping the rows of requirements in step with what documents say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.ids import uuid7
from openfactory.shared.documents import ledger
from openfactory.shared.documents.kinds import Collection
from openfactory.shared.documents.models import Document, Requirement
from openfactory.shared.documents.requirements.items import Item
from openfactory.shared.documents.requirements.listing import list_requirements, others
from openfactory.shared.documents.requirements.matching import Known, match
from openfactory.shared.documents.requirements.numbering import Numbers
from openfactory.shared.documents.texts import Text

_INSERT = Query(
    "documents.add_requirement",
    "INSERT INTO documents_requirements (id, created_at, updated_at, version, project_id, document_id, parent_id, "
    "kind, number, sub_number, last_sub_number, key, written_key, title, text, pattern, form, section, pointer, "
    "place, content_hash) VALUES (:id, :now, :now, 1, :project_id, :document_id, :parent_id, :kind, :number, "
    ":sub_number, 0, :key, :written_key, :title, :text, :pattern, :form, :section, :pointer, :place, :content_hash)",
)
_UPDATE = Query(
    "documents.change_requirement",
    "UPDATE documents_requirements SET updated_at = :now, version = version + 1, document_id = :document_id, "
    "parent_id = :parent_id, written_key = :written_key, title = :title, text = :text, pattern = :pattern, "
    "form = :form, section = :section, pointer = :pointer, place = :place, content_hash = :content_hash, "
    "removed_at = NULL WHERE id = :id AND project_id = :project_id",
)
_LAST_SUB_NUMBER = Query(
    "documents.advance_requirement",
    "UPDATE documents_requirements SET last_sub_number = :number WHERE id = :id AND project_id = :project_id",
)
_REMOVE = Query(
    "documents.remove_requirement",
    "UPDATE documents_requirements SET removed_at = :now, updated_at = :now "
    "WHERE id = :id AND project_id = :project_id",
)
_REMOVE_ALL = Query(
    "documents.remove_requirements",
    "UPDATE documents_requirements SET removed_at = :now, updated_at = :now "
    "WHERE document_id = :document_id AND project_id = :project_id AND removed_at IS NULL",
)
# What an item says of its row; a row that says it already is not written.
_SAID = (
    "document_id",
    "parent_id",
    "written_key",
    "title",
    "text",
    "pattern",
    "form",
    "section",
    "pointer",
    "place",
    "content_hash",
)


@dataclass
class Found:
    """Keys of what is new, what says something else, and what has gone."""

    added: list[str] = field(default_factory=list)
    reworded: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


async def sync(access: Access, collection: Collection, document: Document, text: Text) -> Found:
    """Let the rows say what the document says, in the transaction that changes it.

    What was there before keeps its key: see `matching.match`. What is new takes the key that is written there, if
    nothing else has it, or the next one.
    """
    if not collection.kind(document.type).requirements:
        return Found()
    # A criterion of no requirement has nothing to be numbered by: the review points it out.
    items = [(item, parent) for item, parent in text.items if parent or item.kind != "criterion"]
    last = await ledger.hold(access)
    numbers = await Numbers.load(access, document, [item for item, _ in items], last)
    alive = {row.key: row for row in numbers.rows if row.document_id == document.id and row.removed_at is None}
    keys = {row.id: row.key for row in alive.values()}
    kept = match([_known(row, keys) for row in alive.values()], [item for item, _ in items])
    writing = _Writing(access, document, numbers)
    for place, (item, parent) in enumerate(items):
        known = kept[place]
        writing.add(item, parent, place, alive.pop(known.key) if known else None)
    writing.remove(alive.values())
    await writing.run(last)
    return writing.found


async def remove_all(access: Access, document: Document) -> None:
    """Let a deleted document's requirements go; their keys are kept for its return."""
    await _REMOVE_ALL.run(document_id=document.id, project_id=access.project, now=clock.now())


class _Writing:
    """What is to be written for the items of a document, gathered so that it takes a handful of statements."""

    def __init__(self, access: Access, document: Document, numbers: Numbers) -> None:
        self.access, self.document, self.numbers = access, document, numbers
        self.found = Found()
        self._now = clock.now()
        self._new: list[dict[str, Any]] = []
        self._changed: list[dict[str, Any]] = []
        self._removed: list[dict[str, Any]] = []
        self._parents: dict[int, tuple[UUID, int, int]] = {}  # id, number and last sub-number by the item's identity

    def add(self, item: Item, parent: Item | None, place: int, row: Requirement | None) -> None:
        """An item, and the row that it was before."""
        row = row or self.numbers.revive(item)
        said = self._said(item, parent, place)
        if row is None:
            self._insert(item, parent, said)
            return
        self._remember(item, row.id, row.number, row.last_sub_number)
        written = {**said, "written_key": item.key if item.key != row.key else None}
        if row.removed_at is not None or any(getattr(row, name) != written[name] for name in _SAID):
            self._changed.append({**written, "id": row.id, "now": self._now, "project_id": self.access.project})
        if row.removed_at is not None:
            self.found.added.append(row.key)
        elif row.content_hash != item.content_hash:
            self.found.reworded.append(row.key)

    def remove(self, rows: Iterable[Requirement]) -> None:
        """What is no longer there."""
        for row in rows:
            self.found.removed.append(row.key)
            self._removed.append({"id": row.id, "now": self._now, "project_id": self.access.project})

    async def run(self, last: int) -> None:
        """Write it all."""
        await _REMOVE.run_many(self._removed)
        await _UPDATE.run_many(self._changed)
        await _INSERT.run_many(self._new)
        sub_numbers = self.numbers.last_sub.items()
        await _LAST_SUB_NUMBER.run_many(
            [{"id": row_id, "number": number, "project_id": self.access.project} for row_id, number in sub_numbers]
        )
        if self.numbers.last != last:
            await ledger.advance(self.access, self.numbers.last)

    def _insert(self, item: Item, parent: Item | None, said: dict[str, Any]) -> None:
        if parent is None:
            number, sub_number = self.numbers.requirement(item), 0
            key = f"REQ-{number}"
        else:
            row_id, number, last = self._parents[id(parent)]
            sub_number = self.numbers.criterion(item, row_id, number, last)
            key = f"AC-{number}.{sub_number}"
        row = {
            **said,
            "id": uuid7(),
            "now": self._now,
            "project_id": self.access.project,
            "kind": item.kind,
            "number": number,
            "sub_number": sub_number,
            "key": key,
            "written_key": item.key if item.key != key else None,
        }
        self._new.append(row)
        self._remember(item, row["id"], number, 0)
        self.found.added.append(key)

    def _remember(self, item: Item, row_id: UUID, number: int, last_sub_number: int) -> None:
        self._parents[id(item)] = (row_id, number, last_sub_number)

    def _said(self, item: Item, parent: Item | None, place: int) -> dict[str, Any]:
        return {
            "document_id": self.document.id,
            "parent_id": self._parents[id(parent)][0] if parent else None,
            "title": item.title,
            "text": item.text,
            "pattern": item.pattern,
            "form": _json(_form(item)),
            "section": _json(item.section),
            "pointer": item.pointer,
            "place": place,
            "content_hash": item.content_hash,
        }


def _form(item: Item) -> Any:
    if item.steps:
        return [asdict(step) for step in item.steps]
    return asdict(item.parts) if item.parts else None


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _known(row: Requirement, keys: Mapping[UUID, str]) -> Known:
    return Known(
        key=row.key,
        kind=row.kind,  # type: ignore[arg-type]
        words=f"{row.title}\n{row.text}".strip(),
        content_hash=row.content_hash,
        place=row.place,
        parent=keys.get(row.parent_id) if row.parent_id else None,
        section=tuple(msgspec.json.decode(row.section)),
        written=row.written_key,
    )


__all__ = ["Found", "list_requirements", "others", "remove_all", "sync"]
