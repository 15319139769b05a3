"""One reader's messages: a bounded queue that says when it has lost some."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum
from types import TracebackType
from typing import Final


class Gap(Enum):
    """What a reader gets in place of messages that it may have missed."""

    GAP = "gap"


GAP: Final = Gap.GAP


class Subscription:
    """Messages of one channel, or GAP where some may be missing: `async with bus.subscribe(…) as messages`.

    The first item is GAP as well, once the channel is heard: what came before was missed. A reader that falls more
    than `most` messages behind loses them all and gets GAP, for it has to look for itself anyway.
    """

    def __init__(self, leave: Callable[[Subscription], None], most: int) -> None:
        self._leave, self._most = leave, most
        self._messages: deque[bytes] = deque()
        self._gap = False
        self._waiting: asyncio.Future[None] | None = None

    def put(self, message: bytes) -> None:
        """Add a message, without waiting for the reader."""
        if len(self._messages) >= self._most:
            self._messages.clear()
            self._gap = True
        self._messages.append(message)
        self._wake()

    def put_gap(self) -> None:
        """Say that messages may be missing."""
        self._gap = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> bytes | Gap:
        while not (self._gap or self._messages):
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        if self._gap:
            self._gap = False
            return GAP
        return self._messages.popleft()

    async def __aenter__(self) -> Subscription:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave(self)
