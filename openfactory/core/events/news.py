"""Who is told that a stream has new events: by this process after its commits, and by the others through the bus."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from openfactory.core.logs import get_logger

if TYPE_CHECKING:  # whoever commits needs no broker's library
    from openfactory.core.bus import Bus

log = get_logger(__name__)
News = Mapping[UUID, int]  # streams and their last numbers
CHANNEL = "events"
_ENTRY = struct.Struct("!16sQ")
_MOST = 500  # streams in a message: 12 kB
_listeners: list[Callable[[News], None]] = []


def tell(news: News) -> None:
    """Tell this process's listeners what was committed; a failing one is logged, since the commit stands."""
    for listener in _listeners if news else ():
        try:
            listener(news)
        except Exception:
            log.exception("a listener to new events failed")


@contextmanager
def announcing(bus: Bus) -> Iterator[None]:
    """Say on the bus what this process commits while the block lasts; a hint, which may be lost."""

    def announce(news: News) -> None:
        entries = list(news.items())
        for start in range(0, len(entries), _MOST):
            bus.publish(CHANNEL, packed(entries[start : start + _MOST]))

    _listeners.append(announce)
    try:
        yield
    finally:
        _listeners.remove(announce)


def packed(entries: list[tuple[UUID, int]]) -> bytes:
    """24 bytes a stream: its id and its last number."""
    return b"".join(_ENTRY.pack(stream_id.bytes, seq) for stream_id, seq in entries)


def unpacked(message: bytes) -> Iterator[tuple[UUID, int]]:
    """The streams of a message; nothing of one that is none."""
    if len(message) % _ENTRY.size == 0:
        for stream, seq in _ENTRY.iter_unpack(message):
            yield UUID(bytes=stream), seq
