"""`Entry`: one event of the log as readers get it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec


class Entry:
    """An event that was read: `body` is its JSON, made once for all who get it."""

    __slots__ = ("_fields", "body", "entity_id", "entity_type", "forms", "name", "seq")

    def __init__(self, seq: int, name: str, entity_type: str, entity_id: UUID, body: bytes) -> None:
        self.seq, self.name, self.entity_type, self.entity_id, self.body = seq, name, entity_type, entity_id, body
        self.forms: dict[str, bytes] = {}  # the same in other forms, such as a channel's frame
        self._fields: dict[str, Any] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The event's own fields, by their wire names."""
        if self._fields is None:
            self._fields = msgspec.json.decode(self.body)["data"]
        return self._fields


Read = Callable[[UUID, int, int], Awaitable[Sequence[Entry]]]
"""Reads a stream: `read(stream_id, after, most)`, in order."""
