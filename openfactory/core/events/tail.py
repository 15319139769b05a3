"""`Tail`: the end of one stream, read once on this worker for all who follow it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING
from uuid import UUID

from openfactory.core.events.entry import Entry

if TYPE_CHECKING:
    from openfactory.core.events.follower import Follower

MOST_KEPT = 1000  # entries, for those who come back
MOST_BYTES = 2_000_000


class Tail:
    """What was read up to `head`. The newest entries, those after `base`, are kept for followers that are behind."""

    __slots__ = (
        "_bytes",
        "_kept",
        "base",
        "catching_up",
        "followers",
        "following",
        "guards",
        "head",
        "known",
        "reading",
        "stream_id",
    )

    def __init__(self, stream_id: UUID, head: int) -> None:
        self.stream_id = stream_id
        self.base = self.head = self.known = head
        self.followers: set[Follower] = set()  # those who have got everything up to the head
        self.following = self.guards = 0  # followers, those behind as well; and who else needs it
        self.reading = False
        self.catching_up: asyncio.Lock | None = None
        self._kept: deque[Entry] | None = None
        self._bytes = 0

    def extend(self, entry: Entry) -> None:
        """Go on by an entry that was read, and hand it to the followers."""
        self.head = entry.seq
        if self._kept is None:
            self._kept = deque()
        self._kept.append(entry)
        self._bytes += len(entry.body)
        for follower in tuple(self.followers):
            follower.take(entry)
        self._trim()

    def extend_backwards(self, base: int, entries: Sequence[Entry]) -> None:
        """Keep entries as well that are from before the base, without a gap, where there is room."""
        older = [entry for entry in entries if entry.seq <= self.base]
        size = sum(len(entry.body) for entry in older)
        if len(older) + len(self._kept or ()) > MOST_KEPT or size + self._bytes > MOST_BYTES:
            return
        self._kept = self._kept or deque()
        self._kept.extendleft(reversed(older))
        self._bytes += size
        self.base = base

    def after(self, cursor: int) -> list[Entry] | None:
        """What is kept after a cursor; None where the log has to be asked."""
        if cursor < self.base:
            return None
        missing = list(takewhile(lambda entry: entry.seq > cursor, reversed(self._kept or ())))
        missing.reverse()
        return missing

    def _trim(self) -> None:
        """Keep what the bounds allow; nothing where nobody follows."""
        kept = self._kept
        if kept is None:
            return
        while kept and (self.following == 0 or len(kept) > MOST_KEPT or self._bytes > MOST_BYTES):
            entry = kept.popleft()
            self._bytes -= len(entry.body)
            self.base = entry.seq
        if not kept:
            self._kept, self.base = None, self.head
