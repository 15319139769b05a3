"""`Tails`: the streams that somebody on this worker follows, each read once, woken by the bus and by looking.

The bus says which stream is new; a message may be lost, so all of them are looked at now and then, more often where
there is no bus. Order and completeness come from the log alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import msgspec

from openfactory.core.bus import GAP, Bus
from openfactory.core.db.queries import Query, as_uuid
from openfactory.core.events.entry import Entry, Read
from openfactory.core.events.follower import Follower
from openfactory.core.events.news import CHANNEL, unpacked
from openfactory.core.events.tail import Tail
from openfactory.core.logs import get_logger

log = get_logger(__name__)
LOOK_SECONDS = 1.5  # between looks at all streams with the bus
LOOK_SECONDS_ALONE = 0.5  # and without
PAGE = 200  # entries read at once
MOST_READS = 4  # at once, so that requests get their turn at the database
MANY = 100  # followers, after each entry for whom others get their turn
MOST_IDS = 500  # in a statement

_LAST = Query("events.last", "SELECT id, last_seq FROM core_event_streams WHERE id IN @each(:ids)")


class Tails:
    """`on_entry(stream_id, entry)` is told of every entry that is read, followed or not."""

    def __init__(self, bus: Bus, read: Read, on_entry: Callable[[UUID, Entry], None]) -> None:
        self._bus, self._read, self._on_entry = bus, read, on_entry
        self._tails: dict[UUID, Tail] = {}
        self._reads = asyncio.Semaphore(MOST_READS)
        self._tasks: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow what others write while the block lasts."""
        async with self._bus.subscribe(CHANNEL) as messages:
            self._start(self._listen(messages))
            self._start(self._look_again_and_again())
            try:
                yield
            finally:
                for task in list(self._tasks):
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)

    def __len__(self) -> int:
        return len(self._tails)

    def __contains__(self, stream_id: object) -> bool:
        return stream_id in self._tails

    def keeps(self, stream_id: UUID, cursor: int) -> bool:
        """Whether what comes after a cursor is in memory."""
        tail = self._tails.get(stream_id)
        return tail is not None and tail.base <= cursor <= tail.head

    async def open(self, stream_id: UUID) -> Tail:
        """The stream's tail, to be followed or guarded without an await between; its head is the present one."""
        if stream_id not in self._tails:
            head = await self._head(stream_id)
            self._tails.setdefault(stream_id, Tail(stream_id, head))
        return self._tails[stream_id]

    async def _head(self, stream_id: UUID) -> int:
        rows = await _LAST.rows(ids=_json([stream_id]))
        return rows[0]["last_seq"] if rows else 0

    def follow(self, tail: Tail, cursor: int, deliver: Callable[[Entry], bool]) -> Follower:
        """Deliver what comes after the cursor, beginning now."""
        follower = Follower(self, tail, cursor, deliver)
        follower.go_on()
        return follower

    def guard(self, tail: Tail) -> None:
        """Have the stream read, for `on_entry`; `unguard` is to follow."""
        tail.guards += 1

    def unguard(self, stream_id: UUID) -> None:
        """Need it no more."""
        tail = self._tails[stream_id]
        tail.guards -= 1
        self.release(tail)

    def release(self, tail: Tail) -> None:
        """Forget a tail that nobody needs."""
        if tail.guards == tail.following == 0 and self._tails.get(tail.stream_id) is tail:
            del self._tails[tail.stream_id]

    async def missing(self, tail: Tail, cursor: int) -> list[Entry]:
        """What comes after a cursor: of those who ask for the same at once, one asks the log."""
        tail.catching_up = tail.catching_up or asyncio.Lock()
        async with tail.catching_up:
            kept = tail.after(cursor)
            if kept is not None:
                return kept
            async with self._reads:
                entries = list(await self._read(tail.stream_id, cursor, PAGE))
            if entries and entries[-1].seq >= tail.base:
                tail.extend_backwards(cursor, entries)
            return entries

    def wake(self, stream_id: UUID, seq: int) -> None:
        """There are events up to this number; those that are new are read."""
        tail = self._tails.get(stream_id)
        if tail is None or seq <= tail.known:
            return
        tail.known = seq
        if not tail.reading:
            tail.reading = True
            self._start(self._read_news(tail))

    async def _read_news(self, tail: Tail) -> None:
        try:
            while tail.head < tail.known and (tail.guards or tail.following):
                async with self._reads:
                    entries = await self._read(tail.stream_id, tail.head, PAGE)
                if not entries:
                    break
                for entry in entries:
                    self._on_entry(tail.stream_id, entry)
                    tail.extend(entry)
                    if len(tail.followers) > MANY:
                        await asyncio.sleep(0)
        except Exception as error:
            log.warning("a stream cannot be read: it is tried again", reason=repr(error))
        finally:
            tail.reading = False
            tail.known = tail.head

    async def _listen(self, messages: Any) -> None:
        async for message in messages:
            if message is GAP:
                await self._look()
                continue
            for stream_id, seq in unpacked(message):
                self.wake(stream_id, seq)

    async def _look_again_and_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS if self._bus.connected else LOOK_SECONDS_ALONE)
            await self._look()

    async def _look(self) -> None:
        ids = list(self._tails)
        try:
            for start in range(0, len(ids), MOST_IDS):
                for row in await _LAST.rows(ids=_json(ids[start : start + MOST_IDS])):
                    self.wake(as_uuid(row["id"]), row["last_seq"])  # type: ignore[arg-type]
        except Exception as error:
            log.warning("streams cannot be looked at: the database is away", reason=repr(error))

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _json(ids: Iterable[UUID]) -> str:
    return msgspec.json.encode([str(stream_id) for stream_id in ids]).decode()
