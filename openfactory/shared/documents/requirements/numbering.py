"""Keys for requirements and criteria that are new in a document: given once in a project, and never again.

A key that is written in the text is taken as it is, where nothing else has it. Everything else is numbered after
the highest number there is, the written ones in the same document included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from tortoise.expressions import Q

from openfactory.core.access import Access
from openfactory.shared.documents.models import Document, Requirement
from openfactory.shared.documents.requirements.items import Item


class Numbers:
    """The rows that matter for a document's items, and the next free numbers."""

    def __init__(self, rows: Sequence[Requirement], items: Iterable[Item], last: int) -> None:
        self.rows = rows
        self._by_key = {row.key: row for row in rows}
        self._taken = set(self._by_key)
        self._removed = [row for row in rows if row.removed_at is not None]
        self._written = [item.key for item in items if item.key]
        self.last = max([last, *(number(key) for key in self._written if key.startswith("REQ-"))])
        self.last_sub: dict[UUID, int] = {}

    @classmethod
    async def load(cls, access: Access, document: Document, items: Sequence[Item], last: int) -> Numbers:
        """The document's rows, those with a key that it writes, and those removed elsewhere that it says again."""
        keys = [item.key for item in items if item.key]
        hashes = [item.content_hash for item in items]
        wanted = Q(document_id=document.id) | Q(key__in=keys) | Q(content_hash__in=hashes, removed_at__isnull=False)
        return cls(await Requirement.visible_to(access).filter(wanted), items, last)

    def revive(self, item: Item) -> Requirement | None:
        """A row that was removed and that this is again: by the key it writes, or by its words."""
        for row in self._removed:
            if row.kind == item.kind and (
                row.key == item.key or (not item.key and row.content_hash == item.content_hash)
            ):
                self._removed.remove(row)
                return row
        return None

    def requirement(self, item: Item) -> int:
        """The number of a new requirement."""
        if item.key and item.key not in self._taken:
            self._taken.add(item.key)
            return number(item.key)
        self.last += 1
        self._taken.add(f"REQ-{self.last}")
        return self.last

    def criterion(self, item: Item, parent_id: UUID, parent: int, last_sub: int) -> int:
        """The number of a new criterion below its requirement, which is the row `parent_id` with a number."""
        if parent_id not in self.last_sub:
            written = [sub_number(key) for key in self._written if key.startswith(f"AC-{parent}.")]
            self.last_sub[parent_id] = max([last_sub, *written])
        if item.key and item.key not in self._taken and number(item.key) == parent:
            self._taken.add(item.key)
            return sub_number(item.key)
        self.last_sub[parent_id] += 1
        self._taken.add(f"AC-{parent}.{self.last_sub[parent_id]}")
        return self.last_sub[parent_id]


def number(key: str) -> int:
    """7 of `REQ-7` and of `AC-7.2`."""
    return int(key.partition("-")[2].partition(".")[0])


def sub_number(key: str) -> int:
    """2 of `AC-7.2`."""
    return int(key.partition(".")[2])
