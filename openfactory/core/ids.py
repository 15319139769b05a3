"""Identifiers of rows and events: UUIDs of version 7 (RFC 9562), sorted by the moment they were made."""

from __future__ import annotations

import os
import time
from threading import Lock
from uuid import UUID

COUNTER_BITS = 42
TAIL_BITS = 32

_lock = Lock()
_last_ms = -1
_counter = 0


def uuid7() -> UUID:
    """A new id, greater than every id this process made before, in whatever thread.

    Layout: 48 bits of Unix milliseconds, then the 74 free bits as a counter of 42 bits, which starts at random
    each millisecond and counts up within it, and 32 random bits (RFC 9562, section 6.2, method 1). A clock that
    is set back does not break the order: the last millisecond is kept until time has caught up.
    """
    # The machine's clock, not core.clock: a test that travels in time must not disorder ids.
    with _lock:
        milliseconds, counter = _advance(time.time_ns() // 1_000_000)
    tail = int.from_bytes(os.urandom(TAIL_BITS // 8))
    value = milliseconds << 80 | 0x7 << 76 | (counter >> 30) << 64 | 0b10 << 62 | (counter & 0x3FFF_FFFF) << 32 | tail
    return UUID(int=value)


def _advance(milliseconds: int) -> tuple[int, int]:
    """The next pair of millisecond and counter; the caller holds the lock."""
    global _last_ms, _counter  # noqa: PLW0603 - the order of ids is the process's state, and nothing else's
    if milliseconds > _last_ms:
        _last_ms, _counter = milliseconds, _random_start()
    elif _counter + 1 < 1 << COUNTER_BITS:
        _counter += 1
    else:
        _last_ms, _counter = _last_ms + 1, _random_start()
    return _last_ms, _counter


def _random_start() -> int:
    """A start that leaves the upper half of the counter free, so that no millisecond can use it up."""
    return int.from_bytes(os.urandom(6)) & ((1 << COUNTER_BITS - 1) - 1)


def _forget() -> None:
    """A forked child shares neither the counter nor a lock that some thread of the parent held."""
    global _lock, _last_ms
    _lock, _last_ms = Lock(), -1


os.register_at_fork(after_in_child=_forget)
