"""`Follower`: reads a stream from a cursor on, at the pace of whoever takes the entries."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from openfactory.core.events.entry import Entry
from openfactory.core.logs import get_logger

if TYPE_CHECKING:
    from openfactory.core.events.tail import Tail
    from openfactory.core.events.tails import Tails

log = get_logger(__name__)
RETRY_SECONDS = 1.0


class Follower:
    """Gives `deliver` each entry after `cursor`, in order and none twice.

    `deliver` takes the entry, and says whether it can take more now. Where not, `go_on()` says when it can: what has
    come meanwhile is then read from what the tail has kept, or from the log. There is a task only while it reads.
    """

    __slots__ = ("_deliver", "_tail", "_tails", "_task", "cursor")

    def __init__(self, tails: Tails, tail: Tail, cursor: int, deliver: Callable[[Entry], bool]) -> None:
        self._tails, self._tail = tails, tail
        self._deliver: Callable[[Entry], bool] | None = deliver
        self._task: asyncio.Task[None] | None = None
        self.cursor = cursor
        tail.following += 1

    def take(self, entry: Entry) -> None:
        """Take the tail's newest entry; called while nothing is missing."""
        if self._deliver is None or entry.seq <= self.cursor:
            return
        self.cursor = entry.seq
        try:
            room = self._deliver(entry)
        except Exception:
            log.exception("a follower of a stream has failed, and is dropped")
            self.close()
        else:
            if not room:
                self._tail.followers.discard(self)

    def go_on(self) -> None:
        """Read what is missing, if anything is and nobody does so yet."""
        if self._deliver is None or self._task is not None or self in self._tail.followers:
            return
        if self._read_on(self._tail.after(self.cursor)):
            self._task = asyncio.get_running_loop().create_task(self._catch_up())

    def close(self) -> None:
        """Follow no more."""
        if self._deliver is None:
            return
        self._deliver = None
        self._tail.followers.discard(self)
        self._tail.following -= 1
        self._tails.release(self._tail)
        if self._task is not None:
            self._task.cancel()

    def _read_on(self, entries: list[Entry] | None) -> bool:
        """Deliver these; whether the log has to be asked for more."""
        for entry in entries or ():
            if self._deliver is None:
                return False
            self.cursor = entry.seq
            if not self._deliver(entry):
                return False
        if self._deliver is not None and self.cursor >= self._tail.head:
            self._tail.followers.add(self)
            return False
        return self._deliver is not None

    async def _catch_up(self) -> None:
        try:
            more = True
            while more:
                entries = await self._tails.missing(self._tail, self.cursor)
                if not entries:  # the log has lost what was between
                    self.cursor = max(self.cursor, self._tail.base)
                more = self._read_on(entries)
        except Exception as error:
            log.warning("a stream cannot be read: it is tried again", reason=repr(error))
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self.go_on)
        finally:
            self._task = None
